import currencies from '../words/currencies.json' with { type: 'json' }
import { normalForm } from './normal-form.ts'
import type { Count } from './numbers.ts'

type Names = {
  readonly codes: ReadonlyMap<string, string>
  readonly open: readonly string[]
  readonly whole: readonly string[]
}

const namesOf = (column: 'before' | 'after'): Names => {
  const codes = new Map<string, string>()
  const [open, whole]: [string[], string[]] = [[], []]
  for (const currency of currencies)
    for (const written of currency[column].split(' ').filter((word) => word !== '')) {
      const name = normalForm(written.replace('*', '')).text
      codes.set(name, currency.code)
      ;(written.endsWith('*') ? open : whole).push(name)
    }
  return { codes, open, whole }
}

const alternatives = (names: readonly string[]): string =>
  names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => RegExp.escape(name))
    .join('|')

const LEADING = namesOf('before')
const FOLLOWING = namesOf('after')
/** Names in signs and in scripts without spaces: no word boundary need follow. */
const UNSPACED = /^[\p{Sc}\p{Script=Han}\p{scx=Kana}\p{Script=Hangul}\p{Script=Thai}]+$/u
const AMERICAN = '(?:us-|u\\.s\\. |us |american |amerikanisch\\p{L}* |américains? |американск\\p{L}+ |美国)'
const LINK = "(?:de |d'|di |of |od |af |من )"
const BEFORE = new RegExp(`(?:^|[^\\p{L}$])(${alternatives(LEADING.whole)})(?: za marekani)? ?$`, 'u')
const AFTER = new RegExp(
  `[ .-]{0,2}${LINK}?${AMERICAN}?(?:(${alternatives(FOLLOWING.open)})\\p{L}*|(${alternatives(FOLLOWING.whole.filter((name) => !UNSPACED.test(name)))})(?!\\p{L})|(${alternatives(FOLLOWING.whole.filter((name) => UNSPACED.test(name)))}))`,
  'uy',
)
/** Dollars of other countries. */
const NOT_AMERICAN = /^[ -]?(?:canad|kanad|austral|hong|singap|taiw|canad|канад|австрал|гонконг|كندي|استرالي|کانادا)/u
const LONGEST_BEFORE = 20

/** Currency of the amount that stands in the normal form from `start` to `end`, its multiplier included; null: none. */
export const currencyAt = (normal: string, start: number, end: number): string | null => {
  AFTER.lastIndex = end
  const found = AFTER.exec(normal)
  if (found !== null) {
    const code = FOLLOWING.codes.get(found[1] ?? found[2] ?? found[3] ?? '') ?? null
    return code === 'USD' && NOT_AMERICAN.test(normal.slice(AFTER.lastIndex, AFTER.lastIndex + LONGEST_BEFORE)) ? null : code
  }
  const before = BEFORE.exec(normal.slice(Math.max(0, start - LONGEST_BEFORE), start))?.[1]
  return before === undefined ? null : (LEADING.codes.get(before) ?? null)
}

/** Smaller sums are prices that any text may name. */
const SMALLEST = 1_000

/**
 * Sums of money, by currency and three digits: `$1.5 billion`, `15亿美元`, `1,5 млрд долларов` are `USD1.50e+9`. With two digits, different fines of one
 * week would be equal: 12.1 and 12.4 million. `counts`: the numbers of this normal form.
 */
export const moneyOf = (normal: string, counts: readonly Count[]): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { value, isShare, start, end } of counts) {
    if (isShare || value < SMALLEST) continue
    const currency = currencyAt(normal, start, end)
    if (currency !== null) found.add(`${currency}${value.toExponential(2)}`)
  }
  return found
}
