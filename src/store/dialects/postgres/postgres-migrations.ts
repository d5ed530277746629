import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../../lib/system-errors.ts'
import { StoreError, type Upgrading } from '../../ports/store.ts'
import type { Queries } from './queries.ts'
import { LOCKS } from './postgres-locks.ts'
import type { PostgresConnection } from './postgres-connection.ts'

const OLDEST_SERVER = 15

const folder = join(import.meta.dirname, '../../migrations/postgres')
const steps = readdirSync(folder)
  .filter((name) => /^\d{3}-.*\.sql$/.test(name))
  .toSorted()
  .map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8')
    const oldest = /^-- schema_min: (\d+)$/m.exec(sql)?.[1]
    if (oldest === undefined) throw new Error(`${name} does not say which versions work on its schema (schema_min)`)
    return { version: Number(name.slice(0, 3)), oldest: Number(oldest), sql }
  })

/** The schema version that this program creates and needs. */
const NEWEST = Math.max(...steps.map(({ version }) => version))

/** The schema versions that a program may be made for to work on the present schema: in a rolling upgrade two versions run at once. */
type SchemaRange = { readonly schema_min: number; readonly schema_max: number }

/** Brings the schema up to date, one process at a time, all steps or none. Returns its version. Throws StoreError if the database cannot be used. */
export const migratePostgres = async (connection: PostgresConnection, upgrading: Upgrading = () => {}): Promise<number> => {
  await requireServer(connection)
  return await connection
    .longTransaction(async (queries) => {
      await queries.all('SELECT pg_advisory_xact_lock($1)', LOCKS.MIGRATION)
      const range = await rangeOf(queries)
      if (range === null) await requireRights(queries)
      else requireUsable(range)
      if (range !== null && range.schema_max < NEWEST) upgrading({ from: range.schema_max, to: NEWEST })
      for (const { version, oldest, sql } of steps.filter((step) => step.version > (range?.schema_max ?? 0))) {
        await queries.script(sql)
        await queries.script(`${MAKE_RANGE}; DELETE FROM schema_range`)
        await queries.run('INSERT INTO schema_range (schema_min, schema_max) VALUES ($1, $2)', oldest, version)
      }
      await queries.run(FORGET_FOREIGN_TRANSACTIONS)
      return Math.max(NEWEST, range?.schema_max ?? 0)
    })
    .catch((error: unknown) => {
      if (!TAKEN.has(errorCode(error))) throw error
      const reason = error instanceof Error ? error.message : ''
      throw new StoreError(`The database holds tables of another program: ${reason}. Make one for Polywire alone.`, {
        cause: error,
      })
    })
}
/** A table, an index or a type with that name exists: duplicate_table, duplicate_object. */
const TAKEN: ReadonlySet<string> = new Set(['42P07', '42710'])

/** For commands that only read. Returns the schema's version. Throws StoreError if the database has no schema, or one that does not fit. */
export const checkPostgresSchema = async (connection: PostgresConnection): Promise<number> => {
  await requireServer(connection)
  const range = await rangeOf(connection)
  if (range === null) throw new StoreError('The database holds nothing of Polywire yet. Start the service once.')
  requireUsable(range)
  if (range.schema_max < NEWEST)
    throw new StoreError(
      `The database is from an older Polywire (schema ${range.schema_max}, this one needs ${NEWEST}). Start the service once: it brings it up to date.`,
    )
  return range.schema_max
}

const requireServer = async ({ get }: Queries): Promise<void> => {
  const server = await get<{ readonly number: string; readonly encoding: string }>(SERVER)
  const version = Math.floor(Number(server?.number) / 10_000)
  if (version < OLDEST_SERVER)
    throw new StoreError(`The database is PostgreSQL ${version}; Polywire needs ${OLDEST_SERVER} or newer.`)
  if (server?.encoding !== 'UTF8')
    throw new StoreError(`The database is encoded in ${server?.encoding ?? 'nothing'}. Make one with ENCODING 'UTF8'.`)
}
const SERVER = `SELECT current_setting('server_version_num') AS number, current_setting('server_encoding') AS encoding`

const requireRights = async ({ get }: Queries): Promise<void> => {
  const rights = await get<{ readonly may: boolean | null; readonly name: string; readonly user: string }>(RIGHTS)
  if (rights?.may === true) return
  throw new StoreError(
    `The user ${rights?.user ?? ''} may not make tables in the database ${rights?.name ?? ''}. GRANT CREATE ON SCHEMA public to it, or make it the owner.`,
  )
}
const RIGHTS = `
  SELECT has_schema_privilege(current_schema(), 'CREATE') AS may, current_database() AS name, current_user AS user`

const rangeOf = async ({ get }: Queries): Promise<SchemaRange | null> => {
  const table = await get<{ readonly name: string | null }>(`SELECT to_regclass('schema_range')::text AS name`)
  if (table?.name === undefined || table.name === null) return null
  return (await get<SchemaRange>('SELECT schema_min, schema_max FROM schema_range')) ?? null
}
const MAKE_RANGE = 'CREATE TABLE IF NOT EXISTS schema_range (schema_min integer NOT NULL, schema_max integer NOT NULL)'

const requireUsable = ({ schema_min, schema_max }: SchemaRange): void => {
  if (schema_min > NEWEST)
    throw new StoreError(
      `The database is from a newer Polywire (schema ${schema_max}, which versions from ${schema_min} on can use; this one knows ${NEWEST}). Start that version, or restore an older dump.`,
    )
}

/** A dump that is restored into another cluster has transaction ids which that cluster has not reached yet. */
const FORGET_FOREIGN_TRANSACTIONS = `
  UPDATE article_log SET transaction = '3' WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())`
