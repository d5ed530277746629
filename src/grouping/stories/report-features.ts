/** What of a report is compared with other reports. It is stored, and so survives a restart. */
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { HeadlineWords } from '../features/headline-words.ts'
import type { Facts } from '../features/report-facts.ts'
import type { TermVector } from '../features/term-vector.ts'

export type ReportFeatures = {
  readonly language: LanguageTag
  readonly source: string
  /** When it was published. */
  readonly at: Instant
  readonly headline: HeadlineWords
  readonly terms: TermVector
  readonly facts: Facts
  /** The sentence vector of title and opening; null: there is no model, or it gave none. */
  readonly vector: Int8Array | null
  readonly density: Density
  /** When the first report of its story was published. */
  readonly begunAt: Instant
  /** The article that first told what it tells of its story's event; itself where it tells something new. */
  readonly phase: string
}

/** A report's mean cosine to the nearest reports in its own language, and in all others, when it came: from 0 to 1. */
export type Density = { readonly own: number; readonly other: number }
