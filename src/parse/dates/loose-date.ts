import { DAY } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import { type CivilDay, fromBuddhistYear, fromPersian, isPersianYear, yearBeforeEra } from '../../text/calendars.ts'
import { singleSpaces } from '../../text/characters.ts'
import { type Month, anyMonth, nearMonth } from '../../text/month-names.ts'
import { type DateHints, type DateParts, fullYear, instantOf } from './date-parts.ts'
import { AFTERNOON, MORNING, STOPPED_CLOCK } from './date-words.ts'
import { offsetAt, readZone } from './time-zones.ts'

/**
 * Reads dates in words and digits of any order and language: finds the time and its zone, then the day in the rest. Null: no date. Examples:
 * `2004-05-25 오후 11:23:17`, `Sun Jan  4 16:29:06 2004`, `24 ноября 2026 г., 14:05`, `令和8年11月24日`.
 */
export const readLooseDate = (written: string, hints: DateHints): Instant | null => {
  // Runs of spaces become one, since the patterns below would take quadratic time on them.
  const text = singleSpaces(plainDigits(written.normalize('NFKC')).replaceAll(/[\u200e\u200f\u061c\u2060]/g, ''))
  if (text.length > LONGEST_DATE || !/\d/.test(text)) return null
  const { time, rest } = cutTime(text)
  const day = cutDay(rest, hints)
  if (day === null) return null
  const civil = toGregorian(day)
  const parts = { ...civil, hour: time?.hour ?? 0, minute: time?.minute ?? 0, second: time?.second ?? 0 }
  if (time === null) return instantOf(parts)
  // Dates in Hangul are in Korean time; for other languages the caller gives the offset.
  const local = /[년월일시분초전후]/.test(text) ? KOREAN_CLOCK : hints.offset
  return instantOf({ ...parts, offset: time.offsetOn(parts) ?? local })
}

const KOREAN_CLOCK = 540

/** The most characters of a date; longer texts are prose. Checked after normalisation: one character can become eighteen (U+FDFA). */
export const LONGEST_DATE = 200

const toGregorian = (day: LooseDay): LooseDay => {
  if (day.calendar === 'persian' || isPersianYear(day.year)) return { ...day, ...fromPersian(day) }
  return { ...day, year: fromBuddhistYear(day.year) }
}

type LooseDay = CivilDay & { readonly calendar: 'gregorian' | 'persian' }

const cutDay = (text: string, hints: DateHints): LooseDay | null =>
  eastAsianDay(text, hints) ??
  vietnameseDay(text, hints) ??
  numericDay(text, hints) ??
  wordedDay(text, hints) ??
  shortDay(text, hints)

const gregorian = (year: number, month: number, day: number): LooseDay | null =>
  instantOf({ year, month, day }) === null ? null : { year, month, day, calendar: 'gregorian' }

/** A year of four digits is taken literally: 0001 is a placeholder, not 2001. */
const writtenYear = (digits: string): number => (digits.length === 4 ? Number(digits) : fullYear(Number(digits)))

const CJK =
  /(?:(令和|平成|昭和|(?:中華)?民[國国])\s?(\d{1,3}|元)|(\d{2,4}))?\s?[年년]?\s{0,3}(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})?/
const eastAsianDay = (text: string, hints: DateHints): LooseDay | null => {
  const found = /[月월]/.test(text) ? CJK.exec(text) : null
  if (found === null) return null
  const [, era, eraYear, year, month, day = '1'] = found
  const before = yearBeforeEra((era ?? '').replace('中華', ''))
  if (era !== undefined) return gregorian(before + (eraYear === '元' ? 1 : Number(eraYear)), Number(month), Number(day))
  if (year === undefined) return withYear(Number(month), Number(day), hints.now)
  return gregorian(fullYear(Number(year)), Number(month), Number(day))
}

const VIETNAMESE = /(\d{1,2})\s*tháng\s*(\d{1,2})\s*,?\s*(?:năm\s*)?(\d{4})?/i
const vietnameseDay = (text: string, hints: DateHints): LooseDay | null => {
  const found = VIETNAMESE.exec(text)
  if (found === null) return null
  if (found[3] === undefined) return withYear(Number(found[2]), Number(found[1]), hints.now)
  return gregorian(Number(found[3]), Number(found[2]), Number(found[1]))
}

