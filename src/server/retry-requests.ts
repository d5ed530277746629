/** Dead letters that a command asks the running service to send again: a file each in the data folder. */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../store/operations/data-folder.ts'

const NAME = /^retry\.(msg_[\w-]{1,100})\.request$/

export const leaveRetryRequest = async (dataFolder: string, id: string): Promise<void> => {
  makeFolder(dataFolder)
  await writeFile(join(dataFolder, `retry.${id}.request`), '')
}

/** Calls `retry` with the id of each, and forgets it then. */
export const takeRetryRequests = async (dataFolder: string, retry: (id: string) => Promise<unknown>): Promise<void> => {
  for (const name of await namesIn(dataFolder)) {
    const id = NAME.exec(name)?.[1]
    if (id === undefined) continue
    await retry(id)
    await rm(join(dataFolder, name), { force: true })
  }
}

/** With PostgreSQL there may be no folder. */
const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
