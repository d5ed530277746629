/** Which sources are polled, when and by which process, and the state of each. */
import type { ClockError } from '../set-back-clock.ts'
import type { Instant, LanguageTag, SourceId } from '../../model/ids.ts'
import type { Source, SourceState } from '../../model/source.ts'

/** The new state that one poll writes into its source's row. */
export type PollRecord = Omit<SourceState, 'id' | 'url'> & { readonly url: string }

export type ClaimTerms = {
  readonly limit: number
  /** The most sources of one host that may be leased at a time. */
  readonly perHost: number
  readonly leaseMs: number
}

export type SourceSummary = SourceState & {
  readonly name: string
  readonly items: number
  readonly articles: number
  readonly newestAt: Instant | null
  /** Items first seen per day, the last 30 days, oldest first. */
  readonly perDay: readonly number[]
  readonly languages: readonly { readonly language: LanguageTag; readonly articles: number }[]
}

export interface SourceQueue {
  /** Stores the configured sources: new ones are due at once, a changed url resets validators, a changed `everyMs` the interval; sources that
   * are no longer configured stay stored but are not polled. */
  syncSources(sources: readonly Source[], now: Instant): Promise<void>
  /** Records a poll that brought nothing new (304, same body, failure): updates one row and ends the lease. */
  recordPoll(source: SourceId, poll: PollRecord): Promise<void>
  /** Moves all due times, leases and times of last polls by this much, because the wall clock was set: no source is polled too early or too late. */
  shiftDue(byMs: number): Promise<void>
  /** The clock was set back to `now`: stored times more than a day later become `now`, if the clock was ahead by more than a month. Dates of
   * publishers stay. `behind`: the clock is wrong now, and nothing was changed. */
  setBack(now: Instant): Promise<ClockError | null>
  sourceSummaries(now: Instant): Promise<readonly SourceSummary[]>
}
