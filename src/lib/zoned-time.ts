import { DAY, MINUTE } from './durations.ts'

const MINUTES_A_DAY = 1_440

export type ZonedTime = {
  /** Midnight of the date as if it were in UTC. */
  readonly date: number
  /** Minutes after midnight as the clock shows them; on the day of a clock change not always as many as have passed. */
  readonly minutes: number
}

export const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** What a clock in the zone shows at this instant (milliseconds since 1970). */
export const zonedTime = (at: number, zone: string): ZonedTime => {
  const parts = formatOf(zone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value)
  return { date: Date.UTC(part('year'), part('month') - 1, part('day')), minutes: part('hour') * 60 + part('minute') }
}

/** Cached by zone: creating a format takes as long as using it fifty times. */
const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  formats.set(zone, format)
  return format
}

/**
 * The instant at which a clock in the zone shows this time. A time that is shown twice, since clocks go back: the first. A time that is never shown,
 * since they go forward: as much later as they are moved, so 02:30 is 03:30.
 */
export const instantOf = ({ date, minutes }: ZonedTime, zone: string): number => {
  const shown = date + minutes * MINUTE
  const offsetAt = (at: number): number => {
    const time = zonedTime(at, zone)
    return time.date + time.minutes * MINUTE - Math.floor(at / MINUTE) * MINUTE
  }
  const [before, after] = [offsetAt(shown - DAY), offsetAt(shown + DAY)]
  const candidates = [shown - before, shown - after].filter((at) => at + offsetAt(at) === shown)
  return candidates.length === 0 ? shown - before : Math.min(...candidates)
}

export const daysLater = ({ date, minutes }: ZonedTime, days: number): ZonedTime => ({ date: date + days * DAY, minutes })

/** `07:30` → 450 minutes; null: it is no time of day. */
export const minutesOf = (written: string): number | null => {
  const [, hours = '', minutes = ''] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(written) ?? []
  return hours === '' ? null : (Number(hours) * 60 + Number(minutes)) % MINUTES_A_DAY
}
