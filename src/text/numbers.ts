import written from '../words/numbers.json' with { type: 'json' }
import { normalForm } from './normal-form.ts'
import { codeUnitsOf } from './code-units.ts'

/** Words that multiply the number before them, as the normal form writes them; the longest match counts. */
const FACTORS = new Map(
  written.multipliers.flatMap(({ factor, words }) => words.map((word) => [normalForm(word).text, factor] as const)),
)
const LONGEST_FIRST = [...FACTORS.keys()].toSorted((a, b) => b.length - a.length).join('|')
/** A number after a letter and a hyphen is part of a name: COVID-19, G-20. */
const NUMBER = new RegExp(
  `(?:(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\d]|\\d[.,]|\\p{L}[-‐‑])|(?<=(?<!\\p{L})(?:rs|rp|rm|usd|eur|ksh|kr)))(\\d+(?:[.,\\u00a0\\u202f' ]\\d{3})*(?:[.,]\\d+)?)\\s*-?(?:(${LONGEST_FIRST})(?![a-zа-яё\\u0600-\\u06ff\\u0900-\\u0dff]))?\\s*(${written.shares.join('|')})?`,
  'uy',
)
const SMALLEST = 10
const GROUPED = /^\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+$/

/** A number that stands in a normal form from `start` to `end`, the word that multiplies it included. */
export type Count = {
  readonly value: number
  readonly isShare: boolean
  /** Any text may name it: a year, or a number below ten. */
  readonly isCommon: boolean
  readonly start: number
  readonly end: number
}

/** Swahili writes the multiplier before the number: milioni 20. Italian writes it after. */
const LEADING_FACTORS = new Map(Object.entries(written.leading))
const LEADING = new RegExp(`(?<![\\d\\p{L}]|\\d )(${[...LEADING_FACTORS.keys()].join('|')}) $`, 'u')
const LONGEST_LEADING = 12

export const countsIn = (normal: string): readonly Count[] => {
  const counts: Count[] = []
  // A number begins with a digit: elsewhere, the expression would test its look-behind and every multiplier in vain.
  const units = codeUnitsOf(normal)
  for (let from = nextDigit(units, 0, normal.length); from !== -1; from = nextDigit(units, from, normal.length)) {
    NUMBER.lastIndex = from
    const match = NUMBER.exec(normal)
    if (match !== null) counts.push(countOf(normal, match))
    from = match === null ? from + 1 : NUMBER.lastIndex
  }
  return counts
}

const nextDigit = (units: Uint16Array, from: number, length: number): number => {
  for (let index = from; index < length; index += 1) {
    const unit = units[index] ?? 0
    if (unit >= 0x30 && unit <= 0x39) return index
  }
  return -1
}

const countOf = (normal: string, { 0: whole, 1: digits = '', 2: unit, 3: share, index }: RegExpExecArray): Count => {
  const leading = unit === undefined ? LEADING.exec(normal.slice(Math.max(0, index - LONGEST_LEADING), index))?.[1] : undefined
  const factor = FACTORS.get(unit ?? '') ?? LEADING_FACTORS.get(leading ?? '') ?? 1
  const value = valueOf(digits) * factor
  return {
    value,
    isShare: share !== undefined,
    isCommon: value < SMALLEST || (factor === 1 && isYear(digits)),
    start: leading === undefined ? index : index - leading.length - 1,
    end: index + whole.trimEnd().length,
  }
}

/**
 * The amounts that a text names, in one spelling for all languages: `11,500`, `11.5 тыс`, `1.15万` are `1.15e+4`; a percentage has `%` after it. Years
 * and numbers below ten are left out: any text may have them.
 */
export const amountsOf = (text: string): ReadonlySet<string> => amountsAmong(countsIn(normalForm(text).text))

export const amountsAmong = (counts: readonly Count[]): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { value, isShare, isCommon } of counts) {
    if (isShare) found.add(`${Number(value.toPrecision(3))}%`)
    else if (!isCommon) found.add(value.toExponential(2))
  }
  return found
}

const valueOf = (digits: string): number => {
  if (GROUPED.test(digits)) return Number(digits.replaceAll(/\D/g, ''))
  const decimal = /[.,](\d+)$/.exec(digits)
  if (decimal === null) return Number(digits.replaceAll(/\D/g, ''))
  return Number(`${digits.slice(0, decimal.index).replaceAll(/\D/g, '')}.${decimal[1] ?? ''}`)
}

const isYear = (digits: string): boolean => /^(?:19|20)\d\d$/.test(digits)