const NUMERIC = /(?<!\d)(\d{1,4})\s*([-./])\s*(\d{1,2})\s*[-./]\s*(\d{1,4})(?!\d)/
const numericDay = (text: string, hints: DateHints): LooseDay | null => {
  const found = NUMERIC.exec(text)
  if (found === null) return null
  const [, first = '', sign = '', second = '', third = ''] = found
  if (first.length > 2 || Number(first) > 31) return numericYear(writtenYear(first), Number(second), Number(third))
  const year = writtenYear(third)
  const monthFirst = Number(second) > 12 || (Number(first) <= 12 && sign === '/' && isAmerican(hints.language))
  return monthFirst ? numericYear(year, Number(first), Number(second)) : numericYear(year, Number(second), Number(first))
}

const numericYear = (year: number, month: number, day: number): LooseDay | null =>
  isPersianYear(year) && month <= 12 && day <= 31 ? { year, month, day, calendar: 'persian' } : gregorian(year, month, day)

const isAmerican = (language: string | null): boolean => language === null || /^en(?:-us)?$/i.test(language)

const TOKEN = /\d+|[\p{L}\p{M}][\p{L}\p{M}.'’]*/gu
const wordedDay = (text: string, hints: DateHints): LooseDay | null => {
  const tokens = text.match(TOKEN) ?? []
  const named = findMonth(tokens, hints.language)
  if (named === null) return null
  const numbers = tokens.filter((token) => /^\d+$/.test(token) && token.length <= 4)
  const long = numbers.find((token) => token.length === 4) ?? numbers.find((token) => Number(token) > 31)
  const short = numbers.filter((token) => token !== long && Number(token) >= 1 && token.length <= 3)
  const { month, calendar } = named
  const day = Number(short[0] ?? 1)
  const shortYear = long === undefined ? short[1] : undefined
  const year = long ?? shortYear
  if (year === undefined) return short[0] === undefined ? null : withYear(month, day, hints.now)
  if (calendar === 'persian') return day <= 31 ? { year: Number(year), month, day, calendar } : null
  return gregorian(writtenYear(year), month, day)
}

/** The most words in a date: a weekday, a month and some particles. Prose has more. */
const MOST_WORDS = 12

/**
 * The last name of a month in the text: `mar. 24 nov.` begins with a Tuesday that is spelled like March in other languages. Names in English
 * and the text's own language come first, those of all languages last.
 */
const findMonth = (tokens: readonly string[], language: string | null): Month | null => {
  const words = tokens.flatMap((token, at) =>
    /^\d/.test(token) ? [] : [{ word: token, pair: `${tokens[at - 1] ?? ''} ${token}` }],
  )
  if (words.length > MOST_WORDS) return null
  for (const look of [nearMonth, anyMonth]) {
    for (const { word, pair } of words.toReversed()) {
      // Some names have two words, such as كانون الثاني.
      const month = look(word, language) ?? look(pair, language)
      if (month !== null) return month
    }
  }
  return null
}

const SHORT = /(?<!\d)(\d{1,2})\s*([./-])\s*(\d{1,2})(?!\d)/
/** Reads a day and month without a year, as pages often write it: 24.11. */
const shortDay = (text: string, hints: DateHints): LooseDay | null => {
  const found = hints.now === null ? null : SHORT.exec(text)
  if (found === null) return null
  const [first, second] = [Number(found[1]), Number(found[3])]
  const monthFirst = second > 12 || /^(zh|ja|ko)/.test(hints.language ?? '') || (found[2] === '/' && isAmerican(hints.language))
  return monthFirst ? withYear(first, second, hints.now) : withYear(second, first, hints.now)
}

const MONTH = 31 * DAY
/** Adds the latest year in which the day is not more than a month ahead of `now`. */
export const withYear = (month: number, day: number, now: Instant | null): LooseDay | null => {
  if (now === null) return null
  const year = new Date(now).getUTCFullYear()
  const latest = [year + 1, year, year - 1].find((candidate) => Date.UTC(candidate, month - 1, day) <= now + MONTH)
  return latest === undefined ? null : gregorian(latest, month, day)
}

const ASCII = /^[\x20-\x7e]*$/
const DIGIT = /\p{Nd}/u

/** The text with digits of other scripts (٢٤, ۲۴, २४, ๒๔) replaced by ASCII digits. */
export const plainDigits = (text: string): string =>
  ASCII.test(text) ? text : text.replaceAll(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0x30)))

