import type { Instant, LanguageTag } from '../../model/ids.ts'

export type DateHints = {
  /** Of the text around: decides 3/4/2026, names of months, and local clocks. */
  readonly language: LanguageTag | null
  /** Completes dates without a year (pages); null: such a date is none. */
  readonly now: Instant | null
  /** Where a time without a zone is meant, in minutes east of UTC. */
  readonly offset: number
}

export const NO_HINTS: DateHints = { language: null, now: null, offset: 0 }

/** A date as read: month and day from 1; the offset in minutes east of UTC. */
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
 * Whole seconds: RSS can't say more, and the same item must carry the same instant in every format. Null for what no
 * calendar has (month 13, day 32) and for years that are somebody's empty value (0001).
 */
export const instantOf = (parts: DateParts): Instant | null => {
  const { year, month, day, hour = 0, minute = 0, second = 0, offset = 0 } = parts
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1000 || year > 9999) return null
  // 24:00 is the end of a day, 60 a leap second; both simply run over.
  if (hour > 24 || minute > 59 || second > 60 || Math.abs(offset) > 18 * 60) return null
  return Date.UTC(year, month - 1, day, hour, minute - offset, second)
}

/** RFC 2822 §4.3 leaves 50–99 to the last century; feeds are younger than 1970. */
export const fullYear = (year: number): number => (year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year)
