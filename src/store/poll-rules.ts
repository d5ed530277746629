/** Which sources are polled next, and what a changed configuration does to their times. The same on every engine. */
import { MINUTE } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import type { ClaimTerms } from './ports/source-queue.ts'

/**
 * Those of the due sources, given the longest due first, that are handed out: a source of a full host is passed over, and `due` is read no
 * further than to the one after the last. `leased`: how many sources of each host are handed out already.
 */
export const chooseDue = <Due extends { readonly host: string }>(
  due: Iterable<Due>,
  leased: ReadonlyMap<string, number>,
  { limit, perHost }: Pick<ClaimTerms, 'limit' | 'perHost'>,
): readonly Due[] => {
  const polls = new Map(leased)
  const chosen: Due[] = []
  for (const source of due) {
    if (chosen.length >= limit) break
    const there = polls.get(source.host) ?? 0
    if (there >= perHost) continue
    polls.set(source.host, there + 1)
    chosen.push(source)
  }
  return chosen
}

/** When the first of these sources can be handed out, given in the order of their due times: a leased one when its lease ends. Null: there is none. */
export const earliestDue = (
  sources: Iterable<{ readonly nextDue: Instant; readonly leasedUntil: Instant }>,
): Instant | null => {
  let earliest: Instant | null = null
  for (const { nextDue, leasedUntil } of sources) {
    if (earliest !== null && nextDue >= earliest) break
    const free = Math.max(nextDue, leasedUntil)
    earliest = earliest === null ? free : Math.min(earliest, free)
  }
  return earliest
}

/** After a poll, before the next one that a hub brings about. */
export const HASTENED_GAP_MS = MINUTE

/** How a source is stored before the configuration is taken over. */
export type ScheduledSource = {
  readonly configuredUrl: string
  /** Where it is read, and where a permanent redirect of its last poll led to; null: nowhere. */
  readonly url: string
  readonly movedTo: string | null
  readonly nextDue: Instant
  readonly intervalMs: number
  /** As it was configured; null: not known. */
  readonly everyMs: number | null
  readonly failures: number
  /** Until when the publisher asked not to be polled; null: it did not. */
  readonly notBefore: Instant | null
}

/**
 * `isMoved`: another address is another feed, and what the old server said of its own does not count. The address to which redirects have led already is
 * none: it is where all of that was said.
 */
export type Schedule = { readonly isMoved: boolean; readonly intervalMs: number; readonly nextDue: Instant }

export const reschedule = (
  stored: ScheduledSource,
  { url, everyMs, minMs, maxMs }: Pick<Source, 'url' | 'everyMs' | 'minMs' | 'maxMs'>,
  now: Instant,
): Schedule => {
  const isMoved = ![stored.configuredUrl, stored.url, stored.movedTo].includes(url)
  const beginsAnew = isMoved || (stored.everyMs !== null && stored.everyMs !== everyMs)
  const intervalMs = Math.min(Math.max(beginsAnew ? everyMs : stored.intervalMs, minMs), maxMs)
  const nextDue = isMoved ? now : Math.max(sooner(stored, { intervalMs, maxMs }, now), floorOf(stored))
  return { isMoved, intervalMs, nextDue }
}

/** What the publisher asked for, which no setting of ours shortens. */
const floorOf = ({ nextDue, notBefore }: ScheduledSource): Instant => Math.min(nextDue, notBefore ?? 0)

/**
 * A shorter interval must not wait for the end of a longer one; what is left of that shrinks with it, so that sources stay apart.
 * After a failure the wait is not the interval's: it may be longer than the longest, and a restart must not cut it.
 */
const sooner = (
  { nextDue: due, intervalMs: before, failures }: ScheduledSource,
  { intervalMs, maxMs }: { readonly intervalMs: number; readonly maxMs: number },
  now: Instant,
): Instant => {
  if (failures > 0) return due
  const shrunk = intervalMs < before && due > now ? now + Math.round(((due - now) * intervalMs) / before) : due
  return Math.min(shrunk, now + maxMs)
}
