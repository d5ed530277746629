import type { Instant } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import {
  areMostAhead,
  ARRIVALS_AHEAD,
  ARRIVALS_AROUND,
  type ArrivalsAhead,
  type ArrivalsAround,
  type ClockError,
  clockError,
  DELETE_ISSUES_AHEAD,
  FAR_AHEAD_MS,
  SET_BACK,
} from '../set-back-clock.ts'

export const setBack = (engine: Engine, now: Instant): ClockError | null =>
  engine.write(() => {
    const { get, run, counters, bounds } = engine
    const latest = now + FAR_AHEAD_MS
    const around = get<ArrivalsAround>(ARRIVALS_AROUND, latest, latest, latest, latest)
    const error = around === undefined ? null : clockError(around, now)
    if (error !== 'was-ahead') return error
    const counts = get<ArrivalsAhead>(ARRIVALS_AHEAD, latest)
    if (counts === undefined || areMostAhead(counts)) return 'behind'
    let changes = run(DELETE_ISSUES_AHEAD, latest)
    for (const { sql, aheadMs } of SET_BACK) changes += run(sql, now, now + aheadMs)
    if (changes === 0) return error
    run(LOWER_BOUNDS, latest, now, now, latest)
    bounds.reload()
    counters.totals.edition += 1
    counters.save()
    return error
  })
/** Of blocks that reached further: nothing in them is later any more, and something may be as early. */
const LOWER_BOUNDS = `
  UPDATE sort_block SET latest = ?, article_from = min(article_from, ?), story_from = min(story_from, ?) WHERE latest > ?`
