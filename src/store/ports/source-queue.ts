/** Which sources are polled, when, and by whom; and how each of them does. */
import type { ClockError } from '../set-back-clock.ts'
import type { Instant, LanguageTag, SourceId } from '../../model/ids.ts'
import type { Incident, Source, SourceState } from '../../model/source.ts'

/** What one poll leaves behind in its source's row. */
export type PollRecord = Omit<SourceState, 'id' | 'url'> & { readonly url: string }

export type ClaimTerms = {
  readonly limit: number
  /** As many of one host may be leased at a time. */
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
  /** Takes over the configured sources: new ones are due at once,
   * a changed url resets validators, a changed `everyMs` the interval; vanished ones stay stored but are not polled. */
  syncSources(sources: readonly Source[], now: Instant): Promise<void>
  /** Hands out sources that are due, oldest first, and leases them: nobody else gets them until the lease ends. Hosts that
   * are full are passed over: one host's many sources don't keep others waiting. */
  claimDue(now: Instant, terms: ClaimTerms): Promise<readonly SourceState[]>
  /** Leases exactly this source, due or not; null if somebody holds it or it is unknown. */
  claim(source: SourceId, now: Instant, leaseMs: number): Promise<SourceState | null>
  /** False: another process polls it. */
  isOurs(source: SourceId): Promise<boolean>
  /** Gives a claim back without a poll. */
  release(source: SourceId): Promise<void>
  /** Earliest due time of all active sources; null if there is none. */
  nextDue(): Promise<Instant | null>
  /** Ends a poll that brought nothing new (304, same body, failure). Touches one row, frees the lease. */
  recordPoll(source: SourceId, poll: PollRecord): Promise<void>
  /** Makes all sources of this host wait (Retry-After with scope host). */
  deferHost(host: string, until: Instant): Promise<void>
  /** Moves all due times (and leases) by so much, and the last polls that they count from: the wall clock was set, and nobody
   * shall be polled early or starve for it. */
  shiftDue(byMs: number): Promise<void>
  /** The clock was set back to this time: what is stored as of more than a day later is of this time from now on, if the clock was ahead by more than a
   * month then. What publishers date stays. `behind`: the clock is wrong now, and nothing was changed. */
  setBack(now: Instant): Promise<ClockError | null>
  /** When the last poll of all was; null: there was none. Later than now: the clock was set back since. */
  newestPoll(): Promise<Instant | null>
  sourceSummaries(now: Instant): Promise<readonly SourceSummary[]>
  /** Looks at all sources that are polled, and notes incidents that began or ended. Returns how many incidents changed. */
  watchSources(now: Instant): Promise<number>
  /** Newest first, by when they were noticed or ended, whichever came later. */
  incidents(limit: number): Promise<readonly Incident[]>
}
