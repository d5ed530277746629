import type { Store } from '../store/store.ts'

/** Counts over the whole store, which cost in proportion to it. */
export type Statistics = Pick<Store, 'countByDay' | 'tagCounts'> & {
  sourceSummaries(): ReturnType<Store['sourceSummaries']>
}

type Deps = { readonly store: Store; readonly now: () => number /** Monotonic milliseconds. */; readonly elapsed: () => number }

type Cached = { readonly answer: Promise<unknown>; readonly edition: number | null; until: number }

const MAX_CACHED = 300
/** An answer may be this many times as old as it cost to find out: never more than a tenth of a core goes into one of them. */
const AGE_PER_COST = 10

/**
 * Caches each count for as long as the edition stands. A busy ingest moves the edition many times a second, and polls don't move it
 * at all: a cached count is valid besides for ten times as long as it cost, so that at hundreds of thousands of articles a page that
 * anybody may ask for doesn't keep the store busy.
 */
export const createStatistics = ({ store, now, elapsed }: Deps) => {
  const cached = new Map<string, Cached>()

  const isValid = ({ edition, until }: Cached): boolean => elapsed() < until || edition === store.edition()

  const cache = <Answer>(key: string, byEdition: boolean, count: () => Promise<Answer>): Promise<Answer> => {
    const known = cached.get(key)
    // The key says which count it is, and so what it answers.
    if (known !== undefined && isValid(known)) return known.answer as Promise<Answer>
    const [begun, edition] = [elapsed(), byEdition ? store.edition() : null]
    const answer = count()
    const mine: Cached = { answer, edition, until: Number.POSITIVE_INFINITY }
    cached.delete(key)
    cached.set(key, mine)
    const [oldest] = cached.keys()
    if (cached.size > MAX_CACHED && oldest !== undefined) cached.delete(oldest)
    answer.then(
      () => void (mine.until = elapsed() + AGE_PER_COST * (elapsed() - begun)),
      () => void cached.delete(key),
    )
    return answer
  }

  const statistics: Statistics = {
    countByDay: (filter, grouping, from, to) =>
      cache(`days ${grouping} ${from} ${to} ${JSON.stringify(filter)}`, true, () =>
        store.countByDay(filter, grouping, from, to),
      ),
    tagCounts: (kind, since) => cache(`tags ${kind} ${since}`, true, () => store.tagCounts(kind, since)),
    sourceSummaries: () => cache('sources', false, () => store.sourceSummaries(now())),
  }
  return {
    statistics,
    /** No count made until now is valid any longer. */
    expire: () => cached.clear(),
  }
}
