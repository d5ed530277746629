/** What is done to stored times when the clock is set back that was far ahead. The same on every engine. */
import { MOST_AHEAD_MS } from '../model/article.ts'
import type { Instant } from '../model/ids.ts'

const DAY = 86_400_000

/** What is ahead by less heals by itself within a day. */
export const FAR_AHEAD_MS = DAY
/** A clock that was set by less is followed: what is dated ahead then heals by itself within a month. */
export const FAR_OFF_MS = 31 * DAY

/** When articles came last before an instant, and first after it. */
export type ArrivalsAround = { readonly before: Instant | null; readonly after: Instant | null }
/** Its values: the instant, four times. Four looks into an index: asked for at once, all of it would be read. */
export const ARRIVALS_AROUND = `
  SELECT max(earlier) AS before, min(later) AS after FROM (
    SELECT (SELECT max(first_seen) FROM article WHERE has_topic = 0 AND first_seen <= ?) AS earlier,
      (SELECT min(first_seen) FROM article WHERE has_topic = 0 AND first_seen > ?) AS later
    UNION ALL
    SELECT (SELECT max(first_seen) FROM article WHERE has_topic = 1 AND first_seen <= ?),
      (SELECT min(first_seen) FROM article WHERE has_topic = 1 AND first_seen > ?)) around`

/** `was-ahead`: until it was set. `behind`: it is wrong now, as at the start of a machine that keeps no time. */
export type ClockError = 'was-ahead' | 'behind'

/**
 * What is wrong with the clock if something is stored as of more than a day later; null: nothing is. A store that was filled by a right clock has
 * articles of all days around the time that a clock which is behind shows, or none before it, or few, which
 * came at an earlier start with such a clock.
 */
export const clockError = ({ before, after }: ArrivalsAround, now: Instant): ClockError | null => {
  if (after === null) return null
  return before !== null && after - now > FAR_OFF_MS ? 'was-ahead' : 'behind'
}

/** Its value: the instant. What decides where `clockError` says that the clock was ahead. */
export const ARRIVALS_AHEAD = 'SELECT count(CASE WHEN first_seen > ? THEN 1 END) AS ahead, count(*) AS arrived FROM article'
export type ArrivalsAhead = { readonly ahead: number; readonly arrived: number }

export const areMostAhead = ({ ahead, arrived }: ArrivalsAhead): boolean => 2 * ahead > arrived

/**
 * Times of arrival and what is ordered by them. Left as they are, they would stand before everything that comes, and outlast retention, until the
 * clock shows them again.
 */
const ARRIVALS = [
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

/** Publishers may name these, and then they may be ahead. */
const PUBLISHED = [
  ['article', 'published_at', 'updated_at'],
  ['story', 'published_at', 'updated_at'],
  ['features', 'at'],
] as const

export type SetBack = {
  /** Its values: the new time, and that of which later ones take it. `?` stands for each. */
  readonly sql: string
  readonly aheadMs: number
}

const setBackIn = (tables: readonly (readonly [table: string, ...columns: string[]])[], aheadMs: number): readonly SetBack[] =>
  tables.flatMap(([table, ...columns]) =>
    columns.map((column) => ({ sql: `UPDATE ${table} SET ${column} = ? WHERE ${column} > ?`, aheadMs })),
  )

export const SET_BACK: readonly SetBack[] = [...setBackIn(ARRIVALS, FAR_AHEAD_MS), ...setBackIn(PUBLISHED, MOST_AHEAD_MS)]

/** Issues of days that have not come: their stories have been told. */
export const DELETE_ISSUES_AHEAD = 'DELETE FROM digest_issue WHERE due > ?'
