import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Instant } from '../../../model/ids.ts'
import { afterCrashSql } from '../../../model/quarantine.ts'
import { type Store, StoreError, type Upgrading } from '../../ports/store.ts'
import { DATABASE_FILE, makeFolder } from '../../operations/data-folder.ts'
import { type Connection, connect, emptyLog, useWriteAheadLog } from './connection.ts'
import { giveUpReserve, isRefused, watchDiskSpace } from '../../operations/disk-space.ts'
import { createEngine } from './engine.ts'
import { followWriter } from './follow-writer.ts'
import { lockFolder } from '../../operations/lock.ts'
import { migrate, NEWEST_VERSION } from './migrations.ts'
import { APPLICATION_ID, probeDatabase } from '../../operations/probe.ts'
import { removeParts } from '../../operations/database-copy.ts'
import { closeToOthers, makePrivateFile } from '../../operations/private-file.ts'
import { runAtOnce } from '../../drivers/sqlite.ts'
import { readNote } from '../../notes.ts'
import { createStore } from './sqlite-store.ts'
import { inWords } from '../../operations/unopenable.ts'
import { MOVE_NOTE, refuseUnfinishedMove } from '../../moving/unfinished-move.ts'

export type SqliteOptions = {
  /** Contains `polywire.sqlite` and its other files; created if it does not exist. `:memory:`: nothing is stored on disk. */
  readonly folder: string
  /** For commands that only read, while the service may be running: takes no lock, changes nothing. */
  readonly readOnly?: boolean
  /** The size at which the database stops growing, as on a full disk; null: no limit. */
  readonly maxBytes?: number | null
  /** The clock for edition times; missing: the machine's clock. */
  readonly now?: () => Instant
  /** Called before an older schema is brought up to date. */
  readonly upgrading?: Upgrading
}

/** Throws StoreError if the folder is in use, or the database is damaged, from a newer version, or not ours. */
export const openSqlite = async (options: SqliteOptions): Promise<Store> => {
  if (options.folder === ':memory:') return openForWriting(emptyDatabase(), null, options, () => {})
  const file = join(options.folder, DATABASE_FILE)
  if (options.readOnly === true) return openForReading(file)
  makeFolder(options.folder)
  const lock = lockFolder(options.folder)
  try {
    probeDatabase(file, { whole: false })
    removeParts(options.folder)
    if (!existsSync(file)) makeDatabase(file)
    for (const one of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(one)) closeToOthers(one)
    return openForWriting(file, options.folder, options, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A database without rows, as all migrations leave it. Made once in a process: making it takes 20 ms, copying half a millisecond. */
const emptyDatabase = (): Buffer => {
  if (empty.bytes !== null) return empty.bytes
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  migrate(connection, APPLICATION_ID)
  empty.bytes = connection.db.serialize()
  connection.db.close()
  return empty.bytes
}
const empty: { bytes: Buffer | null } = { bytes: null }

/** The file gets its name when it has its first page: an empty file with that name is a damaged one. */
const makeDatabase = (file: string): void => {
  const part = `${file}.new`
  rmSync(part, { force: true })
  makePrivateFile(part)
  const db = new Database(part)
  try {
    db.pragma(`application_id = ${APPLICATION_ID}`)
  } catch (error) {
    throw inWords(error, file)
  } finally {
    db.close()
  }
  renameSync(part, file)
}

const openForWriting = (
  file: string | Buffer,
  folder: string | null,
  { maxBytes = null, now = Date.now, upgrading = () => {} }: Omit<SqliteOptions, 'folder' | 'readOnly'>,
  release: () => void,
): Store => {
  const connection = connect(file, { readOnly: false, maxBytes })
  try {
    makeCurrent(connection, folder, { now, upgrading })
    refuseIncomplete(connection)
    const actions = { probe: () => probePages(connection), emptyLog: () => emptyLog(connection) }
    const engine = createEngine(connection, watchDiskSpace(folder, actions), now)
    return createStore(engine, release, now)
  } catch (error) {
    connection.db.close()
    throw inWords(error, folder === null ? ':memory:' : join(folder, DATABASE_FILE))
  }
}

/** On a full disk, deleting the reserve file makes room for what a start must write. */
const makeCurrent = (
  connection: Connection,
  folder: string | null,
  { now, upgrading }: { readonly now: () => Instant; readonly upgrading: Upgrading },
): void => {
  const make = (): void => {
    useWriteAheadLog(connection.db)
    migrate(connection, APPLICATION_ID, upgrading)
    // There is only one process: those that leased sources have ended while they read them.
    connection.run(`UPDATE source SET ${afterCrashSql('?')} WHERE leased_until > 0`, now())
  }
  try {
    make()
  } catch (error) {
    if (folder === null || !isRefused(error) || !giveUpReserve(folder)) throw error
    make()
  }
}

const openForReading = (file: string): Store => {
  if (!existsSync(file)) throw new StoreError(`there is no database ${file} yet. Start the service once, or set POLYWIRE_DATA.`)
  const version = probeDatabase(file, { whole: false })
  if (version < NEWEST_VERSION) {
    throw new StoreError(
      `${file} is from an older Polywire (schema ${version}). Start the service once: it brings it up to date.`,
    )
  }
  const connection = connect(file, { readOnly: true, maxBytes: null })
  try {
    refuseIncomplete(connection)
    return createStore(followWriter(createEngine(connection, null, Date.now)), () => {}, Date.now)
  } catch (error) {
    connection.db.close()
    throw error
  }
}

const refuseIncomplete = (connection: Connection): void => refuseUnfinishedMove(runAtOnce(connection, readNote(MOVE_NOTE)))

/** Allocates some pages and rolls back; throws if there is no room for them. */
const probePages = ({ db }: Connection): void => {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.prepare('INSERT INTO note (name, value) VALUES (?, ?)').run('\0room', 'x'.repeat(256 * 1024))
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
  }
}
