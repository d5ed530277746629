import type { Filter } from '../../model/filter.ts'
import { createCoverageTally } from '../coverage-tally.ts'
import { countCoverage, countReports, countStories, type Scans } from '../scan-counts.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type {
  CountQuery,
  CoverageCounts,
  CoverageQuery,
  ReportCountQuery,
  ReportCounts,
  StoryCount,
} from '../ports/story-search.ts'
import { createTally, type TallyRow } from '../tally.ts'
import { scanArrivals } from './arrival-scan.ts'
import { scanEntries } from './article-scan.ts'

const scansOf = (engine: Engine, filter: Filter): Scans => ({
  arrivals: (scan) => scanArrivals(engine, filter, scan),
  entries: (scan) => scanEntries(engine, filter, scan),
})

export const countMatches = async (engine: Engine, query: CountQuery): Promise<StoryCount> =>
  await countStories(scansOf(engine, query.filter), query, (numbers) => engine.all(STORIES, JSON.stringify(numbers)))
const STORIES = 'SELECT DISTINCT a.story FROM json_each(?) j CROSS JOIN article a ON a.n = j.value'

export const countBy = async (engine: Engine, query: ReportCountQuery): Promise<ReportCounts> => {
  const tally = createTally({ ...query, tags: engine.tags, countries: countriesOf(engine) })
  return await countReports(scansOf(engine, query.filter), query, tally, addRows(engine, tally.add))
}

export const coverage = async (engine: Engine, query: CoverageQuery): Promise<CoverageCounts> => {
  const tally = createCoverageTally({ ...query, tags: engine.tags, countries: countriesOf(engine) })
  return await countCoverage(scansOf(engine, { kind: 'after', at: query.since }), query, tally, addRows(engine, tally.add))
}

const countriesOf = (engine: Engine): ReadonlyMap<number, string> =>
  new Map(engine.all<{ readonly n: number; readonly country: string }>(COUNTRIES).map(({ n, country }) => [n, country]))

const addRows =
  (engine: Engine, add: (row: TallyRow) => void) =>
  (numbers: readonly number[]): void => {
    for (const row of engine.all<TallyRow>(ROWS, JSON.stringify(numbers))) add(row)
  }
const ROWS = `
  SELECT a.story, a.published_at, a.tag_list FROM json_each(?) j CROSS JOIN article a ON a.n = j.value`
const COUNTRIES = 'SELECT n, country FROM source WHERE country IS NOT NULL'
