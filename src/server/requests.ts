/**
 * Requests of commands to the running service. On SQLite only the service writes to the store: a request is an empty file in the data folder, described
 * by its name. Processes that share a database may have different data folders: there a request is a note in the store, one per kind, the last counts.
 */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Places } from '../config/process-settings.ts'
import { isAbsence, isOutOfDescriptors } from '../lib/system-errors.ts'
import { makeFolder } from '../store/operations/data-folder.ts'
import type { Store } from '../store/ports/store.ts'
import { openSharedStore } from './stores.ts'

/** `regroup` from an instant in ISO 8601 on, or `all`; `retry` a dead letter by its id; `translate` again what was given up: `all`. */
export type RequestKind = 'regroup' | 'retry' | 'translate'

/** `forget` deletes the request: call it when the request is fulfilled, or certain to be. */
export type ServiceRequest = { readonly about: string; readonly forget: () => Promise<void> }

type Notes = Pick<Store, 'note' | 'setNote'>

/** Stores a request where the service looks for it. Rejects with UnusableFolder, or with a StoreError where the database does not answer. */
export const leaveRequest = async (places: Places, kind: RequestKind, about: string): Promise<void> => {
  const store = await openSharedStore(places)
  if (store === null) return await leaveInFolder(places.dataFolder, kind, about)
  await store.setNote(noteOf(kind), about)
  await store.close()
}

/** The requests of this kind that are not deleted yet. */
export const openRequests = async (dataFolder: string, store: Notes, kind: RequestKind): Promise<readonly ServiceRequest[]> => [
  ...(await requestsInFolder(dataFolder, kind)),
  ...(await requestsInStore(store, kind)),
]

const noteOf = (kind: RequestKind): string => `${kind}.request`

const requestsInStore = async (store: Notes, kind: RequestKind): Promise<readonly ServiceRequest[]> => {
  const about = await store.note(noteOf(kind))
  return about === null ? [] : [{ about, forget: async () => await store.setNote(noteOf(kind), null) }]
}

const NAME = /^(regroup|retry|translate)\.(.+)\.request$/

const leaveInFolder = async (folder: string, kind: RequestKind, about: string): Promise<void> => {
  makeFolder(folder)
  await writeFile(join(folder, `${kind}.${encodeURIComponent(about)}.request`), '')
}

const requestsInFolder = async (folder: string, kind: RequestKind): Promise<readonly ServiceRequest[]> =>
  (await namesIn(folder)).flatMap((name) => {
    const [, ofKind, about = ''] = NAME.exec(name) ?? []
    if (ofKind !== kind) return []
    return [{ about: decodeURIComponent(about), forget: async () => await rm(join(folder, name), { force: true }) }]
  })

/** The folder's names; none where it does not exist, as with PostgreSQL, or can't be opened now for want of descriptors: the next look will find them. */
const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isAbsence(error) || isOutOfDescriptors(error)) return []
    throw error
  }
}
