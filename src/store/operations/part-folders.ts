/** Folders for copies that are being written. The operating system releases a folder's lock with its process, so what a killed one left is recognised. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { DAY } from '../../lib/durations.ts'

const PART = '.part-'
const LOCK = 'part.lock'
/** A folder without a lock is left over at this age (ms): its process may not have made the lock yet. */
const LEFTOVER_MS = DAY

export type PartFolder = { readonly path: string; readonly discard: () => void }

/** Makes a folder for one copy, beside its file: two copies to one file at the same time do not write into each other. Removes what killed ones left there. */
export const makePartFolder = (file: string): PartFolder => {
  const path = mkdtempSync(`${file}${PART}`)
  const lock = new Database(join(path, LOCK), { timeout: 0 })
  lock.exec('BEGIN EXCLUSIVE')
  removeLeftovers(dirname(file), { prefix: `${basename(file)}${PART}`, now: statSync(path).mtimeMs })
  return {
    path,
    discard() {
      lock.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** The folders whose names begin so, also where they have no lock; `now` by the clock of the file system. */
type Ours = { readonly prefix: string; readonly now: number }

/** Removes the part folders of killed processes: those of any copy that have a lock, or `ours`. */
export const removeLeftovers = (folder: string, ours: Ours | null = null): void => {
  for (const name of readdirSync(folder)) {
    if (ours === null ? !name.includes(PART) : !name.startsWith(ours.prefix)) continue
    const path = join(folder, name)
    const isLeft = existsSync(join(path, LOCK)) ? isUnlocked(join(path, LOCK)) : ours !== null && isOld(path, ours.now)
    if (isLeft) rmSync(path, { recursive: true, force: true })
  }
}

const isOld = (path: string, now: number): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) < now - LEFTOVER_MS

const isUnlocked = (file: string): boolean => {
  let lock: Database.Database | null = null
  try {
    lock = new Database(file, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    return false
  } finally {
    lock?.close()
  }
}
