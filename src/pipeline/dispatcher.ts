import { setTimeout as pause } from 'node:timers/promises'
import { createFlights } from '../lib/flights.ts'
import type { SourceId } from '../model/ids.ts'
import type { Source, SourceState } from '../model/source.ts'
import type { Pipeline, PollReport, PushedDocument } from '../pipeline.ts'
import type { Store } from '../store/store.ts'
import { createPollRequests } from './poll-requests.ts'

export type DispatcherParts = {
  readonly store: Pick<Store, 'claimDue' | 'claim' | 'release' | 'recordPoll'>
  readonly pipeline: () => Pipeline
  readonly sourceOf: (id: SourceId) => Source | null
  readonly limits: () => PollLimits
  readonly now: () => number
  readonly reported: (report: PollReport) => void
  readonly failed: (source: SourceId, error: unknown) => void
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

/** Longer than any poll may take; a crashed holder's claim ends then. */
const LEASE_MS = 5 * 60_000
/** Who pushes waits for an answer; longer than this it would not. */
const PUSH_WAIT_MS = 8_000
const PUSH_RETRY_MS = 50
/** A fault of ours isn't met again at once, in a circle. */
const PUT_OFF_MS = 5 * 60_000

export const createDispatcher = (parts: DispatcherParts): Dispatcher => {
  const { store, now } = parts
  const flights = createFlights(() => pumpOn())
  const requests = createPollRequests((id) => parts.sourceOf(id)?.url ?? null)
  const stopping = new AbortController()
  const late = new AbortController()
  const underWay = new Map<SourceId, Promise<PollReport | null>>()

  const runBy =
    (road: Road) =>
    (state: SourceState): Promise<PollReport | null> => {
      const report = runRoad(parts, state, road, { stopping: stopping.signal, late: late.signal })
      underWay.set(state.id, report)
      return report.finally(() => underWay.delete(state.id))
    }
  const run = runBy((pipeline, source, state, signal) => pipeline.poll(source, state, signal))
  const claimAndRun = async (id: SourceId): Promise<PollReport | null> => {
    const state = stopping.signal.aborted ? null : await store.claim(id, now(), LEASE_MS)
    return state === null ? ((await underWay.get(id)) ?? null) : await run(state)
  }
  const poll = (id: SourceId): Promise<PollReport | null> => flights.add(claimAndRun(id))
  const claimAndPush = async (id: SourceId, pushed: PushedDocument): Promise<PollReport | null> => {
    for (let waited = 0; waited <= PUSH_WAIT_MS && !stopping.signal.aborted; waited += PUSH_RETRY_MS) {
      const state = await store.claim(id, now(), LEASE_MS)
      if (state !== null)
        return await runBy((pipeline, source, held, signal) => pipeline.push(source, held, pushed, signal))(state)
      await pause(PUSH_RETRY_MS)
    }
    return null
  }
  const claimAndStart = async (): Promise<void> => {
    for (;;) {
      if (stopping.signal.aborted) return requests.forget()
      const { concurrency, perHost } = parts.limits()
      const places = concurrency - flights.size()
      if (places <= 0) return
      if (requests.startNext(perHost, poll)) continue
      const due = await store.claimDue(now(), { limit: places, perHost, leaseMs: LEASE_MS })
      for (const state of due) void flights.add(run(state))
      if (due.length < places) return
    }
  }
  const pump = inTurn(claimAndStart)
  // Whatever hinders claiming hinders the schedule's next beat too, which reports it.
  const pumpOn = (): void => void pump().catch(() => {})
  const idle = async (): Promise<void> => {
    for (;;) {
      await pump()
      if (flights.size() === 0) return
      await flights.landed()
    }
  }
  return {
    pump,
    poll,
    push: (id, pushed) => flights.add(claimAndPush(id, pushed)),
    idle,
    async pollAll(ids) {
      const reports = Promise.all(ids.map((id) => requests.add(id)))
      pumpOn()
      return (await reports).filter((report) => report !== null)
    },
    async stop(graceMs) {
      stopping.abort()
      const giveUp = setTimeout(() => late.abort(), graceMs)
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

type Road = (pipeline: Pipeline, source: Source, state: SourceState, signal: AbortSignal) => Promise<PollReport>
type Signals = { readonly stopping: AbortSignal; readonly late: AbortSignal }

const runRoad = async (
  parts: DispatcherParts,
  state: SourceState,
  road: Road,
  { stopping, late }: Signals,
): Promise<PollReport | null> => {
  const { store, now } = parts
  const source = parts.sourceOf(state.id)
  try {
    // Taken out of the configuration this moment: the lease runs out where nobody asks for it.
    if (source === null) return null
    const report = await road(parts.pipeline(), source, state, late)
    parts.reported(report)
    return report
  } catch (error) {
    if (stopping.aborted) await store.release(state.id)
    else {
      parts.failed(state.id, error)
      await store.recordPoll(state.id, { ...state, nextDue: now() + PUT_OFF_MS })
    }
    return null
  }
}
