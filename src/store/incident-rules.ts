/** When a source is worth an operator's look. The same on every engine. */
import { DAY } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import type { Incident, IncidentKind, SourceState } from '../model/source.ts'

/** An outage of a night is nobody's business. */
const FAILING_MS = DAY
const FAILURES = 3
/** One that never answered has no last good answer to count from: so many polls, which by then are hours apart. */
const FAILURES_AT_FIRST = 5
/** A source is silent after six times its usual gap between articles, but not before a week and at the latest after a quarter. */
const GAPS = 6
export const QUIET_MS = 7 * DAY
const QUARTER = 90 * DAY
/** Too few articles to know a gap. */
const FEW_ARTICLES = 3
const FEW_QUIET_MS = 60 * DAY

/** How often a source brings articles: how many, and from when to when. */
export type Rhythm = { readonly articles: number; readonly from: Instant; readonly to: Instant }

export type Watched = {
  readonly configuredUrl: string
  readonly state: SourceState
  /** Null: not asked for, it has brought something lately. */
  readonly rhythm: Rhythm | null
  /** At the last look; null: this is the first. */
  readonly seen: Seen | null
}
export type Seen = { readonly format: string | null; readonly language: string | null; readonly fallbackReads: number }

/** What is so now, or has just happened. */
export type Trouble = Pick<Incident, 'kind' | 'since' | 'before' | 'after' | 'failure'>

const LASTING: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['silent', 'moved', 'gone', 'failing'])
export const lasts = (kind: IncidentKind): boolean => LASTING.has(kind)

export const troublesOf = (watched: Watched, now: Instant): readonly Trouble[] => [
  ...lastingTroubles(watched, now),
  ...changesSince(watched),
]

const NOTHING = { since: null, before: null, after: null, failure: null } as const

const lastingTroubles = ({ configuredUrl, state, rhythm }: Watched, now: Instant): readonly Trouble[] => {
  const { url, failure, okAt, changedAt } = state
  if (state.gone) return [{ ...NOTHING, kind: 'gone' }]
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
  // en and en-GB are one language.
  if (isOther(seen?.language?.split('-')[0], feedLanguage?.split('-')[0]))
    troubles.push({ ...NOTHING, kind: 'language', before: seen?.language ?? null, after: feedLanguage })
  return troubles
}

/** What was not said before, or is no longer said, is no change. */
const isOther = (before: string | null | undefined, after: string | null | undefined): boolean =>
  typeof before === 'string' && typeof after === 'string' && before !== after

/** What is seen now, keeping what this time was not said. */
export const seenNow = ({ state, seen }: Watched): Seen => ({
  format: state.format ?? seen?.format ?? null,
  language: state.feedLanguage ?? seen?.language ?? null,
  fallbackReads: state.fallbackReads,
})
