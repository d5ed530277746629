/** What is done to stored times when the clock is set back that was far ahead. The same on every engine. */
import { DAY } from '../lib/durations.ts'
import { MOST_AHEAD_MS } from '../model/article.ts'
import type { Instant } from '../model/ids.ts'

/** What is ahead by less heals by itself within a day. */
export const FAR_AHEAD_MS = DAY
/** A clock that was set by less is followed: what is dated ahead then heals by itself within a month. */
export const FAR_OFF_MS = 31 * DAY

/** When articles came last before an instant and first after it; where some came after it, how many, and how many there are in all. */
export type Arrivals = {
  readonly before: Instant | null
  readonly after: Instant | null
  readonly ahead: number
  readonly arrived: number
}
const looks = (hasTopic: number): string => `
  SELECT (SELECT max(first_seen) FROM article WHERE has_topic = ${hasTopic} AND first_seen <= (SELECT instant FROM given)) AS earlier,
    (SELECT min(first_seen) FROM article WHERE has_topic = ${hasTopic} AND first_seen > (SELECT instant FROM given)) AS later`
/** Its value: the instant. Four looks into an index: asked for at once, all of it would be read. Counted only where something is wrong. */
export const ARRIVALS = `
  WITH given AS (SELECT CAST(? AS bigint) AS instant),
    around AS (SELECT max(earlier) AS before, min(later) AS after FROM (${looks(0)} UNION ALL ${looks(1)}) looks)
  SELECT before, after,
    CASE WHEN after IS NULL THEN 0 ELSE (SELECT count(*) FROM article WHERE first_seen > (SELECT instant FROM given)) END AS ahead,
    CASE WHEN after IS NULL THEN 0 ELSE (SELECT count(*) FROM article) END AS arrived
  FROM around`

/** `was-ahead`: until it was set. `behind`: it is wrong now, as at the start of a machine that keeps no time. */
export type ClockError = 'was-ahead' | 'behind'

/**
 * What is wrong with the clock if something is stored as of more than a day later; null: nothing is. A store that was filled by a right clock has
 * articles of all days around the time that a clock which is behind shows, or none before it, or few, which
 * came at an earlier start with such a clock.
 */
export const clockError = ({ before, after, ahead, arrived }: Arrivals, now: Instant): ClockError | null => {
  if (after === null) return null
  return before !== null && after - now > FAR_OFF_MS && 2 * ahead <= arrived ? 'was-ahead' : 'behind'
}

/**
 * Times of arrival and what is ordered by them. Left as they are, they would stand before everything that comes, and outlast retention, until the
 * clock shows them again.
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

/** Publishers may name these, and then they may be ahead. */
const BY_PUBLISHERS = [
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

export const SET_BACK: readonly SetBack[] = [...setBackIn(BY_ARRIVAL, FAR_AHEAD_MS), ...setBackIn(BY_PUBLISHERS, MOST_AHEAD_MS)]

/** Issues of days that have not come: their stories have been told. */
export const DELETE_ISSUES_AHEAD = 'DELETE FROM digest_issue WHERE due > ?'
