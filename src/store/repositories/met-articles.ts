import type { Filter } from '../../model/filter.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { type QueryBudget, QueryStopped } from '../ports/query-budget.ts'
import { scanArrivals } from './arrival-scan.ts'
import { scanEntries } from './article-scan.ts'
import { COUNTED_AT_ONCE, earliestIn, NEWEST } from '../scan-steps.ts'
import { FUTURE_MS } from '../position-streams.ts'

/**
 * The numbers of all articles that the filter meets, in whatever order costs least, since who counts needs none: that of arrival; of a filter
 * that begins at a time, the published order, which ends there. Throws QueryStopped where the budget is spent before the end.
 */
export async function* metArticles(engine: Engine, filter: Filter, budget: QueryBudget): AsyncGenerator<readonly number[]> {
  const from = earliestIn(filter) - FUTURE_MS
  if (from === Number.NEGATIVE_INFINITY) {
    yield* scanArrivals(engine, filter, {
      from: Number.MAX_SAFE_INTEGER - 1,
      direction: 'older',
      wanted: COUNTED_AT_ONCE,
      budget,
    })
    return
  }
  for await (const { matches, reached } of scanEntries(engine, filter, {
    grouping: 'article',
    before: NEWEST,
    wanted: COUNTED_AT_ONCE,
    budget,
  })) {
    yield matches.map(({ n }) => n)
    if (reached === null || reached.at < from) return
    if (budget.isSpent()) throw new QueryStopped('The count')
  }
}
