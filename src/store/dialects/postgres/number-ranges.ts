import type { Queries } from './queries.ts'

/** Article numbers from `from` to before `to`: one partition of words, or several adjacent ones. */
export type NumberRange = { readonly from: number; readonly to: number }
/** One partition. No entry with one of its articles is later than `latest` in the published order. */
export type Span = NumberRange & { readonly latest: number }

export type Direction = 'older' | 'newer'

/**
 * All numbers before or after `at`, the nearest first, in ranges to query one after the other: the first range is one partition, each next one
 * has twice as many. A frequent word fills a page from the first range, and a rare word does not need hundreds of queries.
 */
export const rangesFrom = (spans: readonly Span[], at: number, direction: Direction): readonly NumberRange[] => {
  const near =
    direction === 'newer'
      ? spans.toReversed().map((span) => ({ ...span, from: Math.max(span.from, at + 1) }))
      : spans.map((span) => ({ ...span, to: Math.min(span.to, at) }))
  return inDoublingGroups(near.filter(({ from, to }) => from < to)).map(joined)
}

/** A part of the published order: entries later than `after`, up to `upTo`. The numbers of their articles are in `ranges`. */
export type OrderRange = { readonly after: number; readonly upTo: number; readonly ranges: readonly NumberRange[] }

/**
 * The published order, newest first, in parts to query one after the other: entries of the first part have articles of one partition, those of
 * the next part of three, and so on. A partition with articles that a correction moved into a later story is in the part of that story.
 */
export const orderRanges = (spans: readonly Span[]): readonly OrderRange[] => {
  const groups = inDoublingGroups(spans.toSorted((one, other) => other.latest - one.latest))
  const latest = groups.map(latestOf)
  return groups.map((_, index) => ({
    after: latest[index + 1] ?? Number.MIN_SAFE_INTEGER,
    upTo: index === 0 ? Number.MAX_SAFE_INTEGER : (latest[index] ?? 0),
    ranges: runsIn(groups.slice(0, index + 1).flat()).map(joined),
  }))
}

/** Partitions that cover all numbers, newest first. Partitions made in advance have no published articles and are left out: the newest one that
 * has some is open-ended. */
export const spansOf = async ({ all }: Queries): Promise<readonly Span[]> => {
  const parts = await all<{ readonly first: number; readonly latest: number | null }>(PARTS)
  return parts.map(({ first, latest }, index) => ({
    from: index === parts.length - 1 ? 0 : first,
    to: parts[index - 1]?.first ?? Number.MAX_SAFE_INTEGER,
    latest: latest ?? Number.MAX_SAFE_INTEGER,
  }))
}
const PARTS = 'SELECT first, latest FROM words_part WHERE first <= (SELECT decided_article FROM counters) ORDER BY first DESC'

const inDoublingGroups = (spans: readonly Span[]): readonly (readonly Span[])[] => {
  const groups: (readonly Span[])[] = []
  let size = 1
  for (let at = 0; at < spans.length; ) {
    groups.push(spans.slice(at, at + size))
    at += size
    size *= 2
  }
  return groups
}

/** Groups of adjacent ranges. */
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
})
const latestOf = (spans: readonly Span[]): number => Math.max(Number.MIN_SAFE_INTEGER, ...spans.map(({ latest }) => latest))
