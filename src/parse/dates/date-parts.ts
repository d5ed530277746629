import type { Instant, LanguageTag } from '../../model/ids.ts'

export type DateHints = {
  /** Language of the surrounding text: decides the order in 3/4/2026, names of months, and local time. Null: unknown. */
  readonly language: LanguageTag | null
  /** Completes dates without a year, as on pages; null: such dates are not read. */
  readonly now: Instant | null
  /** The offset of times without a zone, in minutes east of UTC. */
  readonly offset: number
}

export const NO_HINTS: DateHints = { language: null, now: null, offset: 0 }

/** A parsed date: month and day count from 1; the offset is in minutes east of UTC. */
export type DateParts = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
  readonly offset?: number
}

/**
 * The instant in whole seconds: RSS has no fractions, and the same item must get the same instant in every format. Null: no such date exists
 * (month 13, day 32), or the year is a placeholder (0001).
 */
export const instantOf = (parts: DateParts): Instant | null => {
  const { year, month, day, hour = 0, minute = 0, second = 0, offset = 0 } = parts
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1000 || year > 9999) return null
  // Hour 24 is the end of a day, second 60 a leap second; `Date.UTC` carries both over.
  if (hour > 24 || minute > 59 || second > 60 || Math.abs(offset) > 18 * 60) return null
  return Date.UTC(year, month - 1, day, hour, minute - offset, second)
}

/** The year of two digits: 70–99 are in the last century. RFC 2822, section 4.3 draws the line at 50, but no feed is older than 1970. */
export const fullYear = (year: number): number => (year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year)
