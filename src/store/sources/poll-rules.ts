/** Which sources are polled next, and how a changed configuration changes their due times, on every engine. */
import { MINUTE } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import type { ClaimTerms } from '../ports/source-queue.ts'

export type Due = { readonly host: string; readonly crashes: number }
/** How many sources of a host are leased, and how many of them are suspects: their last reading crashed (model/quarantine.ts). */
export type LeasedHost = { readonly host: string; readonly polls: number; readonly suspects: number }
type Leased = { readonly polls: ReadonlyMap<string, number>; readonly hasSuspect: boolean }
export const leasedOf = (hosts: readonly LeasedHost[]): Leased => ({
  polls: new Map(hosts.map(({ host, polls }) => [host, polls])),
  hasSuspect: hosts.some(({ suspects }) => suspects > 0),
})

/**
 * Chooses from due sources, passed in by due time: a source whose host is at its limit is skipped. Of suspects one is polled at a time, so that the
 * next process to end tells which of them ends processes. Reads at most one source of `due` after the last one that it chooses.
 */
export const chooseDue = <Source extends Due>(
  due: Iterable<Source>,
  leased: Leased,
  { limit, perHost }: Pick<ClaimTerms, 'limit' | 'perHost'>,
): readonly Source[] => {
  const polls = new Map(leased.polls)
  let { hasSuspect } = leased
  const chosen: Source[] = []
  for (const source of due) {
    if (chosen.length >= limit) break
    const there = polls.get(source.host) ?? 0
    if (there >= perHost || (hasSuspect && source.crashes > 0)) continue
    hasSuspect ||= source.crashes > 0
    polls.set(source.host, there + 1)
    chosen.push(source)
  }
  return chosen
}

/** When the first of these sources, passed in by due time, can be leased: a leased one when its lease ends. Null: there is none. */
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

/** The shortest time (ms) between a poll and the next one that a hub's push causes. */
export const HASTENED_GAP_MS = MINUTE

/** A source as it is stored before the new configuration is applied. */
export type ScheduledSource = {
  readonly configuredUrl: string
  /** `url`: where the source is polled. `movedTo`: where a permanent redirect of its last poll led; null: there was none. */
  readonly url: string
  readonly movedTo: string | null
  readonly nextDue: Instant
  readonly intervalMs: number
  /** The configured interval; null: not known. */
  readonly everyMs: number | null
  readonly failures: number
  /** Until when the publisher asked not to be polled; null: there is no such limit. */
  readonly notBefore: Instant | null
}

/**
 * `isMoved`: the new address counts as another feed, and what the old server said does not apply to it. The address to which redirects led
 * already is not another feed: the server's answers came from there.
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

/** The time before which the publisher does not want a poll; no setting of ours shortens it. */
const floorOf = ({ nextDue, notBefore }: ScheduledSource): Instant => Math.min(nextDue, notBefore ?? 0)

/**
 * With a shorter interval, the remaining wait shrinks in proportion, so that sources stay spread over time. After a failure the wait is not the
 * interval's: it may be longer than the longest interval, and a restart must not shorten it.
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
