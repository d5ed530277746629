import type { Instant } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import {
  ARRIVALS,
  type Arrivals,
  type ClockError,
  clockError,
  DELETE_ISSUES_AHEAD,
  FAR_AHEAD_MS,
  SET_BACK,
} from '../set-back-clock.ts'

export const setBack = (engine: Engine, now: Instant): ClockError | null => {
  const { get, run, write, counters, bounds } = engine
  const latest = now + FAR_AHEAD_MS
  const arrivals = get<Arrivals>(ARRIVALS, latest)
  const error = arrivals === undefined ? null : clockError(arrivals, now)
  if (error !== 'was-ahead') return error
  write(() => {
    run(DELETE_ISSUES_AHEAD, latest)
    for (const { sql, aheadMs } of SET_BACK) run(sql, now, now + aheadMs)
    run(LOWER_BOUNDS, latest, now, now, latest)
    bounds.reload()
    counters.totals.edition += 1
    counters.save()
  })
  return error
}
/** For blocks with articles that were ahead: nothing in them is later than a day from now any more, and some of it may be as early as now. */
const LOWER_BOUNDS = `
  UPDATE sort_block SET latest = ?, article_from = min(article_from, ?), story_from = min(story_from, ?) WHERE latest > ?`
