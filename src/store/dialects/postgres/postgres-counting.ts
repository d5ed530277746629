import type { Filter } from '../../../model/filter.ts'
import { countReports, countStories, type Scans } from '../../scan-counts.ts'
import type { CountQuery, ReportCountQuery, ReportCounts, StoryCount } from '../../ports/story-search.ts'
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
  const { tags } = engine
  const countries = await engine.all<{ readonly n: number; readonly country: string }>(COUNTRIES)
  const tally = createTally({ ...query, tags, countries: new Map(countries.map(({ n, country }) => [n, country])) })
  return await countReports(scansOf(engine, query.filter), query, tally, async (numbers) => {
    const rows = await engine.all<TallyRow>(ROWS, numbers)
    // Each tag is known before a row is counted.
    await tags.mapped(rows, ({ tag_list: tagList }) => unpackList<number>(tagList).map(tags.kindOf))
    for (const row of rows) tally.add(row)
  })
}
const ROWS = 'SELECT story, published_at, tag_list FROM article WHERE n = ANY ($1::bigint[]) AND story IS NOT NULL'
const COUNTRIES = 'SELECT n, country FROM source WHERE country IS NOT NULL'
