/** When a source has an incident that the operator should see, on every engine. */
import { DAY } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import type { Incident, IncidentKind, SourceState } from '../../model/source.ts'

/** A source is failing after at least FAILURES failed polls and FAILING_MS without a successful one: shorter outages are not reported. */
const FAILING_MS = DAY
const FAILURES = 3
/** The same number for a source that never answered: the polls are hours apart by then. */
const FAILURES_AT_FIRST = 5
/** A source is silent after six times its usual gap between articles, but not before a week and at the latest after 90 days. */
const GAPS = 6
export const QUIET_MS = 7 * DAY
const QUARTER = 90 * DAY
/** With fewer articles than this no gap can be computed, and FEW_QUIET_MS counts. */
const FEW_ARTICLES = 3
const FEW_QUIET_MS = 60 * DAY

/** How often a source delivers articles: their number, and the times of the first and the last. */
export type Rhythm = { readonly articles: number; readonly from: Instant; readonly to: Instant }

export type Watched = {
  readonly configuredUrl: string
  readonly state: SourceState
  /** Null: not loaded, because the source has delivered something lately. */
  readonly rhythm: Rhythm | null
  /** What was seen at the last check; null: this is the first one. */
  readonly seen: Seen | null
}
export type Seen = { readonly format: string | null; readonly language: string | null; readonly fallbackReads: number }

/** A condition that exists now, or a change since the last check. */
export type Trouble = Pick<Incident, 'kind' | 'since' | 'before' | 'after' | 'failure'>

const LASTING: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['silent', 'moved', 'gone', 'failing', 'quarantined'])
export const lasts = (kind: IncidentKind): boolean => LASTING.has(kind)

export const troublesOf = (watched: Watched, now: Instant): readonly Trouble[] => [
  ...lastingTroubles(watched, now),
  ...changesSince(watched),
]

const NOTHING = { since: null, before: null, after: null, failure: null } as const

const lastingTroubles = ({ configuredUrl, state, rhythm }: Watched, now: Instant): readonly Trouble[] => {
  const { url, failure, okAt, changedAt } = state
  if (state.gone) return [{ ...NOTHING, kind: 'gone' }]
  if (failure?.kind === 'quarantined') return [{ ...NOTHING, kind: 'quarantined', since: okAt, failure }]
  if (isFailing(state, now)) return [{ ...NOTHING, kind: 'failing', since: okAt, failure }]
  const troubles: Trouble[] = []
  if (url !== configuredUrl) troubles.push({ ...NOTHING, kind: 'moved', before: configuredUrl, after: url })
  if (changedAt !== null && rhythm !== null && now - changedAt >= quietFor(rhythm))
    troubles.push({ ...NOTHING, kind: 'silent', since: changedAt })
  return troubles
}

const isFailing = ({ failure, failures, okAt }: SourceState, now: Instant): boolean => {
  if (failure === null) return false
  return okAt === null ? failures >= FAILURES_AT_FIRST : failures >= FAILURES && now - okAt >= FAILING_MS
}

const quietFor = ({ articles, from, to }: Rhythm): number => {
  if (articles < FEW_ARTICLES) return FEW_QUIET_MS
  return Math.min(Math.max(QUIET_MS, (GAPS * (to - from)) / (articles - 1)), QUARTER)
}

const changesSince = ({ state, seen }: Watched): readonly Trouble[] => {
  const troubles: Trouble[] = []
  if (state.fallbackReads > (seen?.fallbackReads ?? 0)) troubles.push({ ...NOTHING, kind: 'rescued' })
  const { format, feedLanguage } = state
  if (isOther(seen?.format, format)) troubles.push({ ...NOTHING, kind: 'format', before: seen?.format ?? null, after: format })
  // en and en-GB count as one language.
  if (isOther(seen?.language?.split('-')[0], feedLanguage?.split('-')[0]))
    troubles.push({ ...NOTHING, kind: 'language', before: seen?.language ?? null, after: feedLanguage })
  return troubles
}

/** A value that was missing before, or is missing now, is no change. */
const isOther = (before: string | null | undefined, after: string | null | undefined): boolean =>
  typeof before === 'string' && typeof after === 'string' && before !== after

/** What this check saw; a value that is missing this time stays as it was. */
export const seenNow = ({ state, seen }: Watched): Seen => ({
  format: state.format ?? seen?.format ?? null,
  language: state.feedLanguage ?? seen?.language ?? null,
  fallbackReads: state.fallbackReads,
})
