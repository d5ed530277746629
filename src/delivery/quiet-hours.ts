import { daysLater, instantOf, zonedTime } from '../lib/zoned-time.ts'
import type { QuietHours } from '../model/alert.ts'
import type { Instant } from '../model/ids.ts'

/** The first instant, not before `at`, at which something may be sent. */
export const endOfQuiet = (at: Instant, quiet: QuietHours | null): Instant => {
  if (quiet === null) return at
  const { from, to, zone } = quiet
  const now = zonedTime(at, zone)
  const isQuiet = from < to ? now.minutes >= from && now.minutes < to : now.minutes >= from || now.minutes < to
  if (!isQuiet) return at
  const end = { date: now.date, minutes: to }
  // Where clocks go back, the end occurs twice; `instantOf` gives the first, which may be before `at`.
  return Math.max(at, instantOf(now.minutes < to ? end : daysLater(end, 1), zone))
}
