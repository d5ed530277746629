/** Counts by day, and the summary of a source made of them, on every engine. */
import { DAY } from '../lib/durations.ts'
import type { SourceSummary } from './ports/source-queue.ts'
import type { DayCount } from './ports/story-search.ts'
import { type SourceRow, toSourceState } from './sources/source-rows.ts'

/** The day as `2026-11-24`, UTC. `day`: days since 1970. */
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

/** `day`: days since 1970. */
export type DayCountRow = { readonly day: number; readonly language: string; readonly articles: number }

/** Adds up partial counts, by day and language. */
export const createDayCounts = () => {
  const counted = new Map<string, DayCount>()
  return {
    add({ day, language, articles }: DayCountRow): void {
      const text = dayText(day)
      const key = `${text} ${language}`
      counted.set(key, { day: text, language, articles: articles + (counted.get(key)?.articles ?? 0) })
    },
    /** By day, then by language. */
    all: (): readonly DayCount[] =>
      [...counted.values()].toSorted((a, b) => (a.day === b.day ? order(a.language, b.language) : order(a.day, b.day))),
  }
}
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** How many days a summary covers. */
export const SUMMARY_DAYS = 30

/** Counts of all sources, by source number. `ago`: days before today. */
export type SourceCounts = {
  readonly languages: readonly {
    readonly source: number
    readonly language: string
    readonly articles: number
    readonly newest: number
  }[]
  readonly items: readonly { readonly source: number; readonly items: number }[]
  readonly days: readonly { readonly source: number; readonly ago: number; readonly items: number }[]
}

export const summaryOf = (counts: SourceCounts): ((row: SourceRow) => SourceSummary) => {
  const languages = Map.groupBy(counts.languages, ({ source }) => source)
  const items = new Map(counts.items.map((row) => [row.source, row.items]))
  const days = Map.groupBy(counts.days, ({ source }) => source)
  return (row) => {
    const own = languages.get(row.n) ?? []
    const perDay = Array.from<number>({ length: SUMMARY_DAYS }).fill(0)
    for (const { ago, items: count } of days.get(row.n) ?? []) perDay[SUMMARY_DAYS - 1 - ago] = count
    return {
      ...toSourceState(row),
      name: row.name,
      items: items.get(row.n) ?? 0,
      articles: own.reduce((sum, { articles }) => sum + articles, 0),
      newestAt: own.length === 0 ? null : Math.max(...own.map(({ newest }) => newest)),
      perDay,
      languages: own.map(({ language, articles }) => ({ language, articles })).toSorted((a, b) => b.articles - a.articles),
    }
  }
}
