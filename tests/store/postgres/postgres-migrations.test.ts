import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { StoreError, StoreInUse, StoreUnavailable } from '../../../src/store/ports/store.ts'
import { createDatabase } from '../postgres-databases.ts'

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
    stores.map(() => ({ writable: true, reason: null, schemaVersion: 3 })),
  )
  for (const store of stores) await store.close()
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
  await database.run('UPDATE schema_range SET schema_min = 1, schema_max = 1002')
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

test('a user that may make no tables is told so', async () => {
  await database.script(
    `DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'x'; REVOKE CREATE ON SCHEMA public FROM public`,
  )
  const reader = new URL(url)
  reader.username = 'reader'
  await expect(openPostgres({ url: reader.href })).rejects.toThrow('The user reader may not make tables')
})

test('one process at a time decides about stories', async () => {
  const first = await openPostgres({ url, isAlone: true })
  await expect(openPostgres({ url, isAlone: true })).rejects.toBeInstanceOf(StoreInUse)
  await first.close()
  await (await openPostgres({ url, isAlone: true })).close()
})

test('a process whose lock another one has taken writes no more; its own it takes again', async () => {
  const first = await openPostgres({ url, isAlone: true })
  const end = `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.objid = 7095430 AND d.datname = current_database()`
  await database.all(end)
  await first.setNote('a', 'b')
  await first.appendOverride('a', 'c', 0)
  await database.all(end)
  const second = await openPostgres({ url, isAlone: true })
  await expect(first.appendOverride('a', 'd', 0)).rejects.toBeInstanceOf(StoreInUse)
  expect(await second.note('a')).toBe('c')
  await second.close()
  await first.close()
})
