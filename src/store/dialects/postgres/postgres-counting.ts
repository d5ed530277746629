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
import { unpackList } from '../../rows/article-rows.ts'
import { createTally, type TallyRow } from '../../tally.ts'
import { scanArrivals } from './postgres-arrival-scan.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { scanEntries } from './postgres-scan.ts'

const scansOf = (engine: PostgresEngine, filter: Filter): Scans => ({
  arrivals: (scan) => scanArrivals(engine, filter, scan),
  entries: (scan) => scanEntries(engine, filter, scan),
})

export const countMatches = async (engine: PostgresEngine, query: CountQuery): Promise<StoryCount> =>
  await countStories(scansOf(engine, query.filter), query, async (numbers) => await engine.all(STORIES, numbers))
const STORIES = 'SELECT DISTINCT story FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL'

export const countBy = async (engine: PostgresEngine, query: ReportCountQuery): Promise<ReportCounts> => {
  const tally = createTally({ ...query, tags: engine.tags, countries: await countriesOf(engine) })
  return await countReports(scansOf(engine, query.filter), query, tally, addRows(engine, tally.add))
}

export const coverage = async (engine: PostgresEngine, query: CoverageQuery): Promise<CoverageCounts> => {
  const tally = createCoverageTally({ ...query, tags: engine.tags, countries: await countriesOf(engine) })
  return await countCoverage(scansOf(engine, { kind: 'after', at: query.since }), query, tally, addRows(engine, tally.add))
}

const countriesOf = async (engine: PostgresEngine): Promise<ReadonlyMap<number, string>> => {
  const countries = await engine.all<{ readonly n: number; readonly country: string }>(COUNTRIES)
  return new Map(countries.map(({ n, country }) => [n, country]))
}

const addRows =
  ({ all, tags }: PostgresEngine, add: (row: TallyRow) => void) =>
  async (numbers: readonly number[]): Promise<void> => {
    const rows = await all<TallyRow>(ROWS, numbers)
    // Each tag is known before a row is counted.
    await tags.mapped(rows, ({ tag_list: tagList }) => unpackList<number>(tagList).map(tags.kindOf))
    for (const row of rows) add(row)
  }
const ROWS = 'SELECT story, published_at, tag_list FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL'
const COUNTRIES = 'SELECT n, country FROM source WHERE country IS NOT NULL'
