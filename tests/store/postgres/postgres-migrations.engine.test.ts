import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { LOCKS } from '../../../src/store/dialects/postgres/postgres-locks.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { StoreError, StoreUnavailable } from '../../../src/store/ports/store.ts'
import { createDatabase } from '../postgres-databases.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../src/store/migrations/postgres')
const NEWEST = Math.max(...readdirSync(MIGRATIONS).map((name) => Number.parseInt(name, 10)))

let url: string
let database: PostgresConnection
beforeEach(async () => {
  url = await createDatabase(null)
  database = connectToPostgres({ url, readOnly: false })
})
afterEach(async () => await database.close())

test('processes that start at once on an empty database find one schema', async () => {
  const stores = await Promise.all(Array.from({ length: 5 }, async () => await openPostgres({ url })))
  expect(await Promise.all(stores.map(async (store) => await store.health()))).toEqual(
    stores.map(() => ({ readable: true, writable: true, reason: null, damage: null, schemaVersion: NEWEST })),
  )
  for (const store of stores) await store.close()
})

/** Other tests wait for locks in databases of their own. */
const WAITING = `
  SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

test('an upgrade takes as long as it takes, and so does the wait for another process that is at it', async () => {
  const { promise: isDone, resolve: end } = Promise.withResolvers<void>()
  const { promise: hasBegun, resolve: begin } = Promise.withResolvers<object | undefined>()
  const other = database.longTransaction(async ({ all, get }) => {
    await all('SELECT pg_advisory_xact_lock($1)', LOCKS.MIGRATION)
    begin(await get("SELECT current_setting('statement_timeout') AS statement"))
    await isDone
  })
  expect(await hasBegun).toEqual({ statement: '0' })
  const first = connectToPostgres({ url, readOnly: false })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const waiting = migratePostgres(first)
  await expect.poll(async () => (await database.all(WAITING)).length > 0).toBe(true)
  await vi.advanceTimersByTimeAsync(3_600_000)
  vi.useRealTimers()
  end()
  await other
  expect(await waiting).toBe(NEWEST)
  await first.close()
})

test('a schema of a newer version that this one can’t use is refused and left as it is', async () => {
  await (await openPostgres({ url })).close()
  await database.run('UPDATE schema_range SET schema_min = 1001, schema_max = 1002')
  await expect(openPostgres({ url })).rejects.toThrow(/newer Polywire \(schema 1002, which versions from 1001 on can use/)
  await expect(openPostgres({ url })).rejects.toBeInstanceOf(StoreError)
  expect(await database.get('SELECT schema_max FROM schema_range')).toEqual({ schema_max: 1002 })
})

test('a schema of a newer version that this one can use is used: two versions run during an upgrade', async () => {
  await (await openPostgres({ url })).close()
  await database.run('UPDATE schema_range SET schema_min = 2, schema_max = 1002')
  const store = await openPostgres({ url })
  expect((await store.health()).schemaVersion).toBe(1002)
  await store.close()
})

test('commands that only look need a schema, and change nothing', async () => {
  await expect(openPostgres({ url, readOnly: true })).rejects.toThrow('holds nothing of Polywire yet')
  await (await openPostgres({ url })).close()
  const store = await openPostgres({ url, readOnly: true })
  expect(await store.health()).toMatchObject({ writable: false, reason: expect.stringContaining('read-only') })
  await expect(store.setNote('a', 'b')).rejects.toBeInstanceOf(StoreUnavailable)
  await store.close()
})

test('a database of another program is refused and left as it is', async () => {
  await database.run('CREATE TABLE article (name text)')
  await expect(openPostgres({ url })).rejects.toThrow(
    /^The database holds tables of another program: .*"article" already exists\. Make one/,
  )
  await expect(openPostgres({ url })).rejects.toBeInstanceOf(StoreError)
  expect(await database.get("SELECT to_regclass('source')::text AS name")).toEqual({ name: null })
})

test('a user that may make no tables is told so', async () => {
  await database.script(
    `DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'x'; REVOKE CREATE ON SCHEMA public FROM public`,
  )
  const reader = new URL(url)
  reader.username = 'reader'
  await expect(openPostgres({ url: reader.href })).rejects.toThrow('The user reader may not make tables')
})
