import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../model/ids.ts'
import type { Store } from '../store/ports/store.ts'

/** What a command asks of the service that has the store. `since` null: go on with what was broken off, else all. */
export type RegroupRequest = { readonly since: Instant | null }

type Notes = Pick<Store, 'note' | 'setNote'>

/** Beside a service on SQLite, nobody else writes into the store; on PostgreSQL, the one who regroups may have another data folder. */
const fileIn = (dataFolder: string): string => join(dataFolder, 'regroup.request')
const NOTE = 'regroup.request'

const textOf = ({ since }: RegroupRequest): string => (since === null ? 'all' : new Date(since).toISOString())
const requestIn = (text: string): RegroupRequest => {
  const since = Date.parse(text)
  return { since: Number.isNaN(since) ? null : since }
}

export const leaveRequestInFolder = async (dataFolder: string, request: RegroupRequest): Promise<void> => {
  const file = fileIn(dataFolder)
  await writeFile(`${file}.new`, textOf(request))
  await rename(`${file}.new`, file)
}

export const leaveRequestInStore = async (store: Notes, request: RegroupRequest): Promise<void> =>
  await store.setNote(NOTE, textOf(request))

/** Null: nobody has asked. */
export const takeRequest = async (dataFolder: string, store: Notes): Promise<RegroupRequest | null> =>
  (await takeFromFolder(dataFolder)) ?? (await takeFromStore(store))

const takeFromStore = async (store: Notes): Promise<RegroupRequest | null> => {
  const text = await store.note(NOTE)
  if (text === null) return null
  await store.setNote(NOTE, null)
  return requestIn(text)
}

const takeFromFolder = async (dataFolder: string): Promise<RegroupRequest | null> => {
  const file = fileIn(dataFolder)
  try {
    const text = await readFile(file, 'utf8')
    await rm(file)
    return requestIn(text)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
