import type { Filter } from '../../../model/filter.ts'
import { FUTURE_MS } from '../../position-streams.ts'
import { type QueryBudget, QueryStopped, UNLIMITED } from '../../ports/query-budget.ts'
import type { CountedBy, CountQuery, ReportCountQuery, ReportCounts, StoryCount, ValueCount } from '../../ports/story-search.ts'
import { unpackList } from '../../rows/article-rows.ts'
import { COUNTED_AT_ONCE, earliestIn, NEWEST } from '../../scan-steps.ts'
import { createTally, MOST_COUNTED, type TallyRow } from '../../tally.ts'
import { scanArrivals } from './postgres-arrival-scan.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { scanEntries } from './postgres-scan.ts'

/** The numbers of all articles that the filter meets, in whatever order costs least: see the same of SQLite. */
async function* metArticles(engine: PostgresEngine, filter: Filter, budget: QueryBudget): AsyncGenerator<readonly number[]> {
  const from = earliestIn(filter) - FUTURE_MS
  if (from === Number.NEGATIVE_INFINITY) {
    const scan = { from: Number.MAX_SAFE_INTEGER - 1, direction: 'older', wanted: COUNTED_AT_ONCE, budget } as const
    yield* scanArrivals(engine, filter, scan)
    return
  }
  const scan = { grouping: 'article', before: NEWEST, wanted: COUNTED_AT_ONCE, budget } as const
  for await (const { matches, reached } of scanEntries(engine, filter, scan)) {
    yield matches.map(({ n }) => n)
    if (reached === null || reached.at < from) return
    if (budget.isSpent()) throw new QueryStopped('The count')
  }
}

/** How many stories a filter finds; stops at `most`, or where the budget is spent. */
export const countMatches = async (
  engine: PostgresEngine,
  { filter, most, budget = UNLIMITED }: CountQuery,
): Promise<StoryCount> => {
  const stories = new Set<number>()
  try {
    for await (const numbers of metArticles(engine, filter, budget)) {
      for (const { story } of await engine.all<{ readonly story: number }>(STORIES, numbers)) stories.add(story)
      if (stories.size > most) return { count: most, isComplete: false }
    }
    return { count: stories.size, isComplete: true }
  } catch (error) {
    // What was counted until then is right as far as it goes.
    if (error instanceof QueryStopped) return { count: stories.size, isComplete: false }
    throw error
  }
}
const STORIES = 'SELECT DISTINCT story FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL'

/** How often each topic, organisation, place, language, source, country and day stands in what a filter finds. */
export const countBy = async (engine: PostgresEngine, query: ReportCountQuery): Promise<ReportCounts> => {
  const { filter, by, budget = UNLIMITED } = query
  const { tags } = engine
  const countries = await engine.all<{ readonly n: number; readonly country: string }>(COUNTRIES)
  const tally = createTally({ ...query, tags, countries: new Map(countries.map(({ n, country }) => [n, country])) })
  let isLowerBound = false
  try {
    for await (const numbers of metArticles(engine, filter, budget)) {
      const rows = await engine.all<TallyRow>(ROWS, numbers)
      // Each tag is known before a row is counted.
      await tags.mapped(rows, ({ tag_list: tagList }) => unpackList<number>(tagList).map(tags.kindOf))
      for (const row of rows) tally.add(row)
      isLowerBound = tally.articles() >= MOST_COUNTED
      if (isLowerBound) break
    }
  } catch (error) {
    if (!(error instanceof QueryStopped)) throw error
    isLowerBound = true
  }
  if (isLowerBound && tally.articles() === 0) throw new QueryStopped('The count')
  const counts: Partial<Record<CountedBy, readonly ValueCount[]>> = {}
  for (const facet of by) {
    counts[facet] = tally.counts(facet)
    await budget.giveWay()
  }
  return { articles: tally.articles(), stories: tally.stories(), by: counts, isLowerBound }
}
const ROWS = 'SELECT story, published_at, tag_list FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL'
const COUNTRIES = 'SELECT n, country FROM source WHERE country IS NOT NULL'
