/** Each question to the database may take as long as the way there and back. */
import { expect, test } from 'vitest'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../../src/store/dialects/postgres/postgres-engine.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { createPostgresStore } from '../../../src/store/dialects/postgres/postgres-store.ts'
import { any, article, keysOf, NOON, publish, source, words } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

test('a filter of many words asks as often as one of a few', async () => {
  const connection = connectToPostgres({ url: await createDatabase(), readOnly: false })
  let asked = 0
  const counted: typeof connection = {
    ...connection,
    all: async (sql, ...values) => {
      asked += 1
      return await connection.all(sql, ...values)
    },
  }
  const options = { now: () => NOON, schemaVersion: await migratePostgres(connection) }
  const store = createPostgresStore(createPostgresEngine(counted, options))
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('one')])
  const askedFor = async (count: number): Promise<number> => {
    const wanted = Array.from({ length: count }, (_, index) => words(`w${index}`))
    asked = 0
    expect(await keysOf(store, any(...wanted, words('one')))).toEqual(['one'])
    return asked
  }
  const few = await askedFor(101)
  expect(await askedFor(1_000)).toBe(few)
  await store.close()
})
