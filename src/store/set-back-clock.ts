/** Corrects stored times after a clock that was far ahead is set back, on every engine. */
import { DAY } from '../lib/durations.ts'
import { MOST_AHEAD_MS } from '../model/article.ts'
import type { Instant } from '../model/ids.ts'
import { type Database, edition, run, type Work } from './database.ts'

/** Times that are ahead by less are left: within a day they are in the past. */
const FAR_AHEAD_MS = DAY
/** If the clock was ahead by less, stored times are left: within a month they are in the past. */
export const FAR_OFF_MS = 31 * DAY

/** When the last article before an instant and the first one after it arrived; if any arrived after it, how many did, and how many articles
 * there are in all. */
type Arrivals = {
  readonly before: Instant | null
  readonly after: Instant | null
  readonly ahead: number
  readonly arrived: number
}
const looks = (hasTopic: number): string => `
  SELECT (SELECT max(first_seen) FROM article WHERE has_topic = ${hasTopic} AND first_seen <= (SELECT instant FROM given)) AS earlier,
    (SELECT min(first_seen) FROM article WHERE has_topic = ${hasTopic} AND first_seen > (SELECT instant FROM given)) AS later`
/** Its value: the instant. Each of the four subqueries reads one end of an index; a single query would read everything. Counts only if some
 * article is ahead. */
const ARRIVALS = `
  WITH given AS (SELECT CAST($1 AS bigint) AS instant),
    around AS (SELECT max(earlier) AS before, min(later) AS after FROM (${looks(0)} UNION ALL ${looks(1)}) looks)
  SELECT before, after,
    CASE WHEN after IS NULL THEN 0 ELSE (SELECT count(*) FROM article WHERE first_seen > (SELECT instant FROM given)) END AS ahead,
    CASE WHEN after IS NULL THEN 0 ELSE (SELECT count(*) FROM article) END AS arrived
  FROM around`

/** `was-ahead`: the clock was ahead until it was set back. `behind`: the clock is wrong now, as at the start of a machine without a battery-backed clock. */
export type ClockError = 'was-ahead' | 'behind'

/**
 * What is wrong with the clock if an article arrived more than a day after now; null: nothing is. If the clock was right while the store was
 * filled and is behind now, there are no articles before now, or few, from an earlier start with such a clock, or articles of all days around
 * now.
 */
const clockError = ({ before, after, ahead, arrived }: Arrivals, now: Instant): ClockError | null => {
  if (after === null) return null
  return before !== null && after - now > FAR_OFF_MS && 2 * ahead <= arrived ? 'was-ahead' : 'behind'
}

/**
 * Times of arrival and what is sorted by them. Left as they are, they would sort before everything new, and outlast retention, until the clock
 * reaches them.
 */
const BY_ARRIVAL = [
  ['article', 'sort_at', 'first_seen', 'revised_at'],
  ['article_tag', 'sort_at'],
  ['story', 'sort_at'],
  ['story_tag', 'sort_at'],
  ['item', 'first_seen', 'last_seen'],
  ['source', 'changed_at'],
  ['article_log', 'at'],
  ['story_tombstone', 'at'],
  ['taken_down', 'at'],
  ['incident', 'noticed_at', 'ended_at'],
  ['digest_story', 'due'],
] as const

/** Times that publishers may state, and which may lie ahead for that reason. */
const BY_PUBLISHERS = [
  ['article', 'published_at', 'updated_at'],
  ['story', 'published_at', 'updated_at'],
  ['features', 'at'],
] as const

type Table = readonly [table: string, ...columns: string[]]
/** `sql`: a statement with two values, the new time and the time after which stored times are replaced by it. */
type SetBack = { readonly sql: string; readonly aheadMs: number }
const setBackIn = (tables: readonly Table[], aheadMs: number): readonly SetBack[] =>
  tables.flatMap(([table, ...columns]) =>
    columns.map((column) => ({ sql: `UPDATE ${table} SET ${column} = $1 WHERE ${column} > $2`, aheadMs })),
  )
const SET_BACK: readonly SetBack[] = [...setBackIn(BY_ARRIVAL, FAR_AHEAD_MS), ...setBackIn(BY_PUBLISHERS, MOST_AHEAD_MS)]

/** Issues that were due in the future: their stories were published already. */
const DELETE_ISSUES_AHEAD = 'DELETE FROM digest_issue WHERE due > $1'

/** For blocks with articles that were ahead: nothing in them is later than a day from now any more, and some of it may be as early as now. */
const LOWER_BOUNDS = `
  UPDATE sort_block SET latest = $1, article_from = min(article_from, $2), story_from = min(story_from, $2) WHERE latest > $1`
const LOWER_PARTS = 'UPDATE words_part SET latest = $1 WHERE latest > $1'

export const setBack = async (database: Database, now: Instant): Promise<ClockError | null> => {
  const latest = now + FAR_AHEAD_MS
  const arrivals = await database.get<Arrivals>(ARRIVALS, latest)
  const error = arrivals === undefined ? null : clockError(arrivals, now)
  if (error === 'was-ahead') await database.transaction(() => setTimesBack(database.name, latest, now))
  return error
}

function* setTimesBack(engine: Database['name'], latest: Instant, now: Instant): Work<void> {
  yield* run(DELETE_ISSUES_AHEAD, latest)
  for (const { sql, aheadMs } of SET_BACK) yield* run(sql, now, now + aheadMs)
  yield* engine === 'SQLite' ? run(LOWER_BOUNDS, latest, now) : run(LOWER_PARTS, latest)
  yield* edition(true, now)
}
