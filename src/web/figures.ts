import type { Store } from '../store/store.ts'

/** Counts over all that is kept, which cost in proportion to it. */
export type Figures = Pick<Store, 'countByDay' | 'tagCounts'> & {
  sourceSummaries(): ReturnType<Store['sourceSummaries']>
}

type Deps = { readonly store: Store; readonly now: () => number /** Monotonic milliseconds. */; readonly elapsed: () => number }

type Held = { readonly answer: Promise<unknown>; readonly edition: number | null; until: number }

const MOST_HELD = 300
/** An answer may be this many times as old as it cost to find out: never more than a tenth of a core goes into one of them. */
const PATIENCE = 10

/**
 * Holds each count as long as the edition stands. A busy ingest moves the edition many times a second, and polls don't move it
 * at all: a count holds besides for ten times as long as it cost, so that at hundreds of thousands of articles a page that
 * anybody may ask for doesn't keep the store busy.
 */
export const createFigures = ({ store, now, elapsed }: Deps) => {
  const held = new Map<string, Held>()

  const holds = ({ edition, until }: Held): boolean => elapsed() < until || edition === store.edition()

  const hold = <Answer>(key: string, byEdition: boolean, count: () => Promise<Answer>): Promise<Answer> => {
    const known = held.get(key)
    // The key says which count it is, and so what it answers.
    if (known !== undefined && holds(known)) return known.answer as Promise<Answer>
    const [begun, edition] = [elapsed(), byEdition ? store.edition() : null]
    const answer = count()
    const mine: Held = { answer, edition, until: Number.POSITIVE_INFINITY }
    held.delete(key)
    held.set(key, mine)
    const [oldest] = held.keys()
    if (held.size > MOST_HELD && oldest !== undefined) held.delete(oldest)
    answer.then(
      () => void (mine.until = elapsed() + PATIENCE * (elapsed() - begun)),
      () => void held.delete(key),
    )
    return answer
  }

  const figures: Figures = {
    countByDay: (filter, grouping, from, to) =>
      hold(`days ${grouping} ${from} ${to} ${JSON.stringify(filter)}`, true, () =>
        store.countByDay(filter, grouping, from, to),
      ),
    tagCounts: (kind, since) => hold(`tags ${kind} ${since}`, true, () => store.tagCounts(kind, since)),
    sourceSummaries: () => hold('sources', false, () => store.sourceSummaries(now())),
  }
  return {
    figures,
    /** Nothing counted until now holds any longer. */
    expire: () => held.clear(),
  }
}
