import { DAY, HOUR, MINUTE } from '../lib/durations.ts'
import type { AnswerFacts } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import type { ParsedFeed } from '../model/parsed-item.ts'
import { afterCrash, type CrashFailure } from '../model/quarantine.ts'
import type { PublisherHints, Source, SourceFailure, SourceState } from '../model/source.ts'
import { LONGEST_HINT_MS } from './headers.ts'

export type PollEvent =
  /** Fetched and parsed. `changed`: how many items were new or revised. */
  | {
      readonly kind: 'read'
      readonly facts: AnswerFacts
      readonly bodyHash: string
      readonly feed: ReadFacts
      readonly changed: number
      readonly sitemaps?: SourceState['sitemaps']
    }
  | { readonly kind: 'unchanged'; readonly facts: AnswerFacts; readonly sitemaps?: SourceState['sitemaps'] }
  /** Pushed to us, and parsed. It does not count as a poll. */
  | { readonly kind: 'pushed'; readonly bodyHash: string; readonly feed: ReadFacts; readonly changed: number }
  /** Not fetched, or unreadable: nothing of the response is stored. */
  | { readonly kind: 'failed'; readonly failure: SourceFailure; readonly retryAfterMs: number | null }
  /** Reading a fetched or pushed document ended its thread. */
  | { readonly kind: 'crashed'; readonly failure: CrashFailure; readonly via: 'poll' | 'push' }

export type ReadFacts = Pick<
  ParsedFeed,
  'format' | 'encoding' | 'title' | 'link' | 'language' | 'minimumIntervalMs' | 'skipHours' | 'skipDays' | 'readByFallback'
>

/** Consecutive polls that must be redirected to the same address, and find the feed there, before a source moves. */
const MOVE_AFTER = 3
/** Consecutive failures after which a moved source returns to its configured address. */
const RETURN_AFTER = 5

type Timing = {
  readonly now: Instant
  /** A random number from 0 to 1, for jitter, which spreads the polls of sources over time. */
  readonly chance: number
  /** True: new items are pushed to us, and polls only find what pushes miss. */
  readonly isPushed?: boolean
}

export const nextPoll = (state: SourceState, source: Source, event: PollEvent, timing: Timing): SourceState => {
  const { now, chance, isPushed = false } = timing
  const checked = { now, chance: Number.isFinite(chance) ? Math.min(Math.max(chance, 0), 1) : 0.5, isPushed }
  switch (event.kind) {
    case 'read':
      return afterRead(state, source, event, checked)
    case 'unchanged':
      return afterGoodAnswer(state, source, { ...event, changed: false }, checked)
    case 'pushed':
      return { ...state, ...readFacts(state, event, now) }
    case 'failed':
      return afterFailure(state, source, event, checked)
    case 'crashed': {
      const { failure, via } = event
      const failed = via === 'push' ? state : afterFailure(state, source, { failure, retryAfterMs: null }, checked)
      return { ...failed, ...afterCrash(state, failure.detail, now) }
    }
  }
}

type CheckedTiming = Required<Timing>

/** The polling interval of a source that pushes is this many times as long, within its bounds. */
const PUSHED_FACTOR = 4

const afterRead = (
  state: SourceState,
  source: Source,
  event: Extract<PollEvent, { kind: 'read' }>,
  timing: CheckedTiming,
): SourceState => {
  const { feed, facts, sitemaps } = event
  const changed = event.changed > 0
  const { minimumIntervalMs, skipHours, skipDays } = feed
  const publisherHints = { ...state.publisherHints, minimumIntervalMs, skipHours, skipDays }
  return {
    ...afterGoodAnswer({ ...state, publisherHints }, source, { facts, sitemaps, changed }, timing),
    ...readFacts(state, event, timing.now),
  }
}

type Read = { readonly bodyHash: string; readonly feed: ReadFacts; readonly changed: number }

const readFacts = (state: SourceState, { bodyHash, feed, changed }: Read, now: Instant) => ({
  bodyHash,
  changedAt: changed > 0 ? now : state.changedAt,
  format: feed.format,
  encoding: feed.encoding,
  feedTitle: feed.title,
  feedLink: feed.link,
  feedLanguage: feed.language,
  crashes: 0,
  fallbackReads: state.fallbackReads + (feed.readByFallback ? 1 : 0),
})

type GoodAnswer = Pick<Extract<PollEvent, { kind: 'unchanged' }>, 'facts' | 'sitemaps'> & { readonly changed: boolean }

