import type { Queries } from './queries.ts'

/** Article numbers from `from` to before `to`: one partition of words or several side by side. */
export type NumberRange = { readonly from: number; readonly to: number }
/** One partition. No entry of the published order that one of its articles belongs to stands later than `latest`. */
export type Span = NumberRange & { readonly latest: number }

export type Direction = 'older' | 'newer'

/**
 * All numbers on one side of `at`, the nearest first, in ranges to be asked one after the other: the first is one partition, each next one twice as
 * many. A frequent word fills a page from the first, and a rare one is not asked for in hundreds.
 */
export const rangesFrom = (spans: readonly Span[], at: number, direction: Direction): readonly NumberRange[] => {
  const near =
    direction === 'newer'
      ? spans.toReversed().map((span) => ({ ...span, from: Math.max(span.from, at + 1) }))
      : spans.map((span) => ({ ...span, to: Math.min(span.to, at) }))
  return inDoublingGroups(near.filter(({ from, to }) => from < to)).map(joined)
}

/** A part of the published order: entries after `after`, up to `upTo`. Their articles' numbers are in the ranges. */
export type OrderRange = { readonly after: number; readonly upTo: number; readonly ranges: readonly NumberRange[] }

/**
 * The published order, newest first, in parts to be looked through one after the other: entries of the first belong to articles of one partition, those of
 * the next one to articles of three, and so on. A partition whose articles a correction has put into a later story comes with the part of that.
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

/** All numbers, newest first, without a gap. Partitions made ahead of need hold nothing that is published: the newest is open. */
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
})
const latestOf = (spans: readonly Span[]): number => Math.max(Number.MIN_SAFE_INTEGER, ...spans.map(({ latest }) => latest))
