/** How a scan of the published order is cut into steps. The same on every engine. */
import { type Filter, readsText } from '../model/filter.ts'
import type { Grouping } from '../model/taxonomy.ts'
import type { pace, QueryBudget } from './ports/query-budget.ts'
import type { Position } from './position-streams.ts'

/** One entry that meets the filter, with the numbers of the articles in it that do. */
export type Match = Position & { readonly articles: readonly number[] }
export type Batch = {
  readonly matches: readonly Match[]
  /** Entries looked at. */
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

export const NEWEST: Position = { at: Number.MAX_SAFE_INTEGER, n: Number.MAX_SAFE_INTEGER }
const FIRST_BATCH = 64
const SMALLEST_BATCH = 256
const LARGEST_BATCH = 4_096
/** Regular expressions read every text, and the first one they meet takes them many times as long as the others. */
const READING = { first: 1, largest: 512 }

/** The first batch satisfies most filters; the next ones are as large as fits into a slice of time. */
export const batchesFor = (filter: Filter, wanted: number): Parameters<typeof pace>[1] =>
  readsText(filter) ? READING : { first: Math.max(wanted, FIRST_BATCH), smallest: SMALLEST_BATCH, largest: LARGEST_BATCH }
