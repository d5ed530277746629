import { createFlights } from '../lib/flights.ts'
import { createSlots } from '../lib/slots.ts'
import type { SourceId } from '../model/ids.ts'
import type { Source, SourceState } from '../model/source.ts'
import type { Pipeline, PollReport } from '../pipeline.ts'
import type { Store } from '../store/store.ts'

export type DispatcherParts = {
  readonly store: Pick<Store, 'claimDue' | 'claim' | 'release'>
  readonly pipeline: () => Pipeline
  readonly sourceOf: (id: SourceId) => Source | null
  /** Polls under way at once. */
  readonly concurrency: () => number
  readonly now: () => number
  readonly reported: (report: PollReport) => void
  readonly failed: (source: SourceId, error: unknown) => void
}

/** Keeps as many polls going as there are places, and hands out each source to one of them only. */
export type Dispatcher = {
  /** Starts polls of due sources while there are places; each finished poll makes the next start. Resolves at once. */
  readonly pump: () => Promise<void>
  /** Polls this source now, due or not; null: unknown, or being polled by another. */
  readonly poll: (id: SourceId) => Promise<PollReport | null>
  /** Polls these now, as many at once as there are places; what another holds is left out. */
  pollAll(ids: readonly SourceId[]): Promise<readonly PollReport[]>
  /** Resolves when no poll is under way and none is due. */
  readonly idle: () => Promise<void>
  /** Starts no more; waits for those under way at most `graceMs`, then breaks them off. */
  stop(graceMs: number): Promise<void>
}

/** Longer than any poll may take; a crashed holder's claim ends then. */
const LEASE_MS = 5 * 60_000

export const createDispatcher = (parts: DispatcherParts): Dispatcher => {
  const { store, now } = parts
  const flights = createFlights(() => void pump())
  const stopping = new AbortController()
  const late = new AbortController()
  let pumping: Promise<void> | null = null

  const start = (state: SourceState): Promise<PollReport | null> =>
    flights.add(runPoll(parts, state, stopping.signal, late.signal))
  const claimAndStart = async (): Promise<void> => {
    for (;;) {
      const places = parts.concurrency() - flights.size()
      if (stopping.signal.aborted || places <= 0) return
      const due = await store.claimDue(now(), places, LEASE_MS)
      for (const state of due) void start(state)
      if (due.length < places) return
    }
  }
  const pump = (): Promise<void> => {
    pumping ??= claimAndStart().finally(() => {
      pumping = null
    })
    return pumping
  }
  const poll = async (id: SourceId): Promise<PollReport | null> => {
    const state = stopping.signal.aborted ? null : await store.claim(id, now(), LEASE_MS)
    return state === null ? null : await start(state)
  }
  const idle = async (): Promise<void> => {
    do {
      await pump()
      await flights.landed()
    } while (flights.size() > 0)
  }
  return {
    pump,
    poll,
    idle,
    async pollAll(ids) {
      const places = createSlots(parts.concurrency())
      const reports = await Promise.all(ids.map((id) => places.use(() => poll(id))))
      return reports.filter((report) => report !== null)
    },
    async stop(graceMs) {
      stopping.abort()
      const giveUp = setTimeout(() => late.abort(), graceMs)
      await idle()
      clearTimeout(giveUp)
    },
  }
}

const runPoll = async (
  parts: DispatcherParts,
  state: SourceState,
  stopping: AbortSignal,
  late: AbortSignal,
): Promise<PollReport | null> => {
  const source = parts.sourceOf(state.id)
  try {
    if (source === null) return null
    const report = await parts.pipeline().poll(source, state, late)
    parts.reported(report)
    return report
  } catch (error) {
    // Our own fault: the lease is left to run out, so that the same fault isn't met again at once, in a circle.
    if (stopping.aborted) await parts.store.release(state.id)
    else parts.failed(state.id, error)
    return null
  }
}
