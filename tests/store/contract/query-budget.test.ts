import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Filter } from '../../../src/model/filter.ts'
import type { Cursor } from '../../../src/store/ports/story-search.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { createQueryBudget, pace, type QueryBudget, QueryStopped } from '../../../src/store/ports/query-budget.ts'
import { all, article, DAY, EVERYTHING, MINUTE, NOON, not, publish, source, words } from '../samples.ts'
import { turnsDuring } from '../../event-loop-turns.ts'
import { engines } from './engines.ts'

const COUNT = 1_000
const regex = (pattern: string): Filter => ({ kind: 'regex', pattern })
/** Nothing meets it, and every text must be read to know that. */
const NOTHING: Filter = all(not(regex('nowhere')), regex('no such thing'))

const budgetOf = (
  rows: number,
  { ms = 1_000, signal, elapsed = () => 0 }: { ms?: number; signal?: AbortSignal; elapsed?: () => number } = {},
): QueryBudget => createQueryBudget({ ms, rows, signal: signal ?? new AbortController().signal, elapsed })

describe.each(engines)('a query within a budget, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency')], NOON)
    const articles = Array.from({ length: COUNT }, (_, index) =>
      article(`a${index}`, { title: `Parcel ${index}`, publishedAt: NOON - index * MINUTE }),
    )
    await publish(store, 'agency', articles)
  })
  afterEach(async () => await store.close())

  test('comes short when its rows are used up, and goes on from there', async () => {
    const budget = budgetOf(100)
    const page = await store.articles({ filter: NOTHING, limit: 10, before: null, budget })
    expect(page.rows).toEqual([])
    expect(page.next).not.toBeNull()
    expect(budget.rows()).toBeLessThan(COUNT / 2)
    let before: Cursor | null = page.next
    for (let pages = 0; before !== null; pages += 1) {
      expect(pages).toBeLessThan(20)
      before = (await store.stories({ filter: NOTHING, limit: 10, before, budget: budgetOf(100) })).next
    }
  })

  test('comes short when its time is over', async () => {
    let at = 0
    // Each look at the clock takes 5 ms: a slow machine.
    const budget = budgetOf(1_000_000, { elapsed: () => (at += 5) })
    const page = await store.articles({ filter: NOTHING, limit: 10, before: null, budget })
    expect([page.rows.length, page.next === null]).toEqual([0, false])
    expect(budget.rows()).toBeLessThan(COUNT)
  })

  test('finds the same as without one, where the budget is enough', async () => {
    for (const filter of [EVERYTHING, words('parcel'), all(words('parcel'), not(words('7'))), regex('Parcel .*7$')]) {
      const query = { filter, limit: 300, before: null }
      expect(await store.stories({ ...query, budget: budgetOf(1_000_000) })).toEqual(await store.stories(query))
      expect(await store.articles({ ...query, budget: budgetOf(1_000_000) })).toEqual(await store.articles(query))
    }
  })

  test('ends when nobody waits for it any more', async () => {
    const client = new AbortController()
    const budget = budgetOf(1_000_000, { signal: client.signal })
    const search = store.articles({ filter: NOTHING, limit: 10, before: null, budget })
    client.abort(new Error('the client has left'))
    await expect(search).rejects.toThrow('the client has left')
    expect(budget.rows()).toBeLessThan(COUNT)
  })

  test('is refused where a part would be a wrong answer', async () => {
    const count = store.countByDay(NOTHING, 'article', NOON - 2 * DAY, NOON + 1, budgetOf(100))
    await expect(count).rejects.toThrow(QueryStopped)
    const query = { filter: NOTHING, grouping: 'story', from: 1, direction: 'newer', limit: 10, budget: budgetOf(100) } as const
    await expect(store.arrivals(query)).rejects.toThrow(QueryStopped)
  })

  test('lets others have their turn', async () => {
    let at = 0
    // Each look at the clock takes half a millisecond, on whatever machine.
    const budget = budgetOf(1_000_000, { ms: 1_000_000, elapsed: () => (at += 0.5) })
    const patterns = Array.from({ length: 20 }, (_, index) => not(regex(`[a-z]+${index}[qx]+z`)))
    const filter = all(...patterns, regex('no such thing'))
    const turns = await turnsDuring(async () => await store.articles({ filter, limit: 10, before: null, budget }))
    expect(budget.rows()).toBe(COUNT)
    expect(turns).toBeGreaterThan(0)
  })
})

describe('the steps of a scan', () => {
  const scanning = async (msARow: number) => {
    let at = 0
    const budget = createQueryBudget({ ms: 1e9, rows: 1e9, signal: new AbortController().signal, elapsed: () => at })
    const steps = pace(budget, { first: 64, largest: 4_096 })
    const sizes = [steps.first]
    for (let step = 0; step < 8; step += 1) {
      steps.begin()
      const size = sizes.at(-1) ?? 0
      at += size * msARow
      sizes.push(await steps.next(size))
    }
    return sizes
  }
  test('grow where rows are cheap', async () => expect((await scanning(0.0002)).at(-1)).toBe(4_096))
  test('stay as short as a slice where rows are dear', async () => expect((await scanning(1)).at(-1)).toBe(2))
  test('are one row where a row takes longer than that', async () => expect((await scanning(50)).at(-1)).toBe(1))
})
