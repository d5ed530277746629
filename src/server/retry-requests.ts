/** Dead letters that a command asks the running service to send again: a file each in the data folder. */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = /^retry\.(msg_[\w-]{1,100})\.request$/

export const leaveRetryRequest = async (dataFolder: string, id: string): Promise<void> =>
  await writeFile(join(dataFolder, `retry.${id}.request`), '')

/** Calls `retry` with the id of each, and forgets it then. */
export const takeRetryRequests = async (dataFolder: string, retry: (id: string) => Promise<unknown>): Promise<void> => {
  for (const name of await readdir(dataFolder)) {
    const id = NAME.exec(name)?.[1]
    if (id === undefined) continue
    await retry(id)
    await rm(join(dataFolder, name), { force: true })
  }
}
