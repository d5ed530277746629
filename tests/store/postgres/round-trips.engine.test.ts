/** Each question to the database may take as long as the way there and back. */
import { expect, test } from 'vitest'
import { ROLES } from '../../../src/model/process-roles.ts'
import type { Queries } from '../../../src/store/dialects/postgres/queries.ts'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../../src/store/dialects/postgres/postgres-engine.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { createPostgresStore } from '../../../src/store/dialects/postgres/postgres-store.ts'
import { any, article, keysOf, NOON, publish, source, words } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

/** A store with one article, which counts what it asks. */
const openCounted = async () => {
  const connection = connectToPostgres({ url: await createDatabase(), readOnly: false })
  let asked = 0
  const counting = ({ all, get, run, script }: Queries): Queries => ({
    all: async (sql, ...values) => {
      asked += 1
      return await all(sql, ...values)
    },
    get: async (sql, ...values) => {
      asked += 1
      return await get(sql, ...values)
    },
    run: async (sql, ...values) => {
      asked += 1
      return await run(sql, ...values)
    },
    script,
  })
  const counted: typeof connection = {
    ...connection,
    ...counting(connection),
    soon: counting(connection.soon),
    transaction: async (change) => await connection.transaction(async (queries) => await change(counting(queries))),
  }
  const options = { now: () => NOON, schemaVersion: await migratePostgres(connection) }
  const store = createPostgresStore(createPostgresEngine(counted, options))
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('one')])
  const askedIn = async (work: () => Promise<unknown>): Promise<number> => {
    asked = 0
    await work()
    return asked
  }
  return { store, askedIn }
}

test('a filter of many words asks as often as one of a few', async () => {
  const { store, askedIn } = await openCounted()
  const askedFor = async (count: number): Promise<number> => {
    const wanted = Array.from({ length: count }, (_, index) => words(`w${index}`))
    return await askedIn(async () => expect(await keysOf(store, any(...wanted, words('one')))).toEqual(['one']))
  }
  const few = await askedFor(101)
  expect(await askedFor(1_000)).toBe(few)
  await store.close()
})

test('what a poll compares its document with is asked for once', async () => {
  const { store, askedIn } = await openCounted()
  const agency = source('agency').id
  expect(await askedIn(async () => expect([...(await store.storedItems(agency, ['one'])).keys()]).toEqual(['one']))).toBe(1)
  expect(await askedIn(async () => expect(await store.isFirstRead(agency)).toBe(false))).toBe(1)
  await store.close()
})

test('a lease is renewed without sharing anything out where nothing has ended and nothing is free', async () => {
  const { store, askedIn } = await openCounted()
  await store.processes.join({ roles: ROLES, isAlone: false, version: 'one', configuration: 'one' })
  const renewed = { shards: 1_024, leads: ['grouper', 'jobs'], isNew: false }
  expect(await store.processes.renew(NOON)).toEqual({ ...renewed, taken: 1_024 })
  expect(await askedIn(async () => expect(await store.processes.renew(NOON)).toEqual({ ...renewed, taken: 0 }))).toBe(3)
  await store.close()
})
