import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createQueryBudget, QueryStopped } from '../../../src/store/ports/query-budget.ts'
import { COUNTED_BY } from '../../../src/store/ports/story-search.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { all, article, DAY, EVERYTHING, HOUR, NOON, not, publish, source, storedAs, topic, words } from '../samples.ts'
import { engines } from './engines.ts'

const NONE = { topic: new Map(), place: new Map() }

describe.each(engines)('counts by facet, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    const sources = [
      source('agency', { country: 'CH' }),
      source('paper', { country: 'CN' }),
      source('daily', { country: 'CN' }),
      source('archive'),
    ]
    await store.syncSources(sources, NOON)
    const tax = article('tax', {
      topics: ['trade', 'tax'],
      entities: ['wto'],
      places: ['CH'],
      publishedAt: NOON - DAY,
    })
    await publish(store, 'agency', [tax])
    const { story } = await storedAs(store, 'tax')
    const report = article('steuer', { topics: ['trade'], language: 'de', entities: ['wto'], publishedAt: NOON - HOUR })
    await publish(store, 'paper', [report], { place: () => ({ kind: 'joins', story, reasons: [] }) })
    await publish(store, 'daily', [article('other', { topics: ['cables'], publishedAt: NOON - 2 * HOUR })])
    // The same page: one article of two sources, of one country.
    await publish(store, 'paper', [article('other', { topics: ['cables'], publishedAt: NOON - 2 * HOUR })])
  })
  afterEach(async () => await store.close())

  test('are of articles and of the stories that hold them, each once', async () => {
    const counts = await store.countBy({ above: NONE, filter: EVERYTHING, by: COUNTED_BY })
    expect(counts).toEqual({
      articles: 3,
      stories: 2,
      isLowerBound: false,
      by: {
        topic: [
          { value: 'trade', articles: 2, stories: 1 },
          { value: 'cables', articles: 1, stories: 1 },
          { value: 'tax', articles: 1, stories: 1 },
        ],
        entity: [{ value: 'wto', articles: 2, stories: 1 }],
        place: [{ value: 'CH', articles: 1, stories: 1 }],
        language: [
          { value: 'en', articles: 2, stories: 2 },
          { value: 'de', articles: 1, stories: 1 },
        ],
        source: [
          { value: 'paper', articles: 2, stories: 2 },
          { value: 'agency', articles: 1, stories: 1 },
          { value: 'daily', articles: 1, stories: 1 },
        ],
        country: [
          { value: 'CN', articles: 2, stories: 2 },
          { value: 'CH', articles: 1, stories: 1 },
        ],
        day: [
          { value: '2026-06-14', articles: 1, stories: 1 },
          { value: '2026-06-15', articles: 2, stories: 2 },
        ],
      },
    })
  })

  test('are those of the filter and of the facets that were asked for', async () => {
    const filter = all(topic('trade'), { kind: 'after', at: NOON - 3 * HOUR })
    expect(await store.countBy({ above: NONE, filter, by: ['language'] })).toEqual({
      articles: 1,
      stories: 1,
      isLowerBound: false,
      by: { language: [{ value: 'de', articles: 1, stories: 1 }] },
    })
    expect(await store.countBy({ above: NONE, filter: words('nothing'), by: ['day'] })).toEqual({
      articles: 0,
      stories: 0,
      isLowerBound: false,
      by: { day: [] },
    })
  })

  test('count a topic or place for all those above it, an article once', async () => {
    const topics = new Map([
      ['trade', ['economy']],
      ['tax', ['trade', 'economy']],
    ])
    const above = { topic: topics, place: new Map([['CH', ['EFTA', 'europe']]]) }
    const { by } = await store.countBy({ above, filter: EVERYTHING, by: ['topic', 'place'] })
    expect(by).toEqual({
      topic: [
        { value: 'economy', articles: 2, stories: 1 },
        { value: 'trade', articles: 2, stories: 1 },
        { value: 'cables', articles: 1, stories: 1 },
        { value: 'tax', articles: 1, stories: 1 },
      ],
      place: ['CH', 'EFTA', 'europe'].map((value) => ({ value, articles: 1, stories: 1 })),
    })
  })

  test('agree with what a search finds', async () => {
    for (const filter of [EVERYTHING, not(topic('tax')), words('known'), all(topic('trade', 'cables'), not(words('steuer')))]) {
      const { articles, stories } = await store.countBy({ above: NONE, filter, by: [] })
      const query = { filter, limit: 100, before: null }
      expect([articles, stories]).toEqual([(await store.articles(query)).rows.length, (await store.stories(query)).rows.length])
    }
  })

  test('say that they are a lower bound where the budget ends them, and are refused where nothing was counted', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => article(`m${index}`, { publishedAt: NOON - 9 * DAY - index }))
    await publish(store, 'agency', many)
    const budget = (rows: number) =>
      createQueryBudget({ ms: 1_000, rows, signal: new AbortController().signal, elapsed: () => 0 })
    const counts = await store.countBy({ above: NONE, filter: EVERYTHING, by: ['language'], budget: budget(100) })
    expect(counts.isLowerBound).toBe(true)
    expect(counts.articles).toBeGreaterThan(100)
    expect(counts.articles).toBeLessThan(2_003)
    expect((await store.countBy({ above: NONE, filter: EVERYTHING, by: [], budget: budget(10_000) })).articles).toBe(2_003)
    const nothing = all(not({ kind: 'regex', pattern: 'nowhere' }), { kind: 'regex', pattern: 'no such thing' })
    await expect(store.countBy({ above: NONE, filter: nothing, by: ['language'], budget: budget(100) })).rejects.toThrow(
      QueryStopped,
    )
  })

  test('of the last days look no further back', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => article(`m${index}`, { publishedAt: NOON - 99 * DAY - index }))
    await publish(store, 'archive', many)
    const budget = createQueryBudget({ ms: 1e9, rows: 1e9, signal: new AbortController().signal, elapsed: () => 0 })
    const filter = all(not(topic('none')), { kind: 'after', at: NOON - 3 * DAY })
    expect((await store.countBy({ above: NONE, filter, by: ['day'], budget })).articles).toBe(3)
    expect(budget.rows()).toBeLessThan(1_000)
  })
})
