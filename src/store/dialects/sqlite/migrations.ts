import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** What a step needs done to the schema before it that SQL cannot do. */
const BEFORE: Readonly<Record<number, (connection: Connection) => void>> = { 16: flushLateRows }

/** Brings the schema up to date, all steps or none. */
export const migrate = (connection: Connection, applicationId: number): void => {
  const { db } = connection
  const current = Number(db.pragma('user_version', { simple: true }))
  db.transaction(() => {
    for (const { version, sql } of steps.filter((step) => step.version > current)) {
      if (current > 0) BEFORE[version]?.(connection)
      db.exec(sql)
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${version}`)
    }
  }).immediate()
}
