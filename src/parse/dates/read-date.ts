import { DAY } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import { englishMonth } from '../../text/month-names.ts'
import { type DateHints, NO_HINTS, fullYear, instantOf } from './date-parts.ts'
import { LONGEST_DATE, readLooseDate } from './loose-date.ts'
import { offsetAt, readZone } from './time-zones.ts'

/**
 * Reads what publishers write into date fields: RFC 822 and 2822 and their many sloppy forms, ISO 8601 and W3CDTF, asctime, Unix time,
 * national dates. In whole seconds; null: no date.
 */
export const readDate = (written: string, hints: DateHints = NO_HINTS): Instant | null => {
  const text = written.trim()
  if (text === '' || text.length > LONGEST_DATE) return null
  return readMailDate(text) ?? readNumber(text) ?? readIsoDate(text, hints.offset) ?? readLooseDate(text, hints)
}

// The form of nearly all RSS dates: `Thu, 01 Jan 2004 19:48:21 GMT`. The other readers take the rest.
const MAIL =
  /^(?:[a-z]{3,9},?\s*)?(\d{1,2})[\s-]+([a-z]{3,9})[\s-]+(\d{2,4})[\s,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([+-])(\d{2}):?(\d{2})|([a-z]{1,5}))$/i

const readMailDate = (text: string): Instant | null => {
  const found = MAIL.exec(text)
  if (found === null) return null
  const month = englishMonth(found[2] ?? '')
  if (month === null) return null
  const parts = {
    year: fullYear(Number(found[3])),
    month,
    day: Number(found[1]),
    hour: Number(found[4]),
    minute: Number(found[5]),
    second: Number(found[6] ?? 0),
  }
  if (found[10] === undefined) {
    const minutes = Number(found[8]) * 60 + Number(found[9])
    return instantOf({ ...parts, offset: found[7] === '-' ? -minutes : minutes })
  }
  const zone = readZone(found[10])
  return zone === null ? null : instantOf({ ...parts, offset: offsetAt(zone, parts) ?? 0 })
}

// Unix time in seconds (9 or 10 digits) or milliseconds (13); and 20031231101455.
const UNIX = /^(\d{9,10})(?:\.\d+)?$|^(\d{13})$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/

const readNumber = (text: string): Instant | null => {
  const unix = UNIX.exec(text)
  if (unix !== null) return unix[1] === undefined ? Math.floor(Number(unix[2]) / 1000) * 1000 : Number(unix[1]) * 1000
  const [all, year, month, day, hour, minute, second] = (COMPACT.exec(text) ?? []).map(Number)
  if (all === undefined) return null
  return instantOf({
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  })
}

// Forms of the day: 2003-12-31, 20031231, 2003-12, 2003, 03-12-31, 2003-365, 2003-W52-3, -03-12, and the nonstandard 2003-012-31.
const CALENDAR = /^(\d{4})(?:-?(\d{2})-?(\d{2})|-0(\d{2})-?(\d{2})|-(\d{1,2})(?:-(\d{1,2}))?)?(?![\d-])/
const ORDINAL = /^(\d{4})-?(\d{3})(?!\d)/
const WEEK = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?(?!\d)/i
const SHORT_YEAR = /^(\d{2})-?(\d{2})-?(\d{2})(?!\d)/
const SHORT_MONTH = /^-(\d{2})-?(\d{2})(?!\d)/
// Forms of the time: 10, 10:14, 10:14:55, 101455, 10:14:55.1234, 10:14:55,1; of the zone: Z, +08, +0800, +08:00, -8:00.
const TIME = /^[T\s]\s*(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d*)?)?)?/i
const ZONE = /^(?:(Z|UTC|GMT)|(?:UTC|GMT)?\s*([+\-\u2212])(\d{1,2}):?(\d{2})?(?::?\d{2})?)$/i

/** Reads W3CDTF and ISO 8601 in all their forms. A time without a zone is at `offset`, in minutes east of UTC. */
const readIsoDate = (text: string, offset = 0): Instant | null => {
  const day = readDay(text)
  if (day === null) return null
  let rest = text.slice(day.length)
  if (rest.trim() === '') return instantOf(day)
  const time = TIME.exec(rest)
  if (time === null) return null
  rest = rest.slice(time[0].length).trim()
  const zone = readOffset(rest)
  if (rest !== '' && zone === null) return null
  return instantOf({
    ...day,
    hour: Number(time[1]),
    minute: Number(time[2] ?? 0),
    second: Number(time[3] ?? 0),
    offset: zone ?? offset,
  })
}

const readOffset = (text: string): number | null => {
  const zone = ZONE.exec(text)
  if (zone === null) return null
  if (zone[1] !== undefined) return 0
  const minutes = Number(zone[3]) * 60 + Number(zone[4] ?? 0)
  return zone[2] === '+' ? minutes : -minutes
}

type Day = { readonly year: number; readonly month: number; readonly day: number; readonly length: number }

const readDay = (text: string): Day | null => {
  const calendar = CALENDAR.exec(text)
  if (calendar !== null) {
    const [all, year] = calendar
    const month = calendar[2] ?? calendar[4] ?? calendar[6] ?? 1
    const day = calendar[3] ?? calendar[5] ?? calendar[7] ?? 1
    return { year: Number(year), month: Number(month), day: Number(day), length: all.length }
  }
  const ordinal = ORDINAL.exec(text)
  if (ordinal !== null) return dayOfYear(Number(ordinal[1]), Number(ordinal[2]), ordinal[0].length)
  const week = WEEK.exec(text)
  if (week !== null) return dayOfWeek(Number(week[1]), Number(week[2]), Number(week[3] ?? 1), week[0].length)
  const short = SHORT_YEAR.exec(text) ?? SHORT_MONTH.exec(text)
  if (short === null) return null
  return { year: fullYear(Number(short[1])), month: Number(short[2]), day: Number(short[3] ?? 1), length: short[0].length }
}

const dayOfYear = (year: number, ordinal: number, length: number): Day | null =>
  ordinal < 1 || ordinal > 366 ? null : toDay(Date.UTC(year, 0, 1) + (ordinal - 1) * DAY, length)

const dayOfWeek = (year: number, week: number, weekday: number, length: number): Day | null => {
  if (week < 1 || week > 53) return null
  const fourth = new Date(Date.UTC(year, 0, 4))
  // Week 1 is the one with 4 January; weeks begin on Monday (ISO 8601).
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * DAY
  return toDay(monday + ((week - 1) * 7 + weekday - 1) * DAY, length)
}

const toDay = (at: number, length: number): Day => {
  const date = new Date(at)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), length }
}
