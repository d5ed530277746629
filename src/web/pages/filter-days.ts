/** The days that bound a filter, as two date fields show them. */
import { DAY } from '../../lib/durations.ts'
import { type FilterPart, joinFilters, partsOf } from '../filter-parts.ts'

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
  joinFilters([filter, from === '' ? '' : `after:${from}`, until === '' ? '' : `before:${dayAfter(until)}`])

const DATE = /^\d{4}-\d\d-\d\d$/

const dayBound = ({ tokens }: FilterPart): { readonly side: keyof DayRange; readonly day: string } | null => {
  const [token, second] = tokens
  if (token?.kind !== 'values' || second !== undefined) return null
  const day = token.values[0]?.text ?? ''
  if (!DATE.test(day)) return null
  if (token.field === 'after') return { side: 'from', day }
  return token.field === 'before' ? { side: 'until', day: dayBefore(day) } : null
}

const shifted = (day: string, by: number): string => {
  const at = DATE.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? day : new Date(at + by).toISOString().slice(0, 10)
}
const dayAfter = (day: string): string => shifted(day, DAY)
const dayBefore = (day: string): string => shifted(day, -DAY)
