import type { Instant, LanguageTag } from '../../model/ids.ts'

export type DateHints = {
  /** Of the text around: settles 3/4/2026, names of months, and local clocks. */
  readonly language: LanguageTag | null
  /** Completes dates without a year (pages); null: such a date is none. */
  readonly now: Instant | null
  /** Where a time without a zone is meant, in minutes east of UTC. */
  readonly offset: number
}

export const NO_HINTS: DateHints = { language: null, now: null, offset: 0 }
