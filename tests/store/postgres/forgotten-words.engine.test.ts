import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, DAY, NOON, prune, publish, source } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

let store: Store
let database: PostgresConnection
beforeEach(async () => {
  const url = await createDatabase()
  store = await openPostgres({ url })
  database = connectToPostgres({ url, readOnly: false })
  await store.syncSources([source('agency')], NOON)
})
afterEach(async () => {
  await store.close()
  await database.close()
})

const listed = async (): Promise<readonly string[]> =>
  (await database.all<{ readonly word: string }>('SELECT word FROM vocabulary ORDER BY word')).map(({ word }) => word)
const report = (key: string, title: string, now: number) => article(key, { title, text: '', publishedAt: now })

test('words go with the last article that has them, and come back with the next', async () => {
  const [first, second, third] = [NOON, NOON + 20 * DAY, NOON + 40 * DAY]
  await publish(store, 'agency', [report('a', 'Zeppelins visit harbours', first)], { now: first })
  await publish(store, 'agency', [report('b', 'Ferries visit islands', second)], { now: second })
  await prune(store, second, second, second)
  expect(await listed()).toEqual(['ferries', 'islands', 'visit'])
  // This process had learned the word before.
  await publish(store, 'agency', [report('c', 'Zeppelins return', third)], { now: third })
  expect(await listed()).toEqual(['ferries', 'islands', 'return', 'visit', 'zeppelins'])
  expect((await store.similarWords('zepelins')).map(({ word }) => word)).toEqual(['zeppelins'])
})

test('a word that is in use is written once a week, whoever uses it', async () => {
  const written = async (): Promise<unknown> =>
    await database.all(`SELECT word, week, xmin::text AS by FROM vocabulary ORDER BY word`)
  await publish(store, 'agency', [report('a', 'Zeppelins visit', NOON)], { now: NOON })
  const before = await written()
  await publish(store, 'agency', [report('b', 'Zeppelins visit', NOON + DAY)], { now: NOON + DAY })
  expect(await written()).toEqual(before)
  await publish(store, 'agency', [report('c', 'Zeppelins visit', NOON + 8 * DAY)], { now: NOON + 8 * DAY })
  expect(await written()).not.toEqual(before)
})
