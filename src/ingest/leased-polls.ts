import { setTimeout as delay } from 'node:timers/promises'
import { MINUTE } from '../lib/durations.ts'
import { Exhausted } from '../lib/system-errors.ts'
import type { SourceId } from '../model/ids.ts'
import type { PushedDocument } from '../model/push.ts'
import type { Source, SourceState } from '../model/source.ts'
import { isQuarantined } from '../model/quarantine.ts'
import { LeaseLost, type Store, StoreError } from '../store/ports/store.ts'
import type { Pipeline, PollReport } from './poll.ts'
import { createPushLines } from './push-lines.ts'
import { createStorageRetry, type StorageRetry } from './storage-retry.ts'

export type LeasedPollParts = {
  readonly store: Pick<Store, 'claim' | 'isOurs' | 'release' | 'recordPoll'>
  readonly pipeline: () => Pipeline
  readonly sourceOf: (id: SourceId) => Source | null
  readonly now: () => number
  readonly reported: (report: PollReport) => void
  readonly failed: (source: SourceId, error: unknown) => void
}

/** Runs polls under a lease in the store, so that no two processes poll one source at the same time. */
export type LeasedPolls = {
  /** Polls a source whose lease this process owns. If this process is polling it already, resolves to that poll's report. */
  run(state: SourceState): Promise<PollReport | null>
  /**
   * Claims the lease and polls the source. If this process is polling it already, resolves to that poll's report; null: the source is unknown,
   * another process polls it, or its host has asked for a wait.
   */
  poll(id: SourceId): Promise<PollReport | null>
  /**
   * Reads a pushed document once the lease is free; null: the source is unknown or quarantined, too many of its documents wait, or its lease did not
   * become free in time.
   */
  push(id: SourceId, pushed: PushedDocument): Promise<PollReport | null>
  /** Makes sources whose result could not be stored due again. */
  retryUnstored(): Promise<void>
  /** From now on no poll starts. */
  stop(): void
  isStopping(): boolean
  /** Aborts the polls in flight, which record nothing. Later polls are not affected. */
  abort(): void
}

/** Longer than nearly all polls take. After it the lease of a crashed process expires. */
export const LEASE_MS = 5 * MINUTE
/** How long a push waits for the lease: the hub waits for our answer meanwhile and would give up on a longer wait. */
const PUSH_WAIT_MS = 8_000
const PUSH_RETRY_MS = 50
/** Documents of one source that are taken at a time; the hub tries the others again. */
const MOST_PUSHES = 8
/** When a source is polled again after an unexpected error: a source that triggers a bug must not trigger it in a loop. */
const PUT_OFF_MS = 5 * MINUTE

export const createLeasedPolls = (parts: LeasedPollParts): LeasedPolls => {
  const { store, now } = parts
  const stopping = new AbortController()
  let aborting = new AbortController()
  const inFlight = new Map<SourceId, Promise<PollReport | null>>()
  const storageRetry = createStorageRetry(store, now)
  const lines = createPushLines(MOST_PUSHES)

  const start = (state: SourceState, step: Step): Promise<PollReport | null> => {
    const signals = { stopping: stopping.signal, aborting: aborting.signal }
    const report = runUnderLease({ ...parts, storageRetry }, state, step, signals)
    inFlight.set(state.id, report)
    return report.finally(() => inFlight.delete(state.id))
  }
  const claim = async (id: SourceId): Promise<SourceState | null> =>
    stopping.signal.aborted ? null : await store.claim(id, now(), LEASE_MS)
  // The source of a poll that outlasts its lease, as with a slow site, is claimed anew: no second poll of it starts meanwhile.
  const run = (state: SourceState): Promise<PollReport | null> =>
    inFlight.get(state.id) ?? start(state, (pipeline, source, leased, signal) => pipeline.poll(source, leased, signal))
  const pushNow = async (id: SourceId, pushed: PushedDocument): Promise<PollReport | null> => {
    for (let waited = 0; waited <= PUSH_WAIT_MS && !stopping.signal.aborted; waited += PUSH_RETRY_MS) {
      const state = await claim(id)
      if (state !== null && isQuarantined(state, now())) {
        await store.release(id)
        return null
      }
      if (state !== null)
        return await start(state, (pipeline, source, leased, signal) => pipeline.push(source, leased, pushed, signal))
      if (!(await store.isOurs(id))) return null
      await delay(PUSH_RETRY_MS)
    }
    return null
  }
  return {
    run,
    async poll(id) {
      const state = await claim(id)
      return state === null ? ((await inFlight.get(id)) ?? null) : await run(state)
    },
    push: async (id, pushed) => await lines.run(id, () => pushNow(id, pushed)),
    retryUnstored: () => storageRetry.releaseDue(),
    stop: () => stopping.abort(),
    isStopping: () => stopping.signal.aborted,
    abort() {
      aborting.abort()
      aborting = new AbortController()
    },
  }
}

/** Which step of the pipeline runs under the lease: a poll, or the reading of a pushed document. */
type Step = (pipeline: Pipeline, source: Source, state: SourceState, signal: AbortSignal) => Promise<PollReport | null>
type Signals = { readonly stopping: AbortSignal; readonly aborting: AbortSignal }

const runUnderLease = async (
  parts: LeasedPollParts & { readonly storageRetry: StorageRetry },
  state: SourceState,
  step: Step,
  { stopping, aborting }: Signals,
): Promise<PollReport | null> => {
  const { store, now, storageRetry } = parts
  const source = parts.sourceOf(state.id)
  try {
    // The source was just removed from the configuration; its lease expires by itself.
    if (source === null) return null
    const report = await step(parts.pipeline(), source, state, aborting)
    storageRetry.reset(state.id)
    if (report !== null) parts.reported(report)
    return report
  } catch (error) {
    if (stopping.aborted) await store.release(state.id)
    // Another process has the lease by now.
    else if (aborting.aborted) return null
    else {
      parts.failed(state.id, error)
      // Another process polls the source now, so this one records nothing.
      if (error instanceof LeaseLost) return null
      if (error instanceof StoreError || error instanceof Exhausted) storageRetry.add(state.id)
      else await store.recordPoll(state.id, { ...state, nextDue: now() + PUT_OFF_MS })
    }
    return null
  }
}
