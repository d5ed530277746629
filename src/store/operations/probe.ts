import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StoreError } from '../ports/store.ts'
import { isDamage } from '../dialects/sqlite/connection.ts'
import { NEWEST_VERSION } from '../dialects/sqlite/migrations.ts'
import { inWords } from './unopenable.ts'

/** `PWIR`: the id that marks a file as ours. */
export const APPLICATION_ID = 0x50_57_49_52
/** The size in bytes up to which the whole file is checked on opening; for larger files that would take seconds. */
const CHECK_WHOLE_BYTES = 64 * 1024 * 1024

/**
 * Checks an existing file before anything is written to it: whether it is ours, of a known version, and undamaged. Returns its schema version;
 * 0: there is no file yet. Throws StoreError and leaves the file untouched.
 */
export const probeDatabase = (file: string, { whole }: { readonly whole: boolean }): number => {
  if (!existsSync(file)) return 0
  // We never leave an empty file: a new database gets its name when it has its first page.
  if (statSync(file).size === 0) throw new DamagedDatabase(file, 'it is empty')
  let db: Database.Database | null = null
  try {
    db = new Database(file, { readonly: true, timeout: 5_000 })
    const version = versionOf(db, file)
    const problem = whole || statSync(file).size <= CHECK_WHOLE_BYTES ? check(db) : sample(db)
    if (problem !== null) throw new DamagedDatabase(file, problem)
    return version
  } catch (error) {
    if (isDamage(error)) throw new DamagedDatabase(file, error.message)
    throw inWords(error, file)
  } finally {
    db?.close()
  }
}

const versionOf = (db: Database.Database, file: string): number => {
  const version = Number(db.pragma('user_version', { simple: true }))
  const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (!isOurs && !isEmpty) throw new StoreError(`${file} is not a Polywire database. It was left untouched.`)
  if (version > NEWEST_VERSION) {
    throw new StoreError(
      `${file} was written by a newer Polywire (schema ${version}, this one knows ${NEWEST_VERSION}). Update Polywire, or restore an older backup.`,
    )
  }
  return version
}

export class DamagedDatabase extends StoreError {
  readonly detail: string
  constructor(file: string, detail: string) {
    super(
      `${file} is damaged: ${detail}. It was left untouched. Restore a backup with "polywire restore FILE", or move the file away to start afresh.`,
    )
    this.detail = detail
  }
}

const check = (db: Database.Database): string | null => {
  const answer = String(db.pragma('quick_check(1)', { simple: true }))
  return answer === 'ok' ? null : answer.replaceAll(/\s+/g, ' ')
}

/** Reads both ends of every table, which walks the tree of pages from its root. */
const sample = (db: Database.Database): string | null => {
  const tables = db
    .prepare<[], { readonly name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'`)
    .all()
  for (const { name } of tables) {
    db.prepare(`SELECT * FROM "${name}" ORDER BY 1 LIMIT 20`).all()
    db.prepare(`SELECT * FROM "${name}" ORDER BY 1 DESC LIMIT 20`).all()
  }
  return null
}