/** In Unicode the ten digits of a script are contiguous and in order, and the code point before them is no digit. */
const digitValue = (code: number): number => {
  for (let zero = code; zero > code - 10; zero -= 1) if (!DIGIT.test(String.fromCodePoint(zero - 1))) return code - zero
  return 0
}

type LooseTime = {
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** The offset of the written zone on that day, in minutes east of UTC; null: no zone was written. */
  readonly offsetOn: (parts: DateParts) => number | null
}

const CLOCKS: readonly RegExp[] = [
  /(?<!\d)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:]\d{1,9})?)?/,
  /(?<!\d)(\d{1,2})\s*[時时點点시]\s*(?:(\d{1,2})\s*[分분]?)?\s*(?:(\d{1,2})\s*[秒초])?/,
  // 14h30 (French, Portuguese, Vietnamese), 14.30 Uhr, kl. 14.30, klo 14.30
  /(?<![\d\p{L}])(\d{1,2})\s?h\s?(\d{2})?(?![\p{L}\d])/iu,
  STOPPED_CLOCK,
  /(?<![\d.])(\d{1,2})\.(\d{2})(?=\s*uhr)/i,
  /(?<!\d)(\d{1,2})(?=\s?[ap]\.?m\b)/i,
]

/** Splits off the time, the half of the day and the zone from a date; the rest contains the day. */
const cutTime = (text: string): { readonly time: LooseTime | null; readonly rest: string } => {
  for (const clock of CLOCKS) {
    const found = clock.exec(text)
    if (found === null) continue
    const before = text.slice(0, found.index)
    const half = cutHalf(before, text.slice(found.index + found[0].length))
    const zone = cutZone(half.after)
    const hour = to24Hours(Number(found[1]), half.half)
    if (hour > 24 || Number(found[2] ?? 0) > 59) continue
    const time = { hour, minute: Number(found[2] ?? 0), second: Math.min(Number(found[3] ?? 0), 59), offsetOn: zone.offsetOn }
    return { time, rest: `${half.before} ${zone.rest}` }
  }
  return { time: null, rest: text }
}

type Half = 'morning' | 'afternoon' | null

const cutHalf = (before: string, after: string): { readonly half: Half; readonly before: string; readonly after: string } => {
  for (const [half, words] of [
    ['afternoon', AFTERNOON],
    ['morning', MORNING],
  ] as const) {
    if (words.test(after)) return { half, before, after: after.replace(words, ' ') }
    if (words.test(before)) return { half, before: before.replace(words, ' '), after }
  }
  return { half: null, before, after }
}

const to24Hours = (hour: number, half: Half): number => {
  if (half === 'afternoon' && hour < 12) return hour + 12
  return half === 'morning' && hour === 12 ? 0 : hour
}

const NUMERIC_ZONE = /^\s*(?:(?:Z|[(]?(?:GMT|UTC|UT)|[(])\s*)?([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?(?!\d)/i
const NAMED_ZONE = /(?<![\p{L}\d])([\p{L}]{1,5}|[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z_]+){1,2})(?![\p{L}\d/])/gu

type Cut = { readonly rest: string; readonly offsetOn: LooseTime['offsetOn'] }

const cutZone = (after: string): Cut => {
  const numeric = NUMERIC_ZONE.exec(after)
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0)
    const offset = numeric[1] === '+' ? minutes : -minutes
    // Drops the repetition of the zone's name in parentheses: `+0100 (CET)`.
    return { rest: after.slice(numeric[0].length).replace(/^\s*\([^)]*\)/, ''), offsetOn: () => offset }
  }
  for (const word of after.matchAll(NAMED_ZONE)) {
    const zone = readZone(word[1] ?? '')
    if (zone !== null) return { rest: after.replace(word[0], ' '), offsetOn: (parts) => offsetAt(zone, parts) }
  }
  return { rest: after, offsetOn: () => null }
}
