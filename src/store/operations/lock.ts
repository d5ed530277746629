import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StoreInUse } from '../ports/store.ts'
import { DATABASE_FILE } from './data-folder.ts'
import { probeDatabase } from './probe.ts'
import { inWords } from './unopenable.ts'

export type FolderLock = { readonly release: () => void }

/**
 * Allows one process per data folder. The lock is a transaction that is never ended, on an empty database file: the operating system releases
 * it with the process, so a kill -9 leaves nothing behind. (The main file cannot be locked like this, since it must be readable.)
 */
export const lockFolder = (folder: string): FolderLock => {
  const lockFile = join(folder, 'polywire.lock')
  const pidFile = join(folder, 'polywire.pid')
  // Somebody has removed the lock file of a process that may still run: a lock on a new file would not exclude that process.
  if (!existsSync(lockFile) && isOpen(join(folder, DATABASE_FILE)))
    throw new StoreInUse(
      `the lock of the data folder ${folder} is gone, and another process has its database open${holder(pidFile)}. Stop it, or wait until it has ended.`,
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
    // On a full disk the pid is missing; the lock is valid all the same.
  }
  return {
    release: () => {
      rmSync(pidFile, { force: true })
      lock.close()
    },
  }
}

/**
 * True: another process has the database open, to write or to read. A process that has a database in WAL mode open holds a shared lock on the
 * file itself, which survives the removal of every other file (https://sqlite.org/wal.html, "Use of WAL Without Shared-Memory"). False for a
 * damaged database, which no process opens.
 */
const isOpen = (file: string): boolean => {
  let db: Database.Database | null = null
  try {
    if (probeDatabase(file, { whole: false }) === 0) return false
    db = new Database(file, { timeout: 0 })
    db.pragma('locking_mode = EXCLUSIVE')
    db.prepare('SELECT 1 FROM sqlite_schema').get()
    return false
  } catch (error) {
    return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
  } finally {
    db?.close()
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
    // The other process is just starting or stopping; the folder is in use all the same.
    return ''
  }
}
