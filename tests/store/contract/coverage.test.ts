import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createQueryBudget } from '../../../src/store/ports/query-budget.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, DAY, HOUR, NOON, publish, source } from '../samples.ts'
import { engines } from './engines.ts'

const ABOVE = { topic: new Map([['tax', ['trade']]]), place: new Map() }

describe.each(engines)('coverage, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    const sources = [
      source('agency', { country: 'CH' }),
      source('paper', { country: 'CN' }),
      source('daily', { country: 'CN' }),
      source('archive'),
      source('library'),
    ]
    await store.syncSources(sources, NOON)
    await publish(store, 'agency', [article('tax', { topics: ['tax'], publishedAt: NOON - DAY })])
    await publish(store, 'paper', [article('steuer', { topics: ['trade', 'tax'], language: 'de', publishedAt: NOON - HOUR })])
    // One page of two sources in one country, and of a third in another.
    for (const id of ['paper', 'daily', 'agency'])
      await publish(store, id, [article('shared', { topics: ['trade'], publishedAt: NOON - 2 * HOUR })])
    await publish(store, 'archive', [article('rain', { topics: [], publishedAt: NOON - 3 * HOUR })])
    await publish(store, 'archive', [article('old', { topics: ['trade'], publishedAt: NOON - 40 * DAY })])
  })
  afterEach(async () => await store.close())

  test('counts articles, sources and countries of each topic in each language, those below it included', async () => {
    expect(await store.coverage({ above: ABOVE, since: NOON - 7 * DAY })).toEqual({
      articles: 4,
      isLowerBound: false,
      cells: [
        {
          topic: 'trade',
          language: 'en',
          articles: 2,
          sources: 3,
          newestAt: NOON - 2 * HOUR,
          countries: [
            { country: 'CH', articles: 2, sources: 1 },
            { country: 'CN', articles: 1, sources: 2 },
          ],
        },
        { topic: null, language: 'en', articles: 1, sources: 1, newestAt: NOON - 3 * HOUR, countries: [] },
        {
          topic: 'tax',
          language: 'de',
          articles: 1,
          sources: 1,
          newestAt: NOON - HOUR,
          countries: [{ country: 'CN', articles: 1, sources: 1 }],
        },
        {
          topic: 'tax',
          language: 'en',
          articles: 1,
          sources: 1,
          newestAt: NOON - DAY,
          countries: [{ country: 'CH', articles: 1, sources: 1 }],
        },
        {
          topic: 'trade',
          language: 'de',
          articles: 1,
          sources: 1,
          newestAt: NOON - HOUR,
          countries: [{ country: 'CN', articles: 1, sources: 1 }],
        },
      ],
    })
  })

  test('is empty where nothing came', async () => {
    expect(await store.coverage({ above: ABOVE, since: NOON + DAY })).toEqual({ articles: 0, cells: [], isLowerBound: false })
  })

  test('ends with its budget, and says so', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      article(`m${index}`, { topics: [], publishedAt: NOON - 9 * DAY - index }),
    )
    await publish(store, 'agency', many)
    const budget = (rows: number) =>
      createQueryBudget({ ms: 1_000, rows, signal: new AbortController().signal, elapsed: () => 0 })
    const counts = await store.coverage({ above: ABOVE, since: NOON - 30 * DAY, budget: budget(100) })
    expect(counts.isLowerBound).toBe(true)
    expect(counts.articles).toBeLessThan(2_004)
    expect(await store.coverage({ above: ABOVE, since: NOON - 30 * DAY, budget: budget(10_000) })).toMatchObject({
      articles: 2_004,
      isLowerBound: false,
    })
  })

  test('looks no further back than it has to', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => article(`m${index}`, { publishedAt: NOON - 99 * DAY - index }))
    await publish(store, 'library', many)
    const budget = createQueryBudget({ ms: 1e9, rows: 1e9, signal: new AbortController().signal, elapsed: () => 0 })
    expect((await store.coverage({ above: ABOVE, since: NOON - 3 * DAY, budget })).articles).toBe(4)
    expect(budget.rows()).toBeLessThan(1_000)
  })
})
