import { type SharedWork, shareWork } from '../lib/concurrency.ts'
import type { QueryBudget } from '../store/ports/query-budget.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { Filter } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import type { Grouping } from '../model/taxonomy.ts'
import type { Store } from '../store/ports/store.ts'
import type { CoverageQuery } from '../store/ports/story-search.ts'
import { refusing } from './query-limits.ts'

/** Counts over the whole store, whose cost grows with its size. */
export type Statistics = Pick<Store, 'tagCounts' | 'storyCalendar'> & {
  countByDay(...query: DayQuery): ReturnType<Store['countByDay']>
  coverage(query: Pick<CoverageQuery, 'since' | 'above'>): ReturnType<Store['coverage']>
  sourceSummaries(): ReturnType<Store['sourceSummaries']>
}
type DayQuery = readonly [filter: Filter, grouping: Grouping, from: Instant, to: Instant]

/** A request for a count: the signal that ends its wait, and the budget if the count is made for it. */
export type Wanting = { readonly signal: AbortSignal; readonly budgetFor: (signal: AbortSignal) => QueryBudget }

type Deps = Pick<Clock, 'now' | 'elapsed'> & { readonly store: Store }

type Count<Answer> = {
  readonly key: string
  readonly byEdition: boolean
  readonly make: (signal: AbortSignal) => Promise<Answer>
}

type Cached = { readonly answer: SharedWork<unknown>; readonly edition: number | null; until: number }

const MAX_CACHED = 300
/** A count is valid for this many times the time that it took, so that making it anew takes at most a tenth of a core. */
const AGE_PER_COST = 10

/**
 * Caches each count until the edition changes. A busy ingest raises the edition many times a second, and polls don't raise it at all. So a
 * count is also valid for ten times the time that it took: at hundreds of thousands of articles, a page that anybody may request then
 * doesn't keep the store busy.
 */
const createCountCache = ({ store, elapsed }: Pick<Deps, 'store' | 'elapsed'>) => {
  const cached = new Map<string, Cached>()

  const isValid = ({ answer, edition, until }: Cached, current: number): boolean =>
    !answer.isAbandoned() && (elapsed() < until || edition === current)

  const cache = async <Answer>({ key, byEdition, make }: Count<Answer>, signal: AbortSignal): Promise<Answer> => {
    const { number: current } = await store.edition()
    const known = cached.get(key)
    // The key determines the count, and so the type of its answer.
    if (known !== undefined && isValid(known, current)) return (await known.answer.join(signal)) as Answer
    const [begun, edition] = [elapsed(), byEdition ? current : null]
    const answer = shareWork(async (stop) => {
      try {
        return await make(stop)
      } catch (error) {
        if (cached.get(key) === mine) cached.delete(key)
        throw error
      } finally {
        mine.until = elapsed() + AGE_PER_COST * (elapsed() - begun)
      }
    })
    const mine: Cached = { answer, edition, until: Number.POSITIVE_INFINITY }
    cached.delete(key)
    cached.set(key, mine)
    const [oldest] = cached.keys()
    if (cached.size > MAX_CACHED && oldest !== undefined) cached.delete(oldest)
    return await answer.join(signal)
  }
  return { cache, clear: () => cached.clear() }
}

export const createStatistics = ({ store, now, elapsed }: Deps) => {
  const { cache, clear } = createCountCache({ store, elapsed })
  return {
    statisticsFor: ({ signal, budgetFor }: Wanting): Statistics => ({
      countByDay: async (filter, grouping, from, to) => {
        const key = `days ${grouping} ${from} ${to} ${JSON.stringify(filter)}`
        const make = async (stop: AbortSignal) => await refusing(store.countByDay(filter, grouping, from, to, budgetFor(stop)))
        return await cache({ key, byEdition: true, make }, signal)
      },
      coverage: async ({ since, above }) => {
        const make = async (stop: AbortSignal) => await refusing(store.coverage({ since, above, budget: budgetFor(stop) }))
        return await cache({ key: `coverage ${since}`, byEdition: true, make }, signal)
      },
      tagCounts: async (kind, since) =>
        await cache(
          { key: `tags ${kind} ${since}`, byEdition: true, make: async () => await store.tagCounts(kind, since) },
          signal,
        ),
      storyCalendar: async (from, to) => {
        const make = async () => await store.storyCalendar(from, to)
        return await cache({ key: `calendar ${from} ${to}`, byEdition: true, make }, signal)
      },
      sourceSummaries: async () =>
        await cache({ key: 'sources', byEdition: false, make: async () => await store.sourceSummaries(now()) }, signal),
    }),
    /** Drops all counts made until now. */
    expire: clear,
  }
}
