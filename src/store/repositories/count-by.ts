/** How often each topic, organisation, place, language, source, country and day stands in what a filter finds. */
import { QueryStopped, UNLIMITED } from '../ports/query-budget.ts'
import type { CountedBy, ReportCountQuery, ReportCounts, ValueCount } from '../ports/story-search.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { createTally, MOST_COUNTED, type TallyRow } from '../tally.ts'
import { metArticles } from './met-articles.ts'

export const countBy = async (engine: Engine, query: ReportCountQuery): Promise<ReportCounts> => {
  const { filter, by, budget = UNLIMITED } = query
  const countries = new Map(
    engine.all<{ readonly n: number; readonly country: string }>(COUNTRIES).map(({ n, country }) => [n, country]),
  )
  const tally = createTally({ ...query, tags: engine.tags, countries })
  let isLowerBound = false
  try {
    for await (const numbers of metArticles(engine, filter, budget)) {
      for (const row of engine.all<TallyRow>(ROWS, JSON.stringify(numbers))) tally.add(row)
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

const ROWS = `
  SELECT a.story, a.published_at, a.tag_list FROM json_each(?) j CROSS JOIN article a ON a.n = j.value`
const COUNTRIES = 'SELECT n, country FROM source WHERE country IS NOT NULL'
