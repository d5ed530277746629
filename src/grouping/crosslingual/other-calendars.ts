import { DAY } from '../../lib/durations.ts'
import { monthsOf, namedNumbers } from '../../text/month-names.ts'
import { OTHER_CALENDARS } from '../../text/month-table.ts'
import { normalForm } from '../../text/normal-form.ts'
import { foldMonth } from '../../text/runtime-months.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'

/** Calendars in which news gives dates, beside or in place of the Gregorian one, as CLDR names them. */
export type Calendar = 'gregory' | 'persian' | 'islamic-umalqura' | 'ethiopic'
export type NamedMonth = { readonly month: number; readonly calendar: Calendar }

/** By language: the other calendar in which it gives dates. */
export const CALENDARS: Readonly<Record<string, Exclude<Calendar, 'gregory'>>> = {
  ar: 'islamic-umalqura',
  fa: 'islamic-umalqura',
  ur: 'islamic-umalqura',
  ps: 'persian',
  am: 'ethiopic',
  ti: 'ethiopic',
}

/** The months of a language by name, as the normal form and then `foldMonth` write it. */
export const namedMonths = (language: LanguageTag): ReadonlyMap<string, NamedMonth> => {
  const months = new Map<string, NamedMonth>()
  for (const [name, { month, calendar }] of monthsOf(language))
    months.set(nameKey(name), { month, calendar: calendar === 'persian' ? 'persian' : 'gregory' })
  const [calendar, written] = [CALENDARS[language], OTHER_CALENDARS[language]]
  if (calendar !== undefined && written !== undefined)
    for (const [name, month] of namedNumbers(written)) if (!months.has(name)) months.set(name, { month, calendar })
  for (const name of months.keys()) if (isCutShort(name, months, language)) months.delete(name)
  return months
}

const SHORT = 3
/**
 * Is it a short form that running text does not use for a month? `set` and `svi` are words of their own there; English `Oct` is usual, and `Mar` a
 * name.
 */
const isCutShort = (name: string, months: ReadonlyMap<string, NamedMonth>, language: LanguageTag): boolean =>
  name.length <= SHORT &&
  (language !== 'en' || name === 'mar') &&
  [...months].some(([other, { month }]) => other !== name && other.startsWith(name) && month === months.get(name)?.month)

export const nameKey = (name: string): string => foldMonth(normalForm(name).text)

export type CalendarDay = { readonly year: number; readonly month: number; readonly day: number }

/**
 * The Gregorian day, as the instant at which it begins in UTC, of a date in the calendar; without a year, the nearest to `near`. Null: there is no
 * such day.
 */
export const dayIn = (
  calendar: Calendar,
  { year, month, day }: Omit<CalendarDay, 'year'> & { readonly year: number | null },
  near: Instant,
  partsOf: CalendarReader,
): Instant | null => {
  if (year !== null) return exactDay(calendar, { year, month, day }, near, partsOf)
  const thisYear = partsOf(calendar, near).year
  const days = [thisYear - 1, thisYear, thisYear + 1].flatMap(
    (candidate) => exactDay(calendar, { year: candidate, month, day }, near, partsOf) ?? [],
  )
  return days.toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near))[0] ?? null
}

const exactDay = (calendar: Calendar, wanted: CalendarDay, near: Instant, partsOf: CalendarReader): Instant | null =>
  calendar === 'gregory' ? gregorianDay(wanted) : searchDay(calendar, wanted, near, partsOf)

const gregorianDay = ({ year, month, day }: CalendarDay): Instant | null => {
  const at = Date.UTC(year, month - 1, day)
  return new Date(at).getUTCDate() === day ? at : null
}

/** Mean lengths of a year and a month, in days. */
const MEAN: Readonly<Record<Calendar, { readonly year: number; readonly month: number }>> = {
  gregory: { year: 365.2425, month: 30.4 },
  persian: { year: 365.2422, month: 30.4 },
  'islamic-umalqura': { year: 354.367, month: 29.53 },
  ethiopic: { year: 365.25, month: 30 },
}
const MOST_STEPS = 6

/**
 * The runtime gives the date of a day, not the day of a date: the search moves by the estimated difference until both agree. Null: there is no such
 * day.
 */
const searchDay = (calendar: Calendar, wanted: CalendarDay, near: Instant, partsOf: CalendarReader): Instant | null => {
  const mean = MEAN[calendar]
  let at = Math.floor(near / DAY) * DAY
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const shown = partsOf(calendar, at)
    const off = (wanted.year - shown.year) * mean.year + (wanted.month - shown.month) * mean.month + (wanted.day - shown.day)
    if (Math.round(off) === 0) return shown.month === wanted.month && shown.day === wanted.day ? at : null
    at += Math.round(off) * DAY
  }
  return null
}

/** The date of an instant in a calendar. */
export type CalendarReader = (calendar: Calendar, at: Instant) => CalendarDay

/** Formats are expensive to create: each is created when its calendar is first read. */
export const createCalendarReader = (): CalendarReader => {
  const formats = new Map<Calendar, Intl.DateTimeFormat>()
  const formatOf = (calendar: Calendar): Intl.DateTimeFormat => {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', timeZone: 'UTC' } as const
    const format = formats.get(calendar) ?? new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, parts)
    formats.set(calendar, format)
    return format
  }
  return (calendar, at) => {
    if (calendar === 'gregory') {
      const date = new Date(at)
      return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
    }
    const parts = new Map(
      formatOf(calendar)
        .formatToParts(at)
        .map(({ type, value }) => [type, Number(value)]),
    )
    return { year: parts.get('year') ?? 0, month: parts.get('month') ?? 0, day: parts.get('day') ?? 0 }
  }
}
