import type { Instant } from '../model/ids.ts'
import type { PollWishes, Source } from '../model/source.ts'
import { LONGEST_WISH_MS } from './answer.ts'

const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS
/** Half of an interval after a change, a fifth more without: it settles where about one poll in five brings something. */
const AFTER_CHANGE = 0.5
const AFTER_NOTHING = 1.2
/** Sources that started together drift apart. */
const JITTER = 0.15
/** Those that wait for the same full hour are spread over its beginning. */
const SPREAD_MS = 30 * 60 * 1_000

type Range = Pick<Source, 'everyMs' | 'minMs' | 'maxMs'>

/** The interval as it was kept, within what the source allows now. */
export const keptInterval = (intervalMs: number, source: Range): number =>
  within(Number.isFinite(intervalMs) && intervalMs > 0 ? intervalMs : source.everyMs, source)

/** Adapted to how often the source really changes. */
export const adaptedInterval = (intervalMs: number, source: Range, changed: boolean): number =>
  within(keptInterval(intervalMs, source) * (changed ? AFTER_CHANGE : AFTER_NOTHING), source)

const within = (intervalMs: number, { minMs, maxMs }: Range): number =>
  Math.round(Math.min(Math.max(intervalMs, minMs), Math.max(minMs, maxMs)))

type Wishes = { readonly floors: readonly (number | null)[]; readonly chance: number }

/** The interval give or take a little, within the source's bounds; never sooner than a floor, which counts up to a day. */
export const delayAfterSuccess = (intervalMs: number, source: Range, { floors, chance }: Wishes): number => {
  const delay = within(intervalMs * (1 - JITTER / 2) + jitterOf(intervalMs, chance), source)
  return Math.max(delay, wishWithJitter(Math.max(0, ...floors.map((floor) => floor ?? 0)), chance))
}

type Trouble = { readonly failures: number; readonly retryAfterMs: number | null; readonly chance: number }

/** The first failure is forgiven; each further one in a row doubles the pause, up to once a day. A Retry-After counts up to a day. */
export const delayAfterFailure = (intervalMs: number, { failures, retryAfterMs, chance }: Trouble): number => {
  const doubled = intervalMs * 2 ** Math.min(Math.max(failures - 1, 0), 30)
  const pause = doubled + jitterOf(Math.min(doubled, DAY_MS), chance)
  // Backing off never makes a source slower than once a day, unless it was so slow before.
  const longest = Math.max(intervalMs, DAY_MS - jitterOf(DAY_MS, 1 - chance))
  return Math.max(Math.min(pause, longest), wishWithJitter(retryAfterMs ?? 0, chance))
}

/** Not before the wish, and soon after it; but within a day. */
const wishWithJitter = (wishMs: number, chance: number): number =>
  Math.ceil(Math.min(wishMs + jitterOf(Math.min(wishMs, HOUR_MS), chance), LONGEST_WISH_MS))

const jitterOf = (delayMs: number, chance: number): number => Math.round(delayMs * JITTER * chance)

/** When the pause is over: later where the feed does not want to be asked at that hour or day (UTC), but not after a day for that. */
export const dueAfter = (now: Instant, delayMs: number, wishes: PollWishes | null, chance: number): Instant => {
  const due = Math.ceil(now + delayMs)
  const latest = Math.max(due, now + LONGEST_WISH_MS)
  // A feed that never wants to be asked is not taken at its word.
  if (wishes === null || !isSkipped(due, wishes) || !hasAllowedTime(wishes)) return due
  for (let start = (Math.floor(due / HOUR_MS) + 1) * HOUR_MS; start < latest; start += HOUR_MS) {
    if (!isSkipped(start, wishes)) return Math.min(start + Math.round(SPREAD_MS * chance), latest)
  }
  return latest
}

const isSkipped = (at: Instant, { skipHours, skipDays }: PollWishes): boolean => {
  const day = Math.floor(at / DAY_MS)
  // 1970-01-01 was a Thursday.
  return skipHours.includes(Math.floor((at - day * DAY_MS) / HOUR_MS)) || skipDays.includes((day + 4) % 7)
}

const hasAllowedTime = ({ skipHours, skipDays }: PollWishes): boolean =>
  new Set(skipHours).size < 24 && new Set(skipDays).size < 7
