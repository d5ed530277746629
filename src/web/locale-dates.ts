import { DAY } from '../lib/durations.ts'
import type { Instant, LanguageTag } from '../model/ids.ts'

export type LocaleDates = {
  /** 24 November 2026. */
  day(at: Instant): string
  /** November 2026. */
  month(at: Instant): string
  /** 24 Nov, 16:05 UTC; with the year, unless it is the current one. */
  moment(at: Instant): string
  /** 24 Nov, 16:05, in UTC; with the year, unless it is the current one. */
  briefMoment(at: Instant): string
  /** 24 Nov; with the year, unless it is the current one. */
  shortDay(at: Instant): string
  /** M, and Monday; `day` 0 is Sunday. */
  weekday(day: number): { readonly letter: string; readonly name: string }
  /** The first day of the week; 0 is Sunday. */
  readonly weekStart: number
}

/**
 * All times on pages are in UTC and say so, because one cached page serves all readers. `page.js` formats them again in the browser's time
 * zone, with the same options.
 */
const UTC = 'UTC'
const MOMENT: Intl.DateTimeFormatOptions = {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
}
const SHORT_DAY: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' }
const A_SUNDAY = Date.UTC(2026, 10, 22)

/**
 * `year`: the current year, which dates leave out; null: every date has its year. `timeZone`: other than UTC where no script formats the
 * dates again.
 */
export const createDates = (language: LanguageTag, year: number | null, timeZone = UTC): LocaleDates => {
  // All English-speaking countries but the United States write the day before the month.
  const dateLanguage = language === 'en' ? 'en-GB' : language
  const formatOf = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(dateLanguage, { timeZone, ...options })
    return (at: Instant): string => format.format(at)
  }
  const withYear = (options: Intl.DateTimeFormatOptions) => {
    const [short, long] = [formatOf(options), formatOf({ ...options, year: 'numeric' })]
    return (at: Instant): string => (new Date(at).getUTCFullYear() === year ? short : long)(at)
  }
  const month = formatOf({ month: 'long', year: 'numeric' })
  const [letter, name] = [formatOf({ weekday: 'narrow' }), formatOf({ weekday: 'long' })]
  return {
    day: formatOf({ dateStyle: 'long' }),
    // ноябрь → Ноябрь: months are headings.
    month: (at) => month(at).replace(/^\p{Ll}/u, (first) => first.toLocaleUpperCase(language)),
    moment: withYear({ ...MOMENT, timeZoneName: 'short' }),
    briefMoment: withYear(MOMENT),
    shortDay: withYear(SHORT_DAY),
    weekday: (day) => ({ letter: letter(A_SUNDAY + day * DAY), name: name(A_SUNDAY + day * DAY) }),
    weekStart: new Intl.Locale(dateLanguage).getWeekInfo().firstDay % 7,
  }
}
