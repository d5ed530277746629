import type { Instant } from '../../model/ids.ts'
import { fromBuddhistYear, fromPersian, isPersianYear } from '../../text/calendars.ts'
import { cutDay, type LooseDay, plainDigits } from './loose-day.ts'
import { cutTime } from './loose-time.ts'
import { type DateHints, instantOf } from './date-parts.ts'

/**
 * Dates in words and digits of any order and language: finds the time and its zone, then the day in what is left.
 * `2004-05-25 오후 11:23:17`, `Sun Jan  4 16:29:06 2004`, `24 ноября 2026 г., 14:05`, `令和8年11月24日`.
 */
export const readLooseDate = (written: string, hints: DateHints): Instant | null => {
  const text = plainDigits(written.normalize('NFKC')).replaceAll(/[\u200e\u200f\u061c\u2060]/g, '')
  if (!/\d/.test(text)) return null
  const { time, rest } = cutTime(text)
  const day = cutDay(rest, hints)
  if (day === null) return null
  const civil = toGregorian(day)
  const parts = { ...civil, hour: time?.hour ?? 0, minute: time?.minute ?? 0, second: time?.second ?? 0 }
  if (time === null) return instantOf(parts)
  // Dates in Hangul are Korean time; other languages' clocks are for the caller to hint at.
  const local = /[년월일시분초전후]/.test(text) ? KOREAN_CLOCK : hints.offset
  return instantOf({ ...parts, offset: time.offsetOn(parts) ?? local })
}

const KOREAN_CLOCK = 540

const toGregorian = (day: LooseDay): LooseDay => {
  if (day.calendar === 'persian' || isPersianYear(day.year)) return { ...day, ...fromPersian(day) }
  return { ...day, year: fromBuddhistYear(day.year) }
}
