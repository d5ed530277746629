/** Each question to the database may take as long as the way there and back. */
import { expect, test } from 'vitest'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../../src/store/dialects/postgres/postgres-engine.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { createPostgresStore } from '../../../src/store/dialects/postgres/postgres-store.ts'
import { any, article, keysOf, NOON, publish, source, words } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

/** A store with one article, which counts what it asks outside transactions. */
const openCounted = async () => {
  const connection = connectToPostgres({ url: await createDatabase(), readOnly: false })
  let asked = 0
  const counted: typeof connection = {
    ...connection,
    all: async (sql, ...values) => {
      asked += 1
      return await connection.all(sql, ...values)
    },
    get: async (sql, ...values) => {
      asked += 1
      return await connection.get(sql, ...values)
    },
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
