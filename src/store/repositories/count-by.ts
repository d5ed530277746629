import type { Filter } from '../../model/filter.ts'
import { countReports, countStories, type Scans } from '../scan-counts.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { CountQuery, ReportCountQuery, ReportCounts, StoryCount } from '../ports/story-search.ts'
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
  const countries = new Map(
    engine.all<{ readonly n: number; readonly country: string }>(COUNTRIES).map(({ n, country }) => [n, country]),
  )
  const tally = createTally({ ...query, tags: engine.tags, countries })
  return await countReports(scansOf(engine, query.filter), query, tally, (numbers) => {
    for (const row of engine.all<TallyRow>(ROWS, JSON.stringify(numbers))) tally.add(row)
  })
}
const ROWS = `
  SELECT a.story, a.published_at, a.tag_list FROM json_each(?) j CROSS JOIN article a ON a.n = j.value`
const COUNTRIES = 'SELECT n, country FROM source WHERE country IS NOT NULL'
