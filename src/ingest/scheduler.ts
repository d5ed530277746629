import { createInFlight } from '../lib/concurrency.ts'
import type { SourceId } from '../model/ids.ts'
import type { PushedDocument } from '../model/push.ts'
import type { Store } from '../store/ports/store.ts'
import { createLeasedPolls, LEASE_MS, type LeasedPollParts } from './leased-polls.ts'
import type { PollReport } from './poll.ts'
import { createPollRequests } from './poll-requests.ts'

export type SchedulerParts = LeasedPollParts & {
  readonly store: Pick<Store, 'claimDue'>
  readonly limits: () => PollLimits
  /** False: sources that are due wait, as while there is no network; left out: they never wait. Polls on request are not asked about. */
  readonly mayClaim?: () => boolean
}

export type PollLimits = {
  /** Polls in flight at once; pushes don't count. */
  readonly concurrency: number
  /** Polls in flight at one host. A poll that waits for its host's permit counts too. */
  readonly perHost: number
}

/** Claims the sources that are due, and runs as many polls at once as the limits allow. */
export type Scheduler = {
  /** Starts polls up to the limits; each poll that ends starts the next. Resolves when they have been started. */
  readonly startDue: () => Promise<void>
  /**
   * Polls this source now, due or not, regardless of the limits. If this process is polling it already, resolves to that poll's report;
   * null: the source is unknown, another process polls it, or its host has asked for a wait.
   */
  readonly poll: (id: SourceId) => Promise<PollReport | null>
  /** Reads a pushed document; null: it was not read, and the hub may try again. */
  push(id: SourceId, pushed: PushedDocument): Promise<PollReport | null>
  /** Polls these sources before those that are due, within the limits; leaves out sources that another process polls. */
  pollAll(ids: readonly SourceId[]): Promise<readonly PollReport[]>
  /** Resolves when no poll or push is in flight and no source is due. */
  readonly idle: () => Promise<void>
  /** Aborts the polls in flight, which store nothing: another process has their sources now. */
  readonly abandon: () => void
  /** Starts no more polls; waits at most `graceMs` for those in flight, then aborts them. */
  stop(graceMs: number): Promise<void>
}

export const createScheduler = (parts: SchedulerParts): Scheduler => {
  const { store, now } = parts
  const inFlight = createInFlight(() => startDueQuietly())
  // They take no places of polls: a source that pushes without pause would occupy all of them.
  const pushes = createInFlight()
  const requests = createPollRequests((id) => parts.sourceOf(id)?.url ?? null)
  const polls = createLeasedPolls(parts)
  const poll = (id: SourceId): Promise<PollReport | null> => inFlight.track(polls.poll(id))
  const claimAndStart = async (): Promise<void> => {
    await polls.retryUnstored()
    for (;;) {
      if (polls.isStopping()) return requests.cancelAll()
      const { concurrency, perHost } = parts.limits()
      const free = concurrency - inFlight.size()
      if (free <= 0) return
      if (requests.startNext(perHost, poll)) continue
      if (parts.mayClaim?.() === false) return
      const due = await store.claimDue(now(), { limit: free, perHost, leaseMs: LEASE_MS })
      for (const state of due) void inFlight.track(polls.run(state))
      if (due.length < free) return
    }
  }
  const startDue = oneAtATime(claimAndStart)
  // An error in claiming recurs at the next tick, which reports it.
  const startDueQuietly = (): void => void startDue().catch(() => {})
  const idle = async (): Promise<void> => {
    for (;;) {
      await startDue()
      if (inFlight.size() + pushes.size() === 0) return
      await Promise.all([inFlight.drained(), pushes.drained()])
    }
  }
  return {
    startDue,
    poll,
    abandon: () => polls.abort(),
    push: (id, pushed) => pushes.track(polls.push(id, pushed)),
    idle,
    async pollAll(ids) {
      const reports = Promise.all(ids.map((id) => requests.add(id)))
      startDueQuietly()
      return (await reports).filter((report) => report !== null)
    },
    async stop(graceMs) {
      polls.stop()
      const giveUp = setTimeout(() => polls.abort(), graceMs)
      await idle()
      clearTimeout(giveUp)
    },
  }
}

/** Calls of the returned function run one after the other. */
const oneAtATime = (work: () => Promise<void>): (() => Promise<void>) => {
  let last = Promise.resolve()
  return () => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
