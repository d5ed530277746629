import { extname } from 'node:path'
import { Piscina } from 'piscina'
import { createSemaphore } from '../lib/semaphore.ts'
import { withSharedLexicons } from '../model/shared-lexicons.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import { type PackedOutcome, unpackOutcome } from './packed-outcome.ts'
import type { ReadOutcome, ReadTask } from './read-feed.ts'
import type { Retagged, RetagTask, WorkerSettings } from './read-worker.ts'

export type ReadingSettings = {
  readonly taxonomy: Taxonomy
  /** Which articles are fingerprinted. */
  readonly stories: 'tagged' | 'all'
  readonly workers: number
  /** A document that takes longer is given up and its thread replaced. */
  readonly deadlineMs: number
  /** Heap of one worker; a document that needs more is given up. */
  readonly memoryMb: number
}

/** The worker threads that read documents. A hostile document ends its thread, and only that. */
export type Reading = {
  /**
   * Rejects with the signal's reason if it is raised before the end; the thread is replaced. The document's bytes are gone then: they
   * move to the thread, which lets them go when it has read them.
   */
  read(task: ReadTask, signal?: AbortSignal): Promise<ReadOutcome>
  retag(task: RetagTask): Promise<readonly Retagged[]>
  close(): Promise<void>
}

/** A new thread loads models and lexicons first; that time is not the document's fault. */
const START_MS = 30_000

export const createReading = (settings: ReadingSettings): Reading => {
  const pool = new Piscina({
    filename: new URL(`read-worker${extname(import.meta.url)}`, import.meta.url).href,
    minThreads: settings.workers,
    maxThreads: settings.workers,
    workerData: { taxonomy: withSharedLexicons(settings.taxonomy), stories: settings.stories } satisfies WorkerSettings,
    resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb },
    atomics: 'disabled',
    // Two histograms that nobody asks for: .7 MB.
    recordTiming: false,
  })
  // Piscina's own queue would count waiting as reading: a task is handed over only when a thread is free for it.
  const threads = createSemaphore(settings.workers)
  let fresh = settings.workers

  const run = async (task: ReadTask, signal: AbortSignal | undefined): Promise<ReadOutcome> => {
    signal?.throwIfAborted()
    const giveUp = new AbortController()
    const stop = (): void => giveUp.abort()
    const deadline = setTimeout(stop, settings.deadlineMs + (fresh > 0 ? START_MS : 0))
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const outcome = (await pool.run(task, {
        name: 'read',
        signal: giveUp.signal,
        transferList: ownMemoryOf(task),
      })) as PackedOutcome
      fresh = Math.max(0, fresh - 1)
      return unpackOutcome(outcome)
    } catch (error) {
      signal?.throwIfAborted()
      const detail = whyGivenUp(error, settings)
      if (detail === null) throw error
      fresh += 1
      return { ok: false, failure: { kind: 'too-hard', detail } }
    } finally {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', stop)
    }
  }
  return {
    read: (task, signal) => threads.run(() => run(task, signal)),
    retag: (task) => threads.run(async () => (await pool.run(task, { name: 'retag' })) as readonly Retagged[]),
    close: () => pool.destroy(),
  }
}

/** A piece of a larger buffer can't move: others stand in it. */
const ownMemoryOf = ({ document: { bytes } }: ReadTask): readonly ArrayBuffer[] =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : []

const whyGivenUp = (error: unknown, { deadlineMs, memoryMb }: ReadingSettings): string | null => {
  if (!(error instanceof Error)) return null
  if (error.name === 'AbortError') return `reading took over ${deadlineMs} ms`
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return `reading needed over ${memoryMb} MB`
  return null
}
