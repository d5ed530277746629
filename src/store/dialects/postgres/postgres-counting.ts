import type { Filter } from '../../../model/filter.ts'
import { createCoverageTally } from '../../coverage-tally.ts'
import { countCoverage, countReports, countStories, type Scans } from '../../scan-counts.ts'
import type {
  CountQuery,
  CoverageCounts,
  CoverageQuery,
  ReportCountQuery,
  ReportCounts,
  StoryCount,
} from '../../ports/story-search.ts'
import { unpackList } from '../../views/articles.ts'
import { createTally, type TallyRow } from '../../tally.ts'
import { scanArrivals } from './postgres-arrival-scan.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { scanEntries } from './postgres-scan.ts'
import type { Queries } from './queries.ts'

const scansOf = (engine: PostgresEngine, filter: Filter): Scans => ({
  arrivals: (scan) => scanArrivals(engine, filter, scan),
  entries: (scan) => scanEntries(engine, filter, scan),
})

export const countMatches = async (engine: PostgresEngine, query: CountQuery): Promise<StoryCount> =>
  await countStories(scansOf(engine, query.filter), query, async (numbers) => await engine.all(STORIES, numbers))
const STORIES = 'SELECT DISTINCT story FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL'

export const countBy = async (engine: PostgresEngine, query: ReportCountQuery): Promise<ReportCounts> => {
  const countries = createCountries(engine)
  const tally = createTally({ ...query, tags: engine.tags, countries: countries.known })
  return await countReports(scansOf(engine, query.filter), query, tally, addRows(engine, countries, tally.add))
}

export const coverage = async (engine: PostgresEngine, query: CoverageQuery): Promise<CoverageCounts> => {
  const countries = createCountries(engine)
  const tally = createCoverageTally({ ...query, tags: engine.tags, countries: countries.known })
  return await countCoverage(
    scansOf(engine, { kind: 'after', at: query.since }),
    query,
    tally,
    addRows(engine, countries, tally.add),
  )
}

const addRows =
  ({ all, tags }: PostgresEngine, countries: Countries, add: (row: TallyRow) => void) =>
  async (numbers: readonly number[]): Promise<void> => {
    const rows = await all<TallyRow>(ROWS, numbers)
    // Loads all tags before the rows are counted.
    const sources = await tags.mapped(rows, ({ tag_list: tagList }) =>
      unpackList<number>(tagList).filter((tag) => tags.kindOf(tag) === 'source'),
    )
    await countries.learn(sources.flat())
    for (const row of rows) add(row)
  }
const ROWS = 'SELECT story, published_at, tag_list FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL'

type Countries = ReturnType<typeof createCountries>

/** Countries of sources, loaded as needed. */
const createCountries = ({ all }: Queries) => {
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
const COUNTRIES = 'SELECT n, country FROM source WHERE n = ANY ($1::integer[]) AND country IS NOT NULL'
