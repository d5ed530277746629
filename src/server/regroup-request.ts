import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../model/ids.ts'

/** What a command asks of the service that has the data folder. `since` null: go on with what was broken off, else all. */
export type RegroupRequest = { readonly since: Instant | null }

const fileIn = (dataFolder: string): string => join(dataFolder, 'regroup.request')

export const leaveRequest = async (dataFolder: string, { since }: RegroupRequest): Promise<void> => {
  const file = fileIn(dataFolder)
  await writeFile(`${file}.new`, since === null ? '' : new Date(since).toISOString())
  await rename(`${file}.new`, file)
}

/** Null: nobody has asked. */
export const takeRequest = async (dataFolder: string): Promise<RegroupRequest | null> => {
  const file = fileIn(dataFolder)
  try {
    const text = await readFile(file, 'utf8')
    await rm(file)
    const since = Date.parse(text)
    return { since: Number.isNaN(since) ? null : since }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
