import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'

const folder = join(import.meta.dirname, '../migrations/sqlite')
const steps = readdirSync(folder)
  .filter((name) => /^\d{3}-.*\.sql$/.test(name))
  .toSorted()
  .map((name) => ({ version: Number(name.slice(0, 3)), sql: readFileSync(join(folder, name), 'utf8') }))

if (new Set(steps.map(({ version }) => version)).size < steps.length)
  throw new Error(`two migrations in ${folder} share a number`)

export const NEWEST_VERSION = Math.max(...steps.map(({ version }) => version))

/** Brings the schema up to date, each step whole or not at all. False: it was. */
export const migrate = (db: Database.Database, applicationId: number): boolean => {
  const current = Number(db.pragma('user_version', { simple: true }))
  const due = steps.filter((step) => step.version > current)
  for (const { version, sql } of due) {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${version}`)
    }).immediate()
  }
  return due.length > 0
}
