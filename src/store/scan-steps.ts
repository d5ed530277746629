/** How a scan of the published order is cut into steps, on every engine. */
import { type Filter, readsText } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import type { Grouping } from '../model/taxonomy.ts'
import { pace, type QueryBudget } from './ports/query-budget.ts'
import type { ArrivalQuery } from './ports/story-search.ts'
import type { Position } from './position-streams.ts'

/** One entry with an article that meets the filter, and the numbers of all its articles that do. */
export type Match = Position & { readonly articles: readonly number[] }
export type Batch = {
  readonly matches: readonly Match[]
  /** How many entries were looked at. */
  readonly lookedAt: number
  /** The last position looked at; null: there is nothing after it. */
  readonly reached: Position | null
}

export type ScanOptions = {
  readonly grouping: Grouping
  readonly before: Position
  readonly wanted: number
  readonly budget: QueryBudget
}

export type ArrivalScan = Pick<ArrivalQuery, 'from' | 'direction'> & { readonly wanted: number; readonly budget: QueryBudget }

/** SQLite answers synchronously, PostgreSQL with a promise. */
export type Answer<Value> = Value | Promise<Value>

/** Where an engine finds the entries of one filter. */
export type EntryFinder = {
  /** Up to `most` entries after a position, in the published order, every matching entry among them; fewer: there are no more. */
  readonly candidates: (from: Position, most: number) => Answer<readonly Position[]>
  /** By entry: its articles that meet the filter; entries without one are left out. Null: each entry is an article, and every one matches. */
  readonly meeting: ((entries: readonly number[]) => Answer<ReadonlyMap<number, readonly number[]>>) | null
}

/** Scans the published order after `before`, until the last entry or until the consumer stops. */
export async function* scanInSteps(
  { candidates, meeting }: EntryFinder,
  filter: Filter,
  { before, wanted, budget }: Omit<ScanOptions, 'grouping'>,
): AsyncGenerator<Batch> {
  const steps = pace(budget, batchesFor(filter, wanted))
  let size = steps.first
  let from = before
  for (;;) {
    const positions = await candidates(from, size)
    steps.begin()
    const last = positions.at(-1)
    const reached = positions.length < size || last === undefined ? null : last
    const met = meeting === null || positions.length === 0 ? null : await meeting(positions.map(({ n }) => n))
    budget.spend(positions.length)
    yield { matches: matchesAt(positions, met), lookedAt: positions.length, reached }
    if (reached === null) return
    from = reached
    size = await steps.next(positions.length)
  }
}

const matchesAt = (positions: readonly Position[], met: ReadonlyMap<number, readonly number[]> | null): readonly Match[] =>
  positions.flatMap(({ at, n }): Match[] => {
    const articles = met === null ? [n] : met.get(n)
    return articles === undefined ? [] : [{ at, n, articles }]
  })

export const NEWEST: Position = { at: Number.MAX_SAFE_INTEGER, n: Number.MAX_SAFE_INTEGER }
const FIRST_BATCH = 64
const SMALLEST_BATCH = 256
const LARGEST_BATCH = 4_096
/** Step sizes for filters with regular expressions, which read every text; an expression's first text takes many times as long as the others. */
const READING = { first: 1, largest: 512 }

/** The first batch is enough for most filters; the next ones are as large as fits into a slice of time. */
export const batchesFor = (filter: Filter, wanted: number): Parameters<typeof pace>[1] =>
  readsText(filter) ? READING : { first: Math.max(wanted, FIRST_BATCH), smallest: SMALLEST_BATCH, largest: LARGEST_BATCH }

/** The most entries looked at for one page. Where few match, the page is short and its cursor continues there. */
export const MOST_LOOKED_AT = 300_000
/** The same for filters with regular expressions, which read every text. */
export const MOST_READ = 20_000
/** How many of the newest matching articles a list by relevance ranks. */
export const MOST_RANKED = 2_000

/** How many matches a count wants from the first step. */
export const COUNTED_AT_ONCE = 512

/** The earliest publication time that the filter allows; -Infinity: it sets none. */
export const earliestIn = (filter: Filter): Instant => {
  if (filter.kind === 'after') return filter.at
  return filter.kind === 'and' ? Math.max(...filter.of.map(earliestIn)) : Number.NEGATIVE_INFINITY
}
