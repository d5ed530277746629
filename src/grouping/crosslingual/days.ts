import { DAY } from '../../lib/durations.ts'
import { fromBuddhistYear, yearBeforeEra } from '../../text/calendars.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import { createCalendarReader, dayIn, type NamedMonth, nameKey, namedMonths } from './other-calendars.ts'

/**
 * Finds the days that a text names, as Gregorian dates: `2026-10-03`. A day counts only where the month is named or marked by a word or sign
 * (`10月3日`, `3 tháng 10`), never as bare figures. A day without a year is the one nearest to the report. The day of the report itself, the day before
 * and the day after are left out: all reports of that day have them as datelines. `normal`: the text in normal form.
 */
export type DayFinder = (normal: string, language: LanguageTag, at: Instant) => ReadonlySet<string>

export const createDayFinder = (): DayFinder => {
  const partsOf = createCalendarReader()
  const known = new Map<LanguageTag, Months>()
  const monthsIn = (language: LanguageTag): Months => {
    const months = known.get(language) ?? namedMonths(language)
    known.set(language, months)
    return months
  }
  return (normal, language, at) => {
    const found = new Set<string>()
    if (!/\d/.test(normal)) return found
    const [spoken = language] = language.split('-', 1)
    for (const { calendar, ...named } of [...signedDays(normal), ...wordedDays(normal, spoken, monthsIn(spoken))]) {
      const day = dayIn(calendar, named, at, partsOf)
      if (day !== null && Math.abs(day - Math.floor(at / DAY) * DAY) > DAY) found.add(new Date(day).toISOString().slice(0, 10))
    }
    return found
  }
}

type Named = NamedMonth & { readonly year: number | null; readonly day: number }

/** In normal form: 號 is written 号, 國 is written 国. */
const EAST_ASIAN =
  /(?:(?:(令和|平成|昭和|民国) ?(\d{1,2}|元)|(?<!\d)(\d{4})) ?[年년] ?)?(?<!\d)(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号일]/gu
const VIETNAMESE =
  /(?<!\d)(\d{1,2}) tháng (\d{1,2})(?!\d)(?:,? (?:năm )?(\d{4})(?!\d))?|(?<!\p{L})ngày (\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?(?!\d)/gu

const signedDays = (normal: string): readonly Named[] => {
  const days: Named[] = []
  if (/[月월]/u.test(normal))
    for (const [, era, eraYear, year, month, day] of normal.matchAll(EAST_ASIAN))
      days.push({
        calendar: 'gregory',
        year: era === undefined ? numberOf(year) : yearBeforeEra(era) + (eraYear === '元' ? 1 : Number(eraYear)),
        month: Number(month),
        day: Number(day),
      })
  if (/tháng|ngày/u.test(normal))
    for (const [, day, month, year, otherDay, otherMonth, otherYear] of normal.matchAll(VIETNAMESE))
      days.push({
        calendar: 'gregory',
        year: numberOf(year ?? otherYear),
        month: Number(month ?? otherMonth),
        day: Number(day ?? otherDay),
      })
  return days.filter(({ month }) => month >= 1 && month <= 12)
}

const numberOf = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits))

