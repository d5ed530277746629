import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StoreInUse } from '../ports/store.ts'
import { inWords } from './unopenable.ts'

export type FolderLock = { readonly release: () => void }

/**
 * One process per data folder. The lock is a transaction that is never ended, on an empty database file: the operating system
 * frees it with the process, so a kill -9 leaves nothing behind. (The main file can't be locked so: readers want in.)
 */
export const lockFolder = (folder: string): FolderLock => {
  const lockFile = join(folder, 'polywire.lock')
  const pidFile = join(folder, 'polywire.pid')
  // Somebody has removed the lock of a process that still runs: a lock on a new file would keep nobody out.
  if (!existsSync(lockFile) && isRunning(pidFile))
    throw new StoreInUse(
      `the lock of the data folder ${folder} is gone, but the process that held it still runs${holder(pidFile)}. Stop it; if that process is no Polywire, delete ${pidFile}.`,
    )
  const lock = openLock(lockFile)
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw inWords(error, lockFile)
    throw new StoreInUse(
      `the data folder ${folder} is in use by another Polywire process${holder(pidFile)}. Stop it, or set POLYWIRE_DATA to another folder.`,
    )
  }
  try {
    writeFileSync(pidFile, String(process.pid))
  } catch {
    // On a full disk nobody is together who it is; the lock holds all the same.
  }
  return {
    release: () => {
      rmSync(pidFile, { force: true })
      lock.close()
    },
  }
}

/** The process that the file names is there, and another than this one. */
const isRunning = (pidFile: string): boolean => {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const openLock = (file: string): Database.Database => {
  try {
    return new Database(file, { timeout: 0 })
  } catch (error) {
    throw inWords(error, file)
  }
}

const holder = (pidFile: string): string => {
  try {
    return ` (pid ${readFileSync(pidFile, 'utf8')})`
  } catch {
    // The other one is just starting or stopping: refused all the same.
    return ''
  }
}
