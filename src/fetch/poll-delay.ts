import type { Instant } from '../model/ids.ts'
import type { PublisherHints, Source } from '../model/source.ts'
import { LONGEST_HINT_MS } from './response-headers.ts'

const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS
/** Half the interval after a change, a fifth more without: it converges where about one poll in five finds something new. */
const AFTER_CHANGE = 0.5
const AFTER_NOTHING = 1.2
/** Sources that were first polled together drift apart. */
const JITTER = 0.15
/** Sources that wait for the same full hour are spread over its first half. */
const FULL_HOUR_JITTER_MS = 30 * 60 * 1_000

type Range = Pick<Source, 'everyMs' | 'minMs' | 'maxMs'>

/** The stored interval, within the source's current bounds. */
export const storedInterval = (intervalMs: number, source: Range): number =>
  within(Number.isFinite(intervalMs) && intervalMs > 0 ? intervalMs : source.everyMs, source)

/** The interval adapted to how often the source really changes. */
export const adaptedInterval = (intervalMs: number, source: Range, changed: boolean): number =>
  within(storedInterval(intervalMs, source) * (changed ? AFTER_CHANGE : AFTER_NOTHING), source)

const within = (intervalMs: number, { minMs, maxMs }: Range): number =>
  Math.round(Math.min(Math.max(intervalMs, minMs), Math.max(minMs, maxMs)))

type Floors = { readonly floors: readonly (number | null)[]; readonly chance: number }

/** The interval with jitter, within the source's bounds; never shorter than a floor, which counts up to a day. */
export const delayAfterSuccess = (intervalMs: number, source: Range, { floors, chance }: Floors): number => {
  const delay = within(intervalMs * (1 - JITTER / 2) + jitterOf(intervalMs, chance), source)
  return Math.max(delay, hintWithJitter(Math.max(0, ...floors.map((floor) => floor ?? 0)), chance))
}

type Failures = { readonly failures: number; readonly retryAfterMs: number | null; readonly chance: number }

/** The first failure changes nothing; each further consecutive one doubles the delay, up to a day. A Retry-After counts up to a day. */
export const delayAfterFailure = (intervalMs: number, { failures, retryAfterMs, chance }: Failures): number => {
  const doubled = intervalMs * 2 ** Math.min(Math.max(failures - 1, 0), 30)
  const delay = doubled + jitterOf(Math.min(doubled, DAY_MS), chance)
  // Back-off never makes a source slower than once a day, unless its interval is longer.
  const longest = Math.max(intervalMs, DAY_MS - jitterOf(DAY_MS, 1 - chance))
  return Math.max(Math.min(delay, longest), hintWithJitter(retryAfterMs ?? 0, chance))
}

/** Not before the hint, and soon after it; but within a day. */
const hintWithJitter = (hintMs: number, chance: number): number =>
  Math.ceil(Math.min(hintMs + jitterOf(Math.min(hintMs, HOUR_MS), chance), LONGEST_HINT_MS))

const jitterOf = (delayMs: number, chance: number): number => Math.round(delayMs * JITTER * chance)

/** When the delay is over: later where the feed's skipHours or skipDays (UTC) exclude that time, but at most a day later. */
export const dueAfter = (now: Instant, delayMs: number, hints: PublisherHints | null, chance: number): Instant => {
  const due = Math.ceil(now + delayMs)
  const latest = Math.max(due, now + LONGEST_HINT_MS)
  // Hints that exclude every hour or every day are ignored.
  if (hints === null || !isSkipped(due, hints) || !hasAllowedTime(hints)) return due
  for (let start = (Math.floor(due / HOUR_MS) + 1) * HOUR_MS; start < latest; start += HOUR_MS) {
    if (!isSkipped(start, hints)) return Math.min(start + Math.round(FULL_HOUR_JITTER_MS * chance), latest)
  }
  return latest
}

const isSkipped = (at: Instant, { skipHours, skipDays }: PublisherHints): boolean => {
  const day = Math.floor(at / DAY_MS)
  // 1970-01-01 was a Thursday.
  return skipHours.includes(Math.floor((at - day * DAY_MS) / HOUR_MS)) || skipDays.includes((day + 4) % 7)
}

const hasAllowedTime = ({ skipHours, skipDays }: PublisherHints): boolean =>
  new Set(skipHours).size < 24 && new Set(skipDays).size < 7