const NUMBER = /(?<![\d.,:/]|\d[-–])\d{1,2}(?![\d%]|[.,:/–-]\d)/gu
/** What stands between a day and its month: ordinal endings, prepositions. */
const AFTER =
  /^(?:st|nd|rd|th|er|\.?[oa](?= )|ησ|η| ?(?:শে|লা|রা|ঠা|ই)(?= )|-?(?:го|е|ше|того))?[.,]? {0,2}-?(?:(?:de|d|of|di|da|ng|من)[ '’])?([\p{L}\p{M}][\p{L}\p{M}.]*)(?: ([\p{L}\p{M}]+))?/u
const YEAR_AFTER = /^[ ,.،]{0,2}(?:(?:de|del|of|พ\.ศ\.|ค\.ศ\.|(?:من )?(?:سنه|عام)|سال|ቀን) ?)?(\d{4})(?!\d)/u
/** Bengali puts the year first, the month last. */
const YEAR_BEFORE = /(?<!\d)(\d{4}) সালের $/u
/** Languages that put the month first. */
const MONTH_FIRST: ReadonlySet<string> = new Set('en fi hu lt sw am ti eu my fil ta'.split(' '))
const BEFORE = /(?:(\d{4})(?:\.| m\.)? )?(?:([\p{L}\p{M}]+) )?(?<!\p{L})([\p{L}\p{M}]+)\.? $/u
const NAME_LENGTH = 40

/** Languages that add endings, or the next word, to a month's name. */
const WITH_ENDINGS: ReadonlySet<string> = new Set('kk ky uz az ta te ml kn bn fi et th lo my'.split(' '))
/** Prepositions that are written as one word with the month. */
const PREFIXES: Readonly<Record<string, RegExp>> = { he: /^ב/, am: /^[የበከለ]/ }
const SHORTEST_STEM = 4
/** English words with another sense: they are a month where a year follows or a preposition of time precedes. */
const OTHER_SENSE: ReadonlySet<string> = new Set(['may', 'march'])
const OF_TIME = /(?:^|\P{L})(?:on|by|until|till|from|since|before|after) (?:the )?$/u

/** Days next to a month's name in the text's language: `3 de octubre de 2026`, `October 3, 2026`, `۱۲ مهر ۱۴۰۵`. */
const wordedDays = (normal: string, language: LanguageTag, months: Months): readonly Named[] => {
  if (months.size === 0) return []
  const days: Named[] = []
  for (const { 0: digits, index } of normal.matchAll(NUMBER)) {
    const day = Number(digits)
    if (day < 1 || day > 31) continue
    const before = normal.slice(Math.max(0, index - NAME_LENGTH), index)
    const after = normal.slice(index + digits.length, index + digits.length + NAME_LENGTH)
    const found =
      monthAfter(before, after, months, language) ??
      (MONTH_FIRST.has(language) ? monthBefore(before, after, months, language) : null)
    // Islamic months begin when the new moon is seen, which differs by country: a day without a year is uncertain.
    if (found === null || (found.calendar === 'islamic-umalqura' && found.year === null)) continue
    days.push({ ...found, day, year: found.year === null ? null : fromBuddhistYear(found.year) })
  }
  return days
}

type Months = ReadonlyMap<string, NamedMonth>
type Found = NamedMonth & { readonly year: number | null }

const monthAfter = (before: string, after: string, months: Months, language: LanguageTag): Found | null => {
  const [whole = '', word, next] = AFTER.exec(after) ?? []
  if (word === undefined) return null
  const pair = next === undefined ? undefined : months.get(nameKey(`${word} ${next}`))
  const single = pair ?? monthOf(word, months, language)
  if (single === undefined) return null
  const end = pair !== undefined || next === undefined ? whole.length : whole.length - next.length - 1
  const year = numberOf(YEAR_AFTER.exec(after.slice(end))?.[1] ?? YEAR_BEFORE.exec(before)?.[1])
  return isMeant(word, language, year, before) ? { ...single, year } : null
}

const monthOf = (word: string, months: Months, language: LanguageTag): NamedMonth | undefined => {
  const key = nameKey(word)
  const exact = months.get(key)
  if (exact !== undefined) return exact
  const prefix = PREFIXES[language]
  if (prefix !== undefined) return months.get(key.replace(prefix, ''))
  if (language === 'ka') return key.endsWith('ს') ? months.get(`${key.slice(0, -1)}ი`) : undefined
  if (!WITH_ENDINGS.has(language)) return undefined
  for (let length = key.length - 1; length >= SHORTEST_STEM; length -= 1) {
    const month = months.get(key.slice(0, length))
    if (month !== undefined) return month
  }
  return undefined
}

/** The month that precedes a day. In `in October 30 …` the number counts something else. */
const monthBefore = (before: string, after: string, months: Months, language: LanguageTag): Found | null => {
  const { 0: whole = '', 1: yearBefore, 2: preceding, 3: word = '' } = BEFORE.exec(before) ?? []
  const named = word === '' || preceding === 'in' ? undefined : monthOf(word, months, language)
  if (named === undefined) return null
  const year = numberOf(yearBefore ?? YEAR_AFTER.exec(after.replace(/^(?:st|nd|rd|th|\. päivän?ä?)/, ''))?.[1])
  const rest = before.slice(0, before.length - whole.length + whole.lastIndexOf(word))
  return isMeant(word, language, year, rest) ? { ...named, year } : null
}

const isMeant = (word: string, language: LanguageTag, year: number | null, before: string): boolean =>
  language !== 'en' || year !== null || !OTHER_SENSE.has(word) || OF_TIME.test(before)
