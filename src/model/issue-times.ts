import { daysLater, instantOf, zonedTime } from '../lib/zoned-time.ts'
import type { Instant } from './ids.ts'

export type IssueTimes = {
  readonly minutes: number
  readonly zone: string
  /** Days of the week, 0 = Sunday; at least one. */
  readonly days: readonly number[]
}

const DAYS_A_WEEK = 7

export const lastDue = (times: IssueTimes, at: Instant): Instant => nearestDue(times, at, -1, (due) => due <= at)

export const nextDue = (times: IssueTimes, at: Instant): Instant => nearestDue(times, at, 1, (due) => due > at)

const nearestDue = (
  { minutes, zone, days }: IssueTimes,
  at: Instant,
  step: 1 | -1,
  isIt: (due: Instant) => boolean,
): Instant => {
  const today = { date: zonedTime(at, zone).date, minutes }
  // A time that clocks skip (an hour, a whole day) falls later, maybe on the next day: the search begins and ends a day further out.
  for (let away = -1; away <= DAYS_A_WEEK + 1; away += 1) {
    const time = daysLater(today, away * step)
    const due = instantOf(time, zone)
    if (days.includes(new Date(time.date).getUTCDay()) && isIt(due)) return due
  }
  throw new Error('a digest has a day of the week')
}

/** The name of an issue in addresses: `2026-11-28T0630Z`. */
export const issueName = (due: Instant): string => `${new Date(due).toISOString().slice(0, 16).replace(':', '')}Z`

/** The due time in the name of an issue. Null: the name is not one that `issueName` writes. */
export const dueOfIssue = (name: string): Instant | null => {
  const [, date = '', hours = '', minutes = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)Z$/.exec(name) ?? []
  const due = Date.parse(`${date}T${hours}:${minutes}:00Z`)
  return !Number.isNaN(due) && issueName(due) === name ? due : null
}
