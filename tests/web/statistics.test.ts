import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { UNLIMITED } from '../../src/store/ports/query-budget.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { createStatistics } from '../../src/web/statistics.ts'
import { article, EVERYTHING, NOON, publish, source } from '../store/samples.ts'

const DAY = 86_400_000
let store: Store
beforeAll(async () => {
  store = await openSqlite({ folder: ':memory:' })
  await store.syncSources([source('one')], NOON)
  await publish(store, 'one', [article('a')])
})
afterAll(async () => await store.close())

/** Statistics over a real store that notes what it is asked, with a clock that each count moves by 20 ms. */
const watched = () => {
  const asked: string[] = []
  const clock = { at: 0 }
  const noting: Store = Object.assign(Object.create(store) as Store, {
    edition: () => store.edition(),
    countByDay: async (...query: Parameters<Store['countByDay']>) => {
      asked.push('days')
      clock.at += 20
      return await store.countByDay(...query)
    },
    sourceSummaries: async (now: number) => {
      asked.push('sources')
      clock.at += 20
      return await store.sourceSummaries(now)
    },
  })
  const { statisticsFor, expire } = createStatistics({ store: noting, now: () => NOON, elapsed: () => clock.at })
  const { signal } = new AbortController()
  return { asked, clock, expire, statistics: statisticsFor({ signal, budgetFor: () => UNLIMITED }) }
}
const days = (statistics: ReturnType<typeof watched>['statistics']) =>
  statistics.countByDay(EVERYTHING, 'article', NOON - DAY, NOON + DAY)

test('a count holds as long as the edition stands, and then ten times as long as it cost', async () => {
  const { statistics, asked, clock } = watched()
  const [first] = await days(statistics)
  clock.at += 10_000
  await days(statistics)
  expect(asked).toEqual(['days'])
  await publish(store, 'one', [article('b')])
  const [second] = await days(statistics)
  expect([first?.articles, second?.articles, asked.length]).toEqual([1, 2, 2])
  await publish(store, 'one', [article('c')])
  clock.at += 199
  expect((await days(statistics))[0]?.articles).toBe(2)
  clock.at += 2
  expect((await days(statistics))[0]?.articles).toBe(3)
})

test('the health of sources changes without an edition, so it holds only as long as it cost', async () => {
  const { statistics, asked, clock } = watched()
  await Promise.all([statistics.sourceSummaries(), statistics.sourceSummaries()])
  expect(asked).toEqual(['sources'])
  clock.at += 201
  await statistics.sourceSummaries()
  expect(asked).toEqual(['sources', 'sources'])
})

test('who has asked for a poll and waits for it sees nothing older', async () => {
  const { statistics, asked, expire } = watched()
  await days(statistics)
  expire()
  await days(statistics)
  expect(asked).toEqual(['days', 'days'])
})
