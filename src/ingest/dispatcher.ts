import { createInFlight } from '../lib/in-flight.ts'
import type { SourceId } from '../model/ids.ts'
import type { PollReport, PushedDocument } from './poll.ts'
import type { Store } from '../store/store.ts'
import { createPollRequests } from './poll-requests.ts'
import { createRuns, LEASE_MS, type RunParts } from './runs.ts'

export type DispatcherParts = RunParts & {
  readonly store: Pick<Store, 'claimDue'>
  readonly limits: () => PollLimits
}

export type PollLimits = {
  /** Polls under way at once. */
  readonly concurrency: number
  /** Of them, at one host: a poll that waits for its host's turn takes up a place all the while. */
  readonly perHost: number
}

/** Keeps as many polls going as there are places, and hands out each source to one of them only. */
export type Dispatcher = {
  /** Starts polls while there are places; each finished poll makes the next start. Resolves when they have started. */
  readonly pump: () => Promise<void>
  /** Polls this source now, due or not, whatever else is under way. Where we poll it already, that poll's report is the answer;
   * null: it is unknown, or polled by another process. */
  readonly poll: (id: SourceId) => Promise<PollReport | null>
  /** Takes what was pushed, when nobody else reads this source; null: it is unknown, or read by another for too long. */
  push(id: SourceId, pushed: PushedDocument): Promise<PollReport | null>
  /** Polls these before what is due, as many at once as there are places; what another process holds is left out. */
  pollAll(ids: readonly SourceId[]): Promise<readonly PollReport[]>
  /** Resolves when no poll is under way and none is due. */
  readonly idle: () => Promise<void>
  /** Starts no more; waits for those under way at most `graceMs`, then breaks them off. */
  stop(graceMs: number): Promise<void>
}

export const createDispatcher = (parts: DispatcherParts): Dispatcher => {
  const { store, now } = parts
  const inFlight = createInFlight(() => pumpOn())
  const requests = createPollRequests((id) => parts.sourceOf(id)?.url ?? null)
  const runs = createRuns(parts)
  const poll = (id: SourceId): Promise<PollReport | null> => inFlight.track(runs.poll(id))
  const claimAndStart = async (): Promise<void> => {
    await runs.giveBack()
    for (;;) {
      if (runs.areEnding()) return requests.forget()
      const { concurrency, perHost } = parts.limits()
      const places = concurrency - inFlight.size()
      if (places <= 0) return
      if (requests.startNext(perHost, poll)) continue
      const due = await store.claimDue(now(), { limit: places, perHost, leaseMs: LEASE_MS })
      for (const state of due) void inFlight.track(runs.run(state))
      if (due.length < places) return
    }
  }
  const pump = inTurn(claimAndStart)
  // Whatever hinders claiming hinders the schedule's next beat too, which reports it.
  const pumpOn = (): void => void pump().catch(() => {})
  const idle = async (): Promise<void> => {
    for (;;) {
      await pump()
      if (inFlight.size() === 0) return
      await inFlight.drained()
    }
  }
  return {
    pump,
    poll,
    push: (id, pushed) => inFlight.track(runs.push(id, pushed)),
    idle,
    async pollAll(ids) {
      const reports = Promise.all(ids.map((id) => requests.add(id)))
      pumpOn()
      return (await reports).filter((report) => report !== null)
    },
    async stop(graceMs) {
      runs.end()
      const giveUp = setTimeout(() => runs.breakOff(), graceMs)
      await idle()
      clearTimeout(giveUp)
    },
  }
}

/** Each call's work begins when that of the calls before has ended. */
const inTurn = (work: () => Promise<void>): (() => Promise<void>) => {
  let last = Promise.resolve()
  return () => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
