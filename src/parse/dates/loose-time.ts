import type { DateParts } from './date-parts.ts'
import { offsetAt, readZone } from './time-zones.ts'

export type LooseTime = {
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** The written zone's offset on that day, minutes east of UTC; null: none was written. */
  readonly offsetOn: (parts: DateParts) => number | null
}

const CLOCKS: readonly RegExp[] = [
  /(?<!\d)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:]\d{1,9})?)?/,
  /(?<!\d)(\d{1,2})\s*[時时點点시]\s*(?:(\d{1,2})\s*[分분]?)?\s*(?:(\d{1,2})\s*[秒초])?/,
  // 14h30 (French, Portuguese, Vietnamese), 14.30 Uhr, kl. 14.30, klo 14.30
  /(?<![\d\p{L}])(\d{1,2})\s?h\s?(\d{2})?(?![\p{L}\d])/iu,
  /(?<=kl\.?\s|klo\s|om\s|ora\s|ore\s|alle\s|godz\.\s)(\d{1,2})[.:](\d{2})/i,
  /(?<![\d.])(\d{1,2})\.(\d{2})(?=\s*uhr)/i,
  /(?<!\d)(\d{1,2})(?=\s?[ap]\.?m\b)/i,
]

/** Halves of the day, next to the time: `pm`, 오후, 下午, µ.µ. */
const AFTERNOON =
  /\bp\.?\s?m\b\.?|오후|下午|午後|晚上|傍晚|μ\.?μ\b\.?|^\s*م(?!\p{L})|(?<!\p{L})مساءً?(?!\p{L})|\bdu\.|\bös\b|\bch\b(?=$)/iu
const MORNING = /\ba\.?\s?m\b\.?|오전|上午|午前|凌晨|早上|π\.?μ\b\.?|^\s*ص(?!\p{L})|(?<!\p{L})صباحاً?(?!\p{L})|\bde\.|\böö\b/iu

/** Takes the time, the half of the day and the zone out of a date; what is left holds the day. */
export const cutTime = (text: string): { readonly time: LooseTime | null; readonly rest: string } => {
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

const NUMERIC_ZONE = /^\s*(?:Z|[(]?(?:GMT|UTC|UT)?)\s*([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?(?!\d)/i
const NAMED_ZONE = /(?<![\p{L}\d])([\p{L}]{1,5}|[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z_]+){1,2})(?![\p{L}\d/])/gu

type Cut = { readonly rest: string; readonly offsetOn: LooseTime['offsetOn'] }

const cutZone = (after: string): Cut => {
  const numeric = NUMERIC_ZONE.exec(after)
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0)
    const offset = numeric[1] === '+' ? minutes : -minutes
    // The zone's name in parentheses says it again: `+0100 (CET)`.
    return { rest: after.slice(numeric[0].length).replace(/^\s*\([^)]*\)/, ''), offsetOn: () => offset }
  }
  for (const word of after.matchAll(NAMED_ZONE)) {
    const zone = readZone(word[1] ?? '')
    if (zone !== null) return { rest: after.replace(word[0], ' '), offsetOn: (parts) => offsetAt(zone, parts) }
  }
  return { rest: after, offsetOn: () => null }
}