const afterGoodAnswer = (
  state: SourceState,
  source: Source,
  { facts, sitemaps = null, changed }: GoodAnswer,
  { now, chance, isPushed }: CheckedTiming,
): SourceState => {
  // At the first read every item is new, which says nothing about how often the source changes. Neither does a poll without new items where items are pushed.
  const isUninformative = state.okAt === null || (isPushed && !changed)
  const intervalMs = isUninformative
    ? storedInterval(state.intervalMs, source)
    : adaptedInterval(state.intervalMs, source, changed)
  const freshForMs = facts.freshForMs ?? state.publisherHints?.freshForMs ?? 0
  const hints = withFreshness(state.publisherHints ?? null, freshForMs)
  const floorMs = Math.max(freshForMs, hints?.minimumIntervalMs ?? 0)
  const delayWith = (floor: number): number =>
    delayAfterSuccess(isPushed ? intervalMs * PUSHED_FACTOR : intervalMs, source, { floorMs: floor, chance })
  const due = scheduled({ now, chance, hints, askedMs: floorMs }, delayWith)
  return {
    ...state,
    ...addressAfter(state, facts.movedTo),
    ...due,
    intervalMs,
    etag: facts.etag,
    lastModified: facts.lastModified,
    sitemaps,
    polledAt: now,
    okAt: now,
    failures: 0,
    failure: null,
    crashes: 0,
    gone: false,
  }
}

const withFreshness = (hints: PublisherHints | null, freshForMs: number): PublisherHints | null => {
  const { freshForMs: _before, ...others } = hints ?? NONE
  if (freshForMs > 0) return { ...others, freshForMs }
  return hints === null ? null : others
}

type Asked = { readonly now: Instant; readonly chance: number; readonly hints: PublisherHints | null; readonly askedMs: number }

/** When the next poll is due, and with `notBefore` the part of that delay which the publisher's hints cause. Restarts and reloads must not shorten it. */
const scheduled = (
  { now, chance, hints, askedMs }: Asked,
  delayWith: (askedMs: number) => number,
): Pick<SourceState, 'nextDue' | 'publisherHints'> => {
  const nextDue = dueAfter(now, delayWith(askedMs), hints, chance)
  const asked = askedMs > 0 ? now + Math.min(askedMs, LONGEST_HINT_MS) : null
  const notBefore = nextDue > now + delayWith(0) ? nextDue : asked
  if (hints === null && notBefore === null) return { nextDue, publisherHints: null }
  return { nextDue, publisherHints: { ...(hints ?? NONE), notBefore } }
}
const NONE: PublisherHints = { minimumIntervalMs: null, skipHours: [], skipDays: [] }

type Address = Pick<SourceState, 'url' | 'movedTo' | 'movedPolls'>

/** A permanent redirect moves the source once several consecutive polls have found the feed behind it. */
const addressAfter = (state: SourceState, movedTo: string | null): Address => {
  if (movedTo === null || movedTo === state.url) return { url: state.url, movedTo: null, movedPolls: 0 }
  const movedPolls = movedTo === state.movedTo ? state.movedPolls + 1 : 1
  if (movedPolls >= MOVE_AFTER) return { url: movedTo, movedTo: null, movedPolls: 0 }
  return { url: state.url, movedTo, movedPolls }
}

const afterFailure = (
  state: SourceState,
  source: Source,
  { failure, retryAfterMs }: Pick<Extract<PollEvent, { kind: 'failed' }>, 'failure' | 'retryAfterMs'>,
  { now, chance }: CheckedTiming,
): SourceState => {
  const failures = state.failures + 1
  const hasMoved = state.url !== source.url
  const isGone = failure.kind === 'gone'
  const returns = hasMoved && (isGone || failures >= RETURN_AFTER)
  const intervalMs = storedInterval(state.intervalMs, source)
  const asked = { now, chance, hints: state.publisherHints ?? null, askedMs: retryAfterMs ?? 0 }
  const due = scheduled(asked, (askedMs) =>
    delayAfterFailure(intervalMs, { failures: returns ? 1 : failures, retryAfterMs: askedMs, chance }),
  )
  return {
    ...state,
    ...(returns || rejectsValidators(failure) ? NO_VALIDATORS : {}),
    url: returns ? source.url : state.url,
    movedTo: null,
    movedPolls: 0,
    ...due,
    intervalMs,
    polledAt: now,
    failures,
    failure,
    gone: isGone && !hasMoved,
  }
}

