/** Counts what a filter finds, in steps; the caller supplies the scans and reads the rows (`views/scanned-counts.ts`). */
import { MOST_AHEAD_MS } from '../model/article.ts'
import type { Filter } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import type { Grouping } from '../model/taxonomy.ts'
import { createDayCounts, type DayCountRow } from './day-counts.ts'
import { type QueryBudget, QueryStopped, UNLIMITED } from './ports/query-budget.ts'
import type {
  CountedBy,
  CountQuery,
  CoverageCounts,
  CoverageQuery,
  DayCount,
  ReportCountQuery,
  ReportCounts,
  StoryCount,
  ValueCount,
} from './ports/story-search.ts'
import {
  type Answer,
  type ArrivalScan,
  type Batch,
  COUNTED_AT_ONCE,
  earliestIn,
  NEWEST,
  type ScanOptions,
} from './scan-steps.ts'
import type { createCoverageTally } from './coverage-tally.ts'
import { type createTally, MOST_COUNTED } from './tally.ts'

export type Scans = {
  /** Scans in the order of arrival. */
  readonly arrivals: (scan: ArrivalScan) => AsyncIterable<readonly number[]>
  /** Scans in the published order. */
  readonly entries: (scan: ScanOptions) => AsyncIterable<Batch>
}

/**
 * The numbers of all articles that meet the filter, in the order that costs least, since counting needs none: the order of arrival, or, for a
 * filter with a start time, the published order, where the scan ends at that time. Throws QueryStopped if the budget is spent before the end.
 */
async function* metArticles(scans: Scans, filter: Filter, budget: QueryBudget): AsyncGenerator<readonly number[]> {
  const from = earliestIn(filter) - MOST_AHEAD_MS
  if (from === Number.NEGATIVE_INFINITY) {
    yield* scans.arrivals({ from: Number.MAX_SAFE_INTEGER - 1, direction: 'older', wanted: COUNTED_AT_ONCE, budget })
    return
  }
  const scan = { grouping: 'article', before: NEWEST, wanted: COUNTED_AT_ONCE, budget } as const
  for await (const { matches, reached } of scans.entries(scan)) {
    yield matches.map(({ n }) => n)
    if (reached === null || reached.at < from) return
    if (budget.isSpent()) throw new QueryStopped('The count')
  }
}

/** From `from` to before `to`. */
export type DayCountQuery = {
  readonly filter: Filter
  readonly grouping: Grouping
  readonly from: Instant
  readonly to: Instant
  readonly budget?: QueryBudget | undefined
}

/** Counts by day of the published order; a story counts on its own day, in the language of its lead. Throws QueryStopped. */
export const countDays = async (
  entries: Scans['entries'],
  { grouping, from, to, budget = UNLIMITED }: DayCountQuery,
  countsOf: (entries: readonly number[]) => Answer<readonly DayCountRow[]>,
): Promise<readonly DayCount[]> => {
  const counted = createDayCounts()
  const scan = { grouping, before: { ...NEWEST, at: to - 1 }, wanted: COUNTED_AT_ONCE, budget }
  for await (const { matches, reached } of entries(scan)) {
    const numbers = matches.filter(({ at }) => at >= from).map(({ n }) => n)
    for (const row of await countsOf(numbers)) counted.add(row)
    if (reached === null || reached.at < from) break
    if (budget.isSpent()) throw new QueryStopped('The count by day')
  }
  return counted.all()
}

/** How many stories a filter finds; stops at `most`, or where the budget is spent. */
export const countStories = async (
  scans: Scans,
  { filter, most, budget = UNLIMITED }: CountQuery,
  storiesOf: (articles: readonly number[]) => Answer<readonly { readonly story: number }[]>,
): Promise<StoryCount> => {
  const stories = new Set<number>()
  try {
    for await (const numbers of metArticles(scans, filter, budget)) {
      for (const { story } of await storiesOf(numbers)) stories.add(story)
      if (stories.size > most) return { count: most, isComplete: false }
    }
    return { count: stories.size, isComplete: true }
  } catch (error) {
    // The stories counted so far are a correct lower bound.
    if (error instanceof QueryStopped) return { count: stories.size, isComplete: false }
    throw error
  }
}

type CountOrder = { readonly filter: Filter; readonly budget?: QueryBudget | undefined }

/** Adds all articles that meet the filter to a tally. Returns true if it stopped before the last of them. */
const tallyAll = async (
  scans: Scans,
  { filter, budget = UNLIMITED }: CountOrder,
  articles: () => number,
  addAll: (articles: readonly number[]) => Answer<void>,
): Promise<boolean> => {
  try {
    for await (const numbers of metArticles(scans, filter, budget)) {
      await addAll(numbers)
      if (articles() >= MOST_COUNTED) return true
    }
    return false
  } catch (error) {
    if (!(error instanceof QueryStopped) || articles() === 0) throw error
    return true
  }
}

/** How many articles and stories that the filter finds have each topic, organisation, place, language, source, country and day. */
export const countReports = async (
  scans: Scans,
  query: ReportCountQuery,
  tally: ReturnType<typeof createTally>,
  addAll: (articles: readonly number[]) => Answer<void>,
): Promise<ReportCounts> => {
  const { by, budget = UNLIMITED } = query
  const isLowerBound = await tallyAll(scans, query, tally.articles, addAll)
  const counts: Partial<Record<CountedBy, readonly ValueCount[]>> = {}
  for (const facet of by) {
    counts[facet] = tally.counts(facet)
    await budget.giveWay()
  }
  return { articles: tally.articles(), stories: tally.stories(), by: counts, isLowerBound }
}

/** Coverage since an instant, by topic, language and country together. */
export const countCoverage = async (
  scans: Scans,
  { since, budget }: CoverageQuery,
  tally: ReturnType<typeof createCoverageTally>,
  addAll: (articles: readonly number[]) => Answer<void>,
): Promise<CoverageCounts> => {
  const isLowerBound = await tallyAll(scans, { filter: { kind: 'after', at: since }, budget }, tally.articles, addAll)
  return { articles: tally.articles(), cells: tally.counts(), isLowerBound }
}
