import { DAY, MINUTE } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import { fromBuddhistYear, fromPersian, isPersianYear } from '../../text/calendars.ts'
import { monthOf } from '../../text/month-names.ts'
import { type DateHints, fullYear, instantOf } from './date-parts.ts'
import { AFTERNOON, TODAY, type Unit, unitOf, YESTERDAY } from './date-words.ts'
import { plainDigits, withYear } from './loose-date.ts'

type Field = 'year' | 'month' | 'monthName' | 'day' | 'hour' | 'minute' | 'second' | 'half' | 'zone' | 'skip'

/** Letters of Unicode date patterns (UTS 35) and what they match. */
const FIELDS: readonly (readonly [letters: RegExp, field: Field, matches: string])[] = [
  [/^y{4}|^u+/, 'year', '(\\d{4})'],
  [/^yy(?!y)|^y/, 'year', '(\\d{2,4})'],
  [/^[ML]{3,5}/, 'monthName', "([\\p{L}\\p{M}.'’]+(?: [\\p{L}\\p{M}]+)?)"],
  [/^[ML]{1,2}/, 'month', '(\\d{1,2})'],
  [/^d{1,2}/, 'day', '(\\d{1,2})'],
  [/^[EeC]+/, 'skip', '[\\p{L}\\p{M}.]+'],
  [/^[HhKk]{1,2}/, 'hour', '(\\d{1,2})'],
  [/^m{1,2}/, 'minute', '(\\d{1,2})'],
  [/^s{1,2}/, 'second', '(\\d{1,2})'],
  [/^S+/, 'skip', '\\d+'],
  [/^[aB]+/, 'half', '(\\S{1,8})'],
  [/^[XxZzVO]+/, 'zone', '([+-]\\d{2}:?\\d{2}|Z|UTC|GMT)'],
]

/** Reads a date by a Unicode pattern (`yyyy-MM-dd`, `d MMMM yyyy 'г.'`) anywhere in a text; null: the pattern does not match. */
export const readByPattern = (written: string, pattern: string, hints: DateHints): Instant | null => {
  const { expression, fields } = compile(pattern)
  const found = expression.exec(plainDigits(written.normalize('NFKC')))
  if (found === null) return null
  const value = (field: Field): string | null => found[fields.indexOf(field) + 1] ?? null
  const text = (field: Field): string | null => (fields.includes(field) ? value(field) : null)
  const named = text('monthName') === null ? null : monthOf(text('monthName') ?? '', hints.language)
  const month = named?.month ?? Number(text('month') ?? 1)
  const day = Number(text('day') ?? 1)
  const civil = toCivil(text('year'), month, day, hints)
  if (civil === null) return null
  return instantOf({ ...civil, ...timeIn(text), offset: offsetIn(text('zone')) ?? (text('hour') === null ? 0 : hints.offset) })
}

const toCivil = (
  written: string | null,
  month: number,
  day: number,
  hints: DateHints,
): { readonly year: number; readonly month: number; readonly day: number } | null => {
  if (written === null) return withYear(month, day, hints.now)
  const year = fullYear(Number(written))
  return isPersianYear(year) ? fromPersian({ year, month, day }) : { year: fromBuddhistYear(year), month, day }
}

const isAfternoon = (half: string): boolean => /^[pμ]/i.test(half) || AFTERNOON.test(half)
const timeIn = (text: (field: Field) => string | null): { hour: number; minute: number; second: number } => {
  const hour = Number(text('hour') ?? 0)
  const half = text('half')
  const shifted =
    half !== null && isAfternoon(half) && hour < 12 ? hour + 12 : half !== null && hour === 12 && !isAfternoon(half) ? 0 : hour
  return { hour: shifted, minute: Number(text('minute') ?? 0), second: Number(text('second') ?? 0) }
}

const offsetIn = (zone: string | null): number | null => {
  if (zone === null) return null
  const found = /([+-])(\d{2}):?(\d{2})/.exec(zone)
  if (found === null) return 0
  const minutes = Number(found[2]) * 60 + Number(found[3])
  return found[1] === '-' ? -minutes : minutes
}

type Compiled = { readonly expression: RegExp; readonly fields: readonly Field[] }

const compile = (pattern: string): Compiled => {
  const fields: Field[] = []
  let source = ''
  let rest = pattern
  while (rest !== '') {
    const quoted = /^'([^']*)'/.exec(rest)
    const known = quoted === null ? FIELDS.find(([letters]) => letters.test(rest)) : undefined
    if (known !== undefined) {
      const [letters, field, matches] = known
      if (field !== 'skip') fields.push(field)
      source += matches
      rest = rest.replace(letters, '')
    } else {
      source += literal(quoted === null ? rest.charAt(0) : quoted[1] || "'")
      rest = rest.slice(quoted === null ? 1 : quoted[0].length)
    }
  }
  return { expression: new RegExp(source, 'iu'), fields }
}

const literal = (text: string): string =>
  text
    .split(/\s+/)
    .map((part) => RegExp.escape(part))
    .join('\\s+')

/** In ms. */
const SPANS: Readonly<Record<Unit, number>> = { second: 1000, minute: MINUTE, hour: 60 * MINUTE, day: DAY, week: 7 * DAY }
const COUNTED = /(\d{1,3})\s*(\p{L}[\p{L}\p{M}]*)/u

/** Reads relative dates: `3 hours ago`, `vor 2 Tagen`, 昨天. Today and yesterday begin at midnight at `offset`, in minutes east of UTC. Null: no date. */
export const readRelativeDate = (written: string, now: Instant, offset: number): Instant | null => {
  const text = written.toLowerCase().normalize('NFC').trim()
  const midnightOf = (at: Instant): Instant => Math.floor((at + offset * MINUTE) / DAY) * DAY - offset * MINUTE
  if (TODAY.test(text)) return midnightOf(now)
  if (YESTERDAY.test(text)) return midnightOf(now) - DAY
  const counted = COUNTED.exec(text)
  if (counted === null || text.length > 60) return null
  const [, count = '', unit = ''] = counted
  const known = unitOf(unit)
  if (known === null) return null
  const span = SPANS[known]
  const at = now - Number(count) * span
  return span >= DAY ? midnightOf(at) : Math.floor(at / 1000) * 1000
}
