/** Counts of what a filter finds: the scans and the rows that they count. */
import { DAY } from '../../lib/durations.ts'
import type { Filter } from '../../model/filter.ts'
import type { Instant } from '../../model/ids.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import { createCoverageTally } from '../coverage-tally.ts'
import type { Database, Sql } from '../database.ts'
import type { DayCountRow } from '../day-counts.ts'
import type { QueryBudget } from '../ports/query-budget.ts'
import type {
  CountQuery,
  CoverageCounts,
  CoverageQuery,
  DayCount,
  ReportCountQuery,
  ReportCounts,
  StoryCount,
} from '../ports/story-search.ts'
import { countCoverage, countDays, countReports, countStories, type Scans } from '../scan-counts.ts'
import type { Search } from '../search/rows.ts'
import { createTally, type TallyRow } from '../tally.ts'
import { unpackList } from './articles.ts'

export const scannedCountsIn = (database: Database, search: Search) => {
  const scansOf = (filter: Filter): Scans => ({
    arrivals: (scan) => search.scanArrivals(filter, scan),
    entries: (scan) => search.scanEntries(filter, scan),
  })
  return {
    /** See `countDays`. */
    countByDay: async (
      filter: Filter,
      grouping: Grouping,
      from: Instant,
      to: Instant,
      budget?: QueryBudget,
    ): Promise<readonly DayCount[]> =>
      await countDays(
        scansOf(filter).entries,
        { filter, grouping, from, to, budget },
        async (entries) => await database.all<DayCountRow>(BY_DAY[grouping], entries),
      ),
    countMatches: async (query: CountQuery): Promise<StoryCount> =>
      await countStories(scansOf(query.filter), query, async (numbers) => await database.all(STORIES, numbers)),
    countBy: async (query: ReportCountQuery): Promise<ReportCounts> => {
      const countries = createCountries(database)
      const tally = createTally({ ...query, tags: database.tags, countries: countries.known })
      return await countReports(scansOf(query.filter), query, tally, addRows(database, countries, tally.add))
    },
    coverage: async (query: CoverageQuery): Promise<CoverageCounts> => {
      const countries = createCountries(database)
      const tally = createCoverageTally({ ...query, tags: database.tags, countries: countries.known })
      const scans = scansOf({ kind: 'after', at: query.since })
      return await countCoverage(scans, query, tally, addRows(database, countries, tally.add))
    },
  }
}
const BY_DAY: Readonly<Record<Grouping, Sql>> = {
  article: ({ isIn }) => `
    SELECT a.sort_at / ${DAY} AS day, a.language, count(*) AS articles FROM article a WHERE ${isIn('a.n', '$1', 'bigint')} GROUP BY 1, 2`,
  story: ({ isIn }) => `
    SELECT s.sort_at / ${DAY} AS day, a.language, count(*) AS articles FROM story s JOIN article a ON a.n = s.lead
    WHERE ${isIn('s.n', '$1', 'bigint')} GROUP BY 1, 2`,
}
const STORIES: Sql = ({ isIn }) => `
  SELECT DISTINCT story FROM article WHERE ${isIn('n', '$1', 'bigint')} AND story IS NOT NULL`

const addRows =
  ({ all, tags }: Database, countries: Countries, add: (row: TallyRow) => void) =>
  async (numbers: readonly number[]): Promise<void> => {
    const rows = await all<TallyRow>(ROWS, numbers)
    // Loads all tags before the rows are counted.
    const sources = await tags.mapped(rows, ({ tag_list: tagList }) =>
      unpackList<number>(tagList).filter((tag) => tags.kindOf(tag) === 'source'),
    )
    await countries.learn(sources.flat())
    for (const row of rows) add(row)
  }
const ROWS: Sql = ({ isIn }) => `
  SELECT story, published_at, tag_list FROM article WHERE ${isIn('n', '$1', 'bigint')} AND story IS NOT NULL`

type Countries = ReturnType<typeof createCountries>

/** Countries of sources, loaded as needed. */
const createCountries = ({ all }: Database) => {
  const known = new Map<number, string>()
  const looked = new Set<number>()
  return {
    known,
    async learn(sources: readonly number[]): Promise<void> {
      const missing = [...new Set(sources)].filter((source) => !looked.has(source))
      if (missing.length === 0) return
      for (const { n, country } of await all<{ readonly n: number; readonly country: string }>(COUNTRIES, missing))
        known.set(n, country)
      for (const source of missing) looked.add(source)
    },
  }
}
const COUNTRIES: Sql = ({ isIn }) => `
  SELECT n, country FROM source WHERE ${isIn('n', '$1', 'integer')} AND country IS NOT NULL`
