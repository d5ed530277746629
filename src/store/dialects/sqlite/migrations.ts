import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError, type Upgrading } from '../../ports/store.ts'
import type { Connection } from './connection.ts'
import { flushLateRows } from './flush-late-rows.ts'

const folder = join(import.meta.dirname, '../../migrations/sqlite')
const steps = readdirSync(folder)
  .filter((name) => /^\d{3}-.*\.sql$/.test(name))
  .toSorted()
  .map((name) => ({ version: Number(name.slice(0, 3)), sql: readFileSync(join(folder, name), 'utf8') }))

if (new Set(steps.map(({ version }) => version)).size < steps.length)
  throw new Error(`two migrations in ${folder} share a number`)

export const NEWEST_VERSION = Math.max(...steps.map(({ version }) => version))

/** Steps that need work on the older schema first that SQL cannot do. */
const BEFORE: Readonly<Record<number, (connection: Connection) => void>> = { 16: flushLateRows }

/**
 * Brings the schema up to date, all steps or none. Throws StoreError, and leaves the file untouched, if the result is not today's schema: the
 * file was written between two releases, or altered by hand.
 */
export const migrate = (connection: Connection, applicationId: number, upgrading: Upgrading = () => {}): void => {
  const { db } = connection
  const current = Number(db.pragma('user_version', { simple: true }))
  if (current === NEWEST_VERSION) return
  const isNew = current === 0
  if (!isNew) upgrading({ from: current, to: NEWEST_VERSION })
  db.transaction(() => {
    try {
      for (const { version, sql } of steps.filter((step) => step.version > current)) {
        if (!isNew) BEFORE[version]?.(connection)
        db.exec(sql)
      }
      // A missing index, which a release lacked or somebody dropped, is created; a missing table would have to be filled.
      if (!isNew) for (const sql of missingFrom(db)) if (sql.startsWith('CREATE INDEX')) db.exec(sql)
    } catch (error) {
      if (error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR') throw unknownSchema(db, error.message)
      throw error
    }
    const [missing] = isNew ? [] : missingFrom(db)
    if (missing !== undefined) throw unknownSchema(db, `it lacks ${missing.slice(0, 80).replaceAll(/\s+/g, ' ')}`)
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${NEWEST_VERSION}`)
  }).immediate()
}

const unknownSchema = ({ name }: Database.Database, detail: string): StoreError =>
  new StoreError(
    `${name} cannot be brought up to date: its tables are those of no release (${detail}). It was left untouched. Restore a backup with "polywire restore FILE", or move the file away to start afresh.`,
  )

/** The SQL of each table and index. */
const schemaOf = (db: Database.Database): readonly string[] =>
  db.prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').pluck().all()

/** Statements of today's schema that the database's own schema lacks. */
const missingFrom = (db: Database.Database): readonly string[] => {
  const schema = new Set(schemaOf(db))
  return newestSchema().filter((one) => !schema.has(one))
}

const newestSchema = (): readonly string[] => {
  const db = new Database(':memory:')
  for (const { sql } of steps) db.exec(sql)
  const schema = schemaOf(db)
  db.close()
  return schema
}
