/** The top-level parts of a filter, each of which can be removed or added by itself. */
import { readableTokens, type Token, tokensOf } from '../../publish/filter/tokens.ts'

export type FilterPart = { readonly text: string; readonly tokens: readonly Token[] }

/** Splits a valid filter; alternatives (`a OR b`) are one part. */
export const partsOf = (text: string): readonly FilterPart[] => {
  const tokens = tokensOf(text)
  let depth = 0
  const starts: number[] = []
  for (const [index, { kind }] of tokens.entries()) {
    if (depth === 0 && kind === 'or') return [{ text, tokens }]
    if (depth === 0 && kind !== 'and' && kind !== 'close' && tokens[index - 1]?.kind !== 'not') starts.push(index)
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0
  }
  return starts.map((start, nth) => {
    const own = tokens.slice(start, starts[nth + 1]).filter(({ kind }) => kind !== 'and')
    const end = tokens[starts[nth + 1] ?? tokens.length]?.at ?? text.length
    return {
      text: text
        .slice(tokens[start]?.at, end)
        .replace(/\s+AND\s*$/, '')
        .trim(),
      tokens: own,
    }
  })
}

/** A filter with a further part. */
export const narrowedBy = (filter: string, part: string): string =>
  [hasAlternatives(filter) ? `(${filter})` : filter, part].filter((text) => text !== '').join(' ')

const hasAlternatives = (filter: string): boolean => {
  let depth = 0
  return readableTokens(filter).some(({ kind }) => {
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0
    return depth === 0 && kind === 'or'
  })
}

/** Whole days, `2026-11-24`; empty: no bound. `until` is the last day. */
export type DayRange = { readonly from: string; readonly until: string }

/** A valid filter without the days that bound it, and those days: what two date fields show. */
export const splitDays = (filter: string): { readonly rest: string; readonly days: DayRange } => {
  const days = { from: '', until: '' }
  const rest = partsOf(filter).filter((part) => {
    const bound = dayBound(part)
    if (bound === null || days[bound.side] !== '') return true
    days[bound.side] = bound.day
    return false
  })
  return { rest: rest.map(({ text }) => text).join(' '), days }
}

export const withDays = (filter: string, { from, until }: DayRange): string =>
  [from === '' ? '' : `after:${from}`, until === '' ? '' : `before:${dayAfter(until)}`]
    .filter((part) => part !== '')
    .reduce(narrowedBy, filter)

const DAY = /^\d{4}-\d\d-\d\d$/
const DAY_MS = 86_400_000

const dayBound = ({ tokens }: FilterPart): { readonly side: keyof DayRange; readonly day: string } | null => {
  const [token, second] = tokens
  if (token?.kind !== 'values' || second !== undefined) return null
  const day = token.values[0]?.text ?? ''
  if (!DAY.test(day)) return null
  if (token.field === 'after') return { side: 'from', day }
  return token.field === 'before' ? { side: 'until', day: dayBefore(day) } : null
}

const shifted = (day: string, by: number): string => {
  const at = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? day : new Date(at + by).toISOString().slice(0, 10)
}
const dayAfter = (day: string): string => shifted(day, DAY_MS)
const dayBefore = (day: string): string => shifted(day, -DAY_MS)
