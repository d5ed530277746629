import type { Queries } from './queries.ts'

/** Article numbers from `from` to before `to`: one partition of words or several side by side. */
export type NumberRange = {
  readonly from: number
  readonly to: number
  /** No entry of the published order that one of these articles belongs to stands later. */
  readonly latest: number
}

export type Direction = 'older' | 'newer'

/**
 * All numbers on one side of `at`, the nearest first, in ranges to be asked one after the other: the first is one partition, each next one twice as
 * many. A frequent word fills a page from the first, and a rare one is not asked for in hundreds.
 */
export const rangesFrom = async (queries: Queries, at: number, direction: Direction): Promise<readonly NumberRange[]> => {
  const spans = await spansOf(queries)
  const near =
    direction === 'newer'
      ? spans.toReversed().map((span) => ({ ...span, from: Math.max(span.from, at + 1) }))
      : spans.map((span) => ({ ...span, to: Math.min(span.to, at) }))
  return inDoublingGroups(near.filter(({ from, to }) => from < to)).map(joined)
}

/**
 * The same over all numbers, those first whose articles stand latest in the published order: most often the newest, and what a correction has put
 * into a later story. `followedBy`: nothing in the ranges that follow stands later.
 */
export const rangesByLatest = async (queries: Queries): Promise<readonly (NumberRange & { readonly followedBy: number })[]> => {
  const spans = (await spansOf(queries)).toSorted((one, other) => other.latest - one.latest)
  const ranges = inDoublingGroups(spans).flatMap((group) => runsIn(group).map(joined))
  return ranges.map((range, index) => ({ ...range, followedBy: latestOf(ranges.slice(index + 1)) }))
}

/** Newest first, without a gap. Partitions made ahead of need hold nothing that is published: the newest range is open. */
const spansOf = async ({ all }: Queries): Promise<readonly NumberRange[]> => {
  const parts = await all<{ readonly first: number; readonly latest: number | null }>(PARTS)
  return parts.map(({ first, latest }, index) => ({
    from: index === parts.length - 1 ? 0 : first,
    to: parts[index - 1]?.first ?? Number.MAX_SAFE_INTEGER,
    latest: latest ?? Number.MAX_SAFE_INTEGER,
  }))
}
const PARTS = 'SELECT first, latest FROM words_part WHERE first <= (SELECT decided_article FROM counters) ORDER BY first DESC'

const inDoublingGroups = (spans: readonly NumberRange[]): readonly (readonly NumberRange[])[] => {
  const groups: (readonly NumberRange[])[] = []
  let size = 1
  for (let at = 0; at < spans.length; ) {
    groups.push(spans.slice(at, at + size))
    at += size
    size *= 2
  }
  return groups
}

/** Those side by side. */
const runsIn = (spans: readonly NumberRange[]): readonly (readonly NumberRange[])[] => {
  const runs: NumberRange[][] = []
  for (const span of spans.toSorted((one, other) => other.from - one.from)) {
    const run = runs.at(-1)
    if (run?.at(-1)?.from === span.to) run.push(span)
    else runs.push([span])
  }
  return runs
}

const joined = (spans: readonly NumberRange[]): NumberRange => ({
  from: Math.min(...spans.map(({ from }) => from)),
  to: Math.max(...spans.map(({ to }) => to)),
  latest: latestOf(spans),
})
const latestOf = (spans: readonly NumberRange[]): number =>
  Math.max(Number.MIN_SAFE_INTEGER, ...spans.map(({ latest }) => latest))
