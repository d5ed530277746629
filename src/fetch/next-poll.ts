import type { AnswerFacts } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import type { ParsedFeed } from '../model/parsed-item.ts'
import type { Source, SourceFailure, SourceState } from '../model/source.ts'
import { adaptedInterval, delayAfterFailure, delayAfterSuccess, dueAfter, keptInterval } from './poll-delay.ts'

/** What one poll came to, as far as it matters to the next. */
export type PollEvent =
  /** Read whole. `changed`: how many items were new or revised. */
  | {
      readonly kind: 'read'
      readonly facts: AnswerFacts
      readonly bodyHash: string
      readonly feed: ReadFacts
      readonly changed: number
    }
  | { readonly kind: 'unchanged'; readonly facts: AnswerFacts }
  /** Pushed to us, and read whole. Says nothing about polls. */
  | { readonly kind: 'pushed'; readonly bodyHash: string; readonly feed: ReadFacts; readonly changed: number }
  /** Not fetched, or fetched and not readable: nothing of the answer is kept. */
  | { readonly kind: 'failed'; readonly failure: SourceFailure; readonly retryAfterMs: number | null }

export type ReadFacts = Pick<
  ParsedFeed,
  'format' | 'encoding' | 'title' | 'link' | 'language' | 'minimumIntervalMs' | 'skipHours' | 'skipDays' | 'rescued'
>

/** Polls in a row that must name the same new place, and find the feed there, before a source moves. */
const MOVE_AFTER = 3
/** Failures in a row after which a moved source is looked for at its configured address again. */
const RETURN_AFTER = 5

type Given = {
  readonly now: Instant
  /** From 0 to 1: spreads sources over the cycle. */
  readonly chance: number
  /** What is new is pushed to us; polls only make sure. */
  readonly isPushed?: boolean
}

/** The source's state after a poll or a push. A pure function of its arguments. */
export const nextPoll = (state: SourceState, source: Source, event: PollEvent, given: Given): SourceState => {
  const { now, chance, isPushed = false } = given
  const dice = { now, chance: Number.isFinite(chance) ? Math.min(Math.max(chance, 0), 1) : 0.5, isPushed }
  switch (event.kind) {
    case 'read':
      return afterRead(state, source, event, dice)
    case 'unchanged':
      return afterGoodAnswer(state, source, { facts: event.facts, changed: false }, dice)
    case 'pushed':
      return { ...state, ...readFacts(state, event, now) }
    case 'failed':
      return afterFailure(state, source, event, dice)
  }
}

type Dice = Required<Given>

/** Polls of a source that pushes are so much further apart, within its bounds. */
const PUSHED_FACTOR = 4

const afterRead = (
  state: SourceState,
  source: Source,
  event: Extract<PollEvent, { kind: 'read' }>,
  dice: Dice,
): SourceState => {
  const { feed, facts } = event
  const changed = event.changed > 0
  const { minimumIntervalMs, skipHours, skipDays } = feed
  const wishes = { minimumIntervalMs, skipHours, skipDays }
  return {
    ...afterGoodAnswer({ ...state, wishes }, source, { facts, changed }, dice),
    ...readFacts(state, event, dice.now),
  }
}

type Read = { readonly bodyHash: string; readonly feed: ReadFacts; readonly changed: number }

/** What a document tells, however it came. */
const readFacts = (state: SourceState, { bodyHash, feed, changed }: Read, now: Instant) => ({
  bodyHash,
  changedAt: changed > 0 ? now : state.changedAt,
  format: feed.format,
  encoding: feed.encoding,
  feedTitle: feed.title,
  feedLink: feed.link,
  feedLanguage: feed.language,
  rescues: state.rescues + (feed.rescued ? 1 : 0),
})

type GoodAnswer = { readonly facts: AnswerFacts; readonly changed: boolean }

const afterGoodAnswer = (
  state: SourceState,
  source: Source,
  { facts, changed }: GoodAnswer,
  { now, chance, isPushed }: Dice,
): SourceState => {
  // Everything is new in a source that was never read: that says nothing about how often it changes. Nor does a poll that brings
  // nothing because a push came before it.
  const saysNothing = state.okAt === null || (isPushed && !changed)
  const intervalMs = saysNothing ? keptInterval(state.intervalMs, source) : adaptedInterval(state.intervalMs, source, changed)
  const wishes = state.wishes ?? null
  const delayMs = delayAfterSuccess(isPushed ? intervalMs * PUSHED_FACTOR : intervalMs, source, {
    floors: [facts.freshForMs, wishes?.minimumIntervalMs ?? null],
    chance,
  })
  return {
    ...state,
    ...placeAfter(state, facts.movedTo),
    nextDue: dueAfter(now, delayMs, wishes, chance),
    intervalMs,
    etag: facts.etag,
    lastModified: facts.lastModified,
    polledAt: now,
    okAt: now,
    failures: 0,
    failure: null,
    gone: false,
    wishes,
  }
}

type Place = Pick<SourceState, 'url' | 'movedTo' | 'movedPolls'>

/** A permanent redirect is believed once several polls in a row have found the feed behind it. */
const placeAfter = (state: SourceState, movedTo: string | null): Place => {
  if (movedTo === null || movedTo === state.url) return { url: state.url, movedTo: null, movedPolls: 0 }
  const movedPolls = movedTo === state.movedTo ? state.movedPolls + 1 : 1
  if (movedPolls >= MOVE_AFTER) return { url: movedTo, movedTo: null, movedPolls: 0 }
  return { url: state.url, movedTo, movedPolls }
}

const afterFailure = (
  state: SourceState,
  source: Source,
  { failure, retryAfterMs }: Extract<PollEvent, { kind: 'failed' }>,
  { now, chance }: Dice,
): SourceState => {
  const failures = state.failures + 1
  const hasMoved = state.url !== source.url
  const isGone = failure.kind === 'gone'
  const returns = hasMoved && (isGone || failures >= RETURN_AFTER)
  const intervalMs = keptInterval(state.intervalMs, source)
  const delayMs = delayAfterFailure(intervalMs, { failures: returns ? 1 : failures, retryAfterMs, chance })
  return {
    ...state,
    ...(returns || refusesConditions(failure) ? NO_VALIDATORS : {}),
    url: returns ? source.url : state.url,
    movedTo: null,
    movedPolls: 0,
    nextDue: dueAfter(now, delayMs, state.wishes ?? null, chance),
    intervalMs,
    polledAt: now,
    failures,
    failure,
    gone: isGone && !hasMoved,
  }
}

/** Validators belong to the place that gave them. */
const NO_VALIDATORS = { etag: null, lastModified: null }
/** 412 Precondition Failed: a server that takes our validators amiss would do so for ever. */
const refusesConditions = (failure: SourceFailure): boolean => failure.kind === 'refused' && failure.status === 412
