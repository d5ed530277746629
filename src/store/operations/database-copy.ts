import { closeSync, existsSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { emptyLog, isDamage } from '../dialects/sqlite/connection.ts'
import { StoreError } from '../ports/store.ts'
import { DATABASE_FILE, makeFolder } from './data-folder.ts'
import { lockFolder } from './lock.ts'
import { makePartFolder, removeLeftovers } from './part-folders.ts'
import { makePrivateFile } from './private-file.ts'
import { DamagedDatabase, probeDatabase } from './probe.ts'

/** Writes a consistent copy, in one file, while others write. The file appears only when it is complete. Throws StoreError if it cannot be written. */
const backupTo = async (db: Database.Database, file: string, signal?: AbortSignal): Promise<void> => {
  const place = statSync(dirname(file), { throwIfNoEntry: false })
  if (place?.isDirectory() !== true) throw new StoreError(`there is no folder ${dirname(file)} for the backup. Make it first.`)
  const there = statSync(file, { throwIfNoEntry: false })
  if (there?.isDirectory() === true) throw new StoreError(`${file} is a folder. Name a file in it for the backup.`)
  // A device or a pipe, such as /dev/stdout or /dev/null, would be replaced by the file.
  if (there?.isFile() === false) throw new StoreError(`${file} is no file that a backup could replace. Name another one.`)
  const { path, discard } = makePartFolder(file)
  const part = join(path, basename(file))
  // On an abort, the process ends before the copy does.
  signal?.addEventListener('abort', discard)
  try {
    makePrivateFile(part)
    await copyState(db, part)
    makeSelfContained(part)
    probeDatabase(part, { whole: true })
    syncFile(part)
    renameSync(part, file)
  } catch (error) {
    const damage = error instanceof DamagedDatabase ? error.detail : isDamage(error) ? error.message : null
    if (damage !== null)
      throw new StoreError(
        `no backup was written to ${file}, and what was there stays: the database itself is damaged: ${damage}. Stop the service and restore a backup with "polywire restore FILE".`,
        { cause: error },
      )
    if (!(error instanceof Database.SqliteError)) throw error
    throw new StoreError(`no backup was written to ${file}: ${error.message}. Is there room, and may this user write there?`)
  } finally {
    discard()
    signal?.removeEventListener('abort', discard)
  }
}

/** Copies the state at the beginning: without a read transaction, each poll that is stored would start the copy again. */
const copyState = async (db: Database.Database, file: string): Promise<void> => {
  db.exec('BEGIN; SELECT 1 FROM sqlite_schema')
  try {
    await db.backup(file)
  } finally {
    db.exec('ROLLBACK')
  }
}

/**
 * Copies the folder's database, even while a service writes and before an upgrade: an older schema is copied as it is. Throws StoreError if
 * there is none, or it is not ours, newer or damaged. An interrupted backup leaves nothing behind.
 */
export const backupSqlite = async (folder: string, file: string, signal?: AbortSignal): Promise<void> => {
  const source = join(folder, DATABASE_FILE)
  if (isOurOwn(file, folder)) throw new StoreError(`${file} belongs to the running database. Name another file for the backup.`)
  if (probeDatabase(source, { whole: false }) === 0)
    throw new StoreError(`there is no database ${source} yet. Start the service once, or set POLYWIRE_DATA.`)
  const db = new Database(source, { readonly: true, timeout: 5_000 })
  try {
    await backupTo(db, file, signal)
  } finally {
    db.close()
  }
}

/** Makes a copy independent: no log file beside it, and no leases in it. */
const makeSelfContained = (file: string): void => {
  const copy = new Database(file)
  try {
    copy.pragma('journal_mode = DELETE')
    copy.exec('UPDATE source SET leased_until = 0 WHERE leased_until > 0')
  } finally {
    copy.close()
  }
}

/** Replaces the folder's database with a backup. Throws StoreError if the file is not ours, newer or damaged, or the folder is in use. */
export const restoreSqlite = async (backupFile: string, folder: string): Promise<void> => {
  if (!existsSync(backupFile)) throw new StoreError(`there is no backup ${backupFile}`)
  if (isOurOwn(backupFile, folder)) throw new StoreError(`${backupFile} is the database itself. Nothing was changed.`)
  const version = wholeVersion(backupFile)
  if (version === 0) throw new StoreError(`${backupFile} is not a Polywire database. Nothing was changed.`)
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    const target = join(folder, DATABASE_FILE)
    const part = restoredPart(folder)
    removeDatabase(part)
    makePrivateFile(part)
    await copyTo(part, backupFile)
    syncFile(part)
    // The old log must not be read into the new database. Until the new one has its name, the old one stays, complete without its log.
    emptyLogOf(target)
    removeLogs(target)
    renameSync(part, target)
    syncFile(folder)
  } finally {
    lock.release()
  }
}

/** Removes what a killed backup or restore left in the data folder. Call it with the folder's lock. */
export const removeParts = (folder: string): void => {
  removeLeftovers(folder)
  removeDatabase(restoredPart(folder))
}

const restoredPart = (folder: string): string => `${join(folder, DATABASE_FILE)}.part`

/** If somebody copied a whole data folder, there is a log beside the file; what is only in the log is copied too. */
const copyTo = async (copy: string, file: string): Promise<void> => {
  const db = new Database(file, { readonly: true, timeout: 5_000 })
  try {
    await db.backup(copy)
    makeSelfContained(copy)
  } catch (error) {
    removeDatabase(copy)
    if (!(error instanceof Database.SqliteError)) throw error
    throw new StoreError(`nothing was restored: ${error.message}. Is there room, and may this user write there?`)
  } finally {
    db.close()
  }
}

/** True: the file belongs to the data folder and is no copy: the database, its log, the lock. */
const isOurOwn = (file: string, folder: string): boolean =>
  basename(file).startsWith('polywire.') && realPath(dirname(file)) === realPath(folder)

const realPath = (folder: string): string => (existsSync(folder) ? realpathSync(folder) : resolve(folder))

/** Returns the backup's schema version. The advice for a damaged backup differs from that for a damaged database. */
const wholeVersion = (backupFile: string): number => {
  try {
    return probeDatabase(backupFile, { whole: true })
  } catch (error) {
    if (error instanceof DamagedDatabase)
      throw new StoreError(`${backupFile} is no whole backup: ${error.detail}. Nothing was changed; take another one.`, {
        cause: error,
      })
    throw error
  }
}

/** Writes the log into the database file. If the database cannot be opened or is damaged, it stays as it is. */
const emptyLogOf = (file: string): void => {
  let db: Database.Database | null = null
  try {
    db = new Database(file, { fileMustExist: true })
    emptyLog({ db })
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
  } finally {
    db?.close()
  }
}

const removeLogs = (file: string): void => {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true })
}

/** Removes the database with its log. */
export const removeDatabase = (file: string): void => {
  removeLogs(file)
  rmSync(file, { force: true })
}

const syncFile = (file: string): void => {
  const descriptor = openSync(file, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
