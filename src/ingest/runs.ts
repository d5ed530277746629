import { setTimeout as pause } from 'node:timers/promises'
import type { SourceId } from '../model/ids.ts'
import type { Source, SourceState } from '../model/source.ts'
import type { Pipeline, PollReport, PushedDocument } from './poll.ts'
import { type Store, StoreError } from '../store/store.ts'
import { createPutBack, type PutBack } from './put-back.ts'

export type RunParts = {
  readonly store: Pick<Store, 'claim' | 'release' | 'recordPoll'>
  readonly pipeline: () => Pipeline
  readonly sourceOf: (id: SourceId) => Source | null
  readonly now: () => number
  readonly reported: (report: PollReport) => void
  readonly failed: (source: SourceId, error: unknown) => void
}

/** Sources on their way through the pipeline, each leased to one at a time. */
export type Runs = {
  /** Polls a source whose lease is ours. */
  run(state: SourceState): Promise<PollReport | null>
  /** Where we poll it already, that poll's report is the answer; null: it is unknown, or polled by another process. */
  poll(id: SourceId): Promise<PollReport | null>
  /** Takes what was pushed, when nobody else reads this source; null: it is unknown, or read by another for too long. */
  push(id: SourceId, pushed: PushedDocument): Promise<PollReport | null>
  /** Makes due again, when the store can be written, what could not be stored. */
  giveBack(): Promise<void>
  /** Nothing more is begun. */
  end(): void
  areEnding(): boolean
  /** What is under way ends now, and leaves no trace. */
  breakOff(): void
}

/** Longer than any poll may take; a crashed holder's claim ends then. */
export const LEASE_MS = 5 * 60_000
/** Who pushes waits for an answer; longer than this it would not. */
const PUSH_WAIT_MS = 8_000
const PUSH_RETRY_MS = 50
/** A fault of ours isn't met again at once, in a circle. */
const PUT_OFF_MS = 5 * 60_000

export const createRuns = (parts: RunParts): Runs => {
  const { store, now } = parts
  const ending = new AbortController()
  const late = new AbortController()
  const underWay = new Map<SourceId, Promise<PollReport | null>>()
  const putBack = createPutBack(store, now)

  const take = (state: SourceState, road: Road): Promise<PollReport | null> => {
    const report = follow({ ...parts, putBack }, state, road, { ending: ending.signal, late: late.signal })
    underWay.set(state.id, report)
    return report.finally(() => underWay.delete(state.id))
  }
  const claim = async (id: SourceId): Promise<SourceState | null> =>
    ending.signal.aborted ? null : await store.claim(id, now(), LEASE_MS)
  const run = (state: SourceState): Promise<PollReport | null> =>
    take(state, (pipeline, source, held, signal) => pipeline.poll(source, held, signal))
  return {
    run,
    async poll(id) {
      const state = await claim(id)
      return state === null ? ((await underWay.get(id)) ?? null) : await run(state)
    },
    async push(id, pushed) {
      for (let waited = 0; waited <= PUSH_WAIT_MS && !ending.signal.aborted; waited += PUSH_RETRY_MS) {
        const state = await claim(id)
        if (state !== null)
          return await take(state, (pipeline, source, held, signal) => pipeline.push(source, held, pushed, signal))
        await pause(PUSH_RETRY_MS)
      }
      return null
    },
    giveBack: () => putBack.giveBack(),
    end: () => ending.abort(),
    areEnding: () => ending.signal.aborted,
    breakOff: () => late.abort(),
  }
}

type Road = (pipeline: Pipeline, source: Source, state: SourceState, signal: AbortSignal) => Promise<PollReport>
type Signals = { readonly ending: AbortSignal; readonly late: AbortSignal }

const follow = async (
  parts: RunParts & { readonly putBack: PutBack },
  state: SourceState,
  road: Road,
  { ending, late }: Signals,
): Promise<PollReport | null> => {
  const { store, now, putBack } = parts
  const source = parts.sourceOf(state.id)
  try {
    // Taken out of the configuration this moment: the lease runs out where nobody asks for it.
    if (source === null) return null
    const report = await road(parts.pipeline(), source, state, late)
    putBack.forget(state.id)
    parts.reported(report)
    return report
  } catch (error) {
    if (ending.aborted) await store.release(state.id)
    else {
      parts.failed(state.id, error)
      if (error instanceof StoreError) putBack.keep(state.id)
      else await store.recordPoll(state.id, { ...state, nextDue: now() + PUT_OFF_MS })
    }
    return null
  }
}