/** Cleared when the address changes: validators are valid only at the address that sent them. */
const NO_VALIDATORS = { etag: null, lastModified: null, sitemaps: null }
/** 412 Precondition Failed: the server would reject the same validators at every poll. */
const rejectsValidators = (failure: SourceFailure): boolean => failure.kind === 'refused' && failure.status === 412

/** The interval is halved after a change, and grows by a fifth otherwise: it converges where about one poll in five finds something new. */
const AFTER_CHANGE = 0.5
const AFTER_NOTHING = 1.2
/** The range of the jitter, as a share of the delay. Sources that were first polled together drift apart. */
const JITTER = 0.15
/** Polls that skipHours or skipDays delay to the same full hour are spread over its first half. */
const FULL_HOUR_JITTER_MS = 30 * MINUTE

type Range = Pick<Source, 'everyMs' | 'minMs' | 'maxMs'>

const storedInterval = (intervalMs: number, source: Range): number =>
  within(Number.isFinite(intervalMs) && intervalMs > 0 ? intervalMs : source.everyMs, source)

const adaptedInterval = (intervalMs: number, source: Range, changed: boolean): number =>
  within(storedInterval(intervalMs, source) * (changed ? AFTER_CHANGE : AFTER_NOTHING), source)

const within = (intervalMs: number, { minMs, maxMs }: Range): number =>
  Math.round(Math.min(Math.max(intervalMs, minMs), Math.max(minMs, maxMs)))

type Floor = { readonly floorMs: number; readonly chance: number }

/** The interval with jitter, within the source's bounds; never shorter than `floorMs`, of which at most a day counts. */
const delayAfterSuccess = (intervalMs: number, source: Range, { floorMs, chance }: Floor): number => {
  const delay = within(intervalMs * (1 - JITTER / 2) + jitterOf(intervalMs, chance), source)
  return Math.max(delay, hintWithJitter(floorMs, chance))
}

type Failures = { readonly failures: number; readonly retryAfterMs: number; readonly chance: number }

/** The first failure does not change the delay; each further consecutive one doubles it, up to a day. Of a Retry-After, at most a day counts. */
const delayAfterFailure = (intervalMs: number, { failures, retryAfterMs, chance }: Failures): number => {
  const doubled = intervalMs * 2 ** Math.min(Math.max(failures - 1, 0), 30)
  const delay = doubled + jitterOf(Math.min(doubled, DAY), chance)
  // Back-off never makes a source slower than once a day, unless its interval is longer.
  const longest = Math.max(intervalMs, DAY - jitterOf(DAY, 1 - chance))
  return Math.max(Math.min(delay, longest), hintWithJitter(retryAfterMs, chance))
}

/** The hint's delay with jitter added; at most a day. */
const hintWithJitter = (hintMs: number, chance: number): number =>
  Math.ceil(Math.min(hintMs + jitterOf(Math.min(hintMs, HOUR), chance), LONGEST_HINT_MS))

const jitterOf = (delayMs: number, chance: number): number => Math.round(delayMs * JITTER * chance)

/** The end of the delay; later where the feed's skipHours or skipDays (UTC) exclude that time, but at most a day from now. */
const dueAfter = (now: Instant, delayMs: number, hints: PublisherHints | null, chance: number): Instant => {
  const due = Math.ceil(now + delayMs)
  const latest = Math.max(due, now + LONGEST_HINT_MS)
  // Hints that exclude every hour or every day are ignored.
  if (hints === null || !isSkipped(due, hints) || !hasAllowedTime(hints)) return due
  for (let start = (Math.floor(due / HOUR) + 1) * HOUR; start < latest; start += HOUR) {
    if (!isSkipped(start, hints)) return Math.min(start + Math.round(FULL_HOUR_JITTER_MS * chance), latest)
  }
  return latest
}

const isSkipped = (at: Instant, { skipHours, skipDays }: PublisherHints): boolean => {
  const day = Math.floor(at / DAY)
  // 1970-01-01 was a Thursday.
  return skipHours.includes(Math.floor((at - day * DAY) / HOUR)) || skipDays.includes((day + 4) % 7)
}

const hasAllowedTime = ({ skipHours, skipDays }: PublisherHints): boolean =>
  new Set(skipHours).size < 24 && new Set(skipDays).size < 7
