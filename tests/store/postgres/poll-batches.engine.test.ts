/** Polls that end together are recorded together. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { HOUR, idOf, NOON, poll, source, sourceState } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

const COUNT = 200
const IDS = Array.from({ length: COUNT }, (_, index) => `s${index}`)
let store: Store
let database: PostgresConnection
beforeEach(async () => {
  const url = await createDatabase()
  store = await openPostgres({ url })
  database = connectToPostgres({ url, readOnly: false })
  await store.syncSources(
    IDS.map((id) => source(id)),
    NOON,
  )
})
afterEach(async () => {
  await store.close()
  await database.close()
})

const TRANSACTIONS = `SELECT count(DISTINCT xmin::text) AS transactions FROM source WHERE polled_at IS NOT NULL`

test('polls that end at once take one transaction, and each leaves what it came to', async () => {
  await Promise.all(IDS.map(async (id, index) => await store.recordPoll(idOf(id), poll(id, { etag: `"${index}"` }))))
  expect(await database.get(TRANSACTIONS)).toEqual({ transactions: 1 })
  expect(await sourceState(store, idOf('s7'))).toMatchObject({ etag: '"7"', nextDue: NOON + HOUR })
  const stored = await store.sourceSummaries(NOON)
  expect(new Map(stored.map(({ id, etag }) => [id, etag]))).toEqual(new Map(IDS.map((id, index) => [idOf(id), `"${index}"`])))
})

test('a poll is stored when its caller is told so, also where others go on', async () => {
  const seen: (string | null | undefined)[] = []
  await Promise.all(
    IDS.slice(0, 20).map(async (id, index) => {
      await new Promise((resolve) => setTimeout(resolve, 7 * index))
      await store.recordPoll(idOf(id), poll(id, { etag: `"${index}"` }))
      const row = await database.get<{ readonly etag: string | null }>('SELECT etag FROM source WHERE id = $1', id)
      seen[index] = row?.etag
    }),
  )
  expect(seen).toEqual(seen.map((_, index) => `"${index}"`))
})

test('a poll of a source that nobody knows, or that the database does not take, is no fault of the others', async () => {
  const outcomes = await Promise.allSettled([
    store.recordPoll(idOf('s1'), poll('s1')),
    store.recordPoll(idOf('nobody'), poll('nobody')),
    store.recordPoll(idOf('s2'), poll('s2', { failures: 2 ** 40 })),
    store.recordPoll(idOf('s3'), poll('s3')),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(outcomes[1]).toMatchObject({ reason: { message: expect.stringContaining('nobody, which the store does not know') } })
  expect((await sourceState(store, idOf('s3')))?.polledAt).toBe(NOON)
})

test('of two polls of one source the later one stays', async () => {
  await Promise.all(['"1"', '"2"'].map(async (etag) => await store.recordPoll(idOf('s1'), poll('s1', { etag }))))
  expect((await sourceState(store, idOf('s1')))?.etag).toBe('"2"')
})
