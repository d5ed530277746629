/** Sources of a simulated day: what the database knows of each, in arrays, and a queue of those that are due by shard. */
import { nextPoll, type PollEvent } from '../../../src/fetch/next-poll.ts'
import type { AnswerFacts } from '../../../src/model/fetched-feed.ts'
import { SHARDS, shardOf } from '../../../src/store/shards.ts'
import { HOUR, MINUTE, poll, source } from '../samples.ts'
import { STEP_MS } from './steps.ts'

/** The default limits of `polywire.yaml`. */
const SOURCE = source('any', { everyMs: 30 * MINUTE, minMs: 10 * MINUTE, maxMs: 24 * HOUR })
const { url: ADDRESS, ...KNOWN } = poll('any')
const STATE = { ...KNOWN, id: SOURCE.id, url: ADDRESS }

const FACTS: AnswerFacts = {
  finalUrl: ADDRESS,
  movedTo: null,
  etag: null,
  lastModified: null,
  freshForMs: null,
  hub: null,
  self: null,
  fetchedAt: 0,
  tookMs: 0,
}
const UNCHANGED: PollEvent = { kind: 'unchanged', facts: FACTS }
const CHANGED: PollEvent = {
  kind: 'read',
  facts: FACTS,
  bodyHash: '',
  changed: 1,
  feed: {
    format: 'rss20',
    encoding: 'utf-8',
    title: null,
    link: null,
    language: null,
    minimumIntervalMs: null,
    skipHours: [],
    skipDays: [],
    readByFallback: false,
  },
}
const FAILED: PollEvent = { kind: 'failed', failure: { kind: 'timed-out', afterMs: 20_000 }, retryAfterMs: null }
const FAILURES = 0.02

/** Items a source publishes in a day: a few publish hundreds, half of them less than four; 15 on average. */
const ITEMS_A_DAY = 15
const mostlyFew = (random: () => number): number => (ITEMS_A_DAY / 8) * random() ** -0.875

export const createSources = (count: number, hours: number, random: () => number) => {
  const hosts: string[] = []
  const shardOfHost: number[] = []
  const hostOf = new Int32Array(count)
  const perMs = new Float64Array(count)
  const due = new Float64Array(count)
  const interval = new Float64Array(count)
  const failures = new Uint8Array(count)
  const recordedAt = new Float64Array(count).fill(Number.NEGATIVE_INFINITY)
  const orphanedAt = new Float64Array(count).fill(-1)
  const claims = new Int32Array(count)
  const ready = Array.from({ length: SHARDS }, () => new Set<number>())
  const leased = Array.from({ length: SHARDS }, () => new Set<number>())
  const ofShard = Array.from({ length: SHARDS }, (): number[] => [])
  const later = createCalendar(count, hours)

  for (let n = 0; n < count; n += 1) {
    // Two of five begin another publisher; the others belong to the ones that are there, the older the more.
    if (n === 0 || random() < 0.4) {
      const host = `news${hosts.length}.example`
      hosts.push(host)
      shardOfHost.push(shardOf(host))
    }
    hostOf[n] = random() < 0.5 ? hosts.length - 1 : Math.floor(hosts.length * random() ** 1.2)
    ofShard[shardOfHost[hostOf[n] ?? 0] ?? 0]?.push(n)
    perMs[n] = mostlyFew(random) / (24 * HOUR)
    // As they have become after some days: about one poll in five brings something.
    interval[n] = Math.min(Math.max(0.22 / (perMs[n] ?? 1), SOURCE.minMs), SOURCE.maxMs)
    due[n] = Math.ceil(random() * (interval[n] ?? 0))
    later.add(n, due[n] ?? 0)
  }
  const shard = (n: number): number => shardOfHost[hostOf[n] ?? 0] ?? 0

  return {
    ready,
    leased,
    shard,
    host: (n: number): string => hosts[hostOf[n] ?? 0] ?? '',
    dueOf: (n: number): number => due[n] ?? 0,
    /** -1: its process lives, as far as is known here. */
    orphanedAt: (n: number): number => orphanedAt[n] ?? -1,
    recordedAt: (n: number): number => recordedAt[n] ?? 0,
    minimum: SOURCE.minMs,
    /** When the ready source was due that has waited longest; `none`: no source is ready. */
    earliestReady: (none: number): number =>
      ready.flatMap((some) => [...some]).reduce((first, n) => Math.min(first, due[n] ?? first), none),
    lastClaim: (n: number): number => claims[n] ?? 0,
    /** What has become due by now is ready. */
    advance(now: number): void {
      for (const n of later.take(now)) ready[shard(n)]?.add(n)
    },
    /** Returns which claim of this source it is. */
    claim(n: number): number {
      ready[shard(n)]?.delete(n)
      leased[shard(n)]?.add(n)
      orphanedAt[n] = -1
      claims[n] = (claims[n] ?? 0) + 1
      return claims[n] ?? 0
    },
    /** A poll is stored: what it brought is left to chance. */
    record(n: number, now: number): void {
      const news = 1 - Math.exp(-(perMs[n] ?? 0) * Math.min(now - (recordedAt[n] ?? 0), now + (interval[n] ?? 0)))
      const chance = random()
      const event = random() < FAILURES ? FAILED : random() < news ? CHANGED : UNCHANGED
      const state = { ...STATE, nextDue: due[n] ?? 0, intervalMs: interval[n] ?? 0, failures: failures[n] ?? 0 }
      const after = nextPoll(state, SOURCE, event, { now, chance })
      due[n] = after.nextDue
      interval[n] = after.intervalMs
      failures[n] = Math.min(after.failures, 255)
      recordedAt[n] = now
      leased[shard(n)]?.delete(n)
      later.add(n, after.nextDue)
    },
    /** Ends the leases of a shard: their sources are due as before. */
    free(of: number): void {
      for (const n of leased[of] ?? []) ready[of]?.add(n)
      leased[of]?.clear()
    },
    /** The process that polls this shard has ended, or (-1) stands still and is no measure of how soon others take over. */
    orphan(of: number, now: number): void {
      for (const n of ofShard[of] ?? []) orphanedAt[n] = now
    },
  }
}
export type Sources = ReturnType<typeof createSources>

/** Sources by the step in which they are due, in lists that share one array; what is due after the end is left out. */
const createCalendar = (count: number, hours: number) => {
  const following = new Int32Array(count)
  const first = new Int32Array((hours * HOUR) / STEP_MS + 1).fill(-1)
  return {
    add(n: number, due: number): void {
      const step = Math.ceil(due / STEP_MS)
      if (step >= first.length) return
      following[n] = first[step] ?? -1
      first[step] = n
    },
    *take(now: number): Generator<number> {
      const step = now / STEP_MS
      for (let n = first[step] ?? -1; n !== -1; n = following[n] ?? -1) yield n
      first[step] = -1
    },
  }
}
