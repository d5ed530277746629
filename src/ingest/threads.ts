import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Exhausted, isOutOfDescriptors, isOutOfThreads } from '../lib/system-errors.ts'

export type ThreadSettings = {
  /** A module that answers messages `Job` with messages `Answered`. */
  readonly file: URL
  /** Its `workerData`. */
  readonly data: unknown
  /** Heap of one thread. */
  readonly memoryMb: number
}

export type Job = { readonly name: string; readonly task: object }
/** `usedMs`: how much of the processor the thread has used until now. */
export type Answered = ({ readonly answer: unknown } | { readonly error: unknown }) & { readonly usedMs: number }

export type Limits = {
  readonly signal: AbortSignal | undefined
  /** How much of the processor the task may use. What other programs use does not count, nor what the thread loads before its first task. */
  readonly processorMs: number
}

/** The task has used more of the processor than it may. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
}

/** A thread that has one task at a time. */
export type Thread = {
  /** Rejects with the task's error; or the thread ends, and it rejects with the signal's reason, OutOfTime, or why the thread ended. */
  run(job: Job, moved: readonly Transferred[], limits: Limits): Promise<unknown>
}
type Transferred = NonNullable<Parameters<Worker['postMessage']>[1]>[number]

/** Threads are started when they are needed and kept until they end. How many there are at a time is for the caller to limit. */
export type Threads = {
  /** One that has nothing to do. Throws Exhausted where none can be started. */
  take(): Thread
  /** Ends all; tasks under way reject. */
  close(): Promise<void>
}

export const createThreads = (settings: ThreadSettings): Threads => {
  const open = new Set<Worker>()
  const idle: Thread[] = []
  let isClosed = false
  return {
    take() {
      if (isClosed) throw new Error('the threads are closed')
      const waiting = idle.pop()
      if (waiting !== undefined) return waiting
      const worker = startWorker(settings)
      open.add(worker)
      const thread: Thread = createThread(worker, {
        idle: () => idle.push(thread),
        ended() {
          open.delete(worker)
          if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1)
        },
      })
      return thread
    },
    async close() {
      isClosed = true
      await Promise.all([...open].map(async (worker) => await worker.terminate()))
    },
  }
}

const startWorker = ({ file, data, memoryMb }: ThreadSettings): Worker => {
  try {
    return new Worker(file, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: memoryMb } })
  } catch (error) {
    throw exhaustion(error)
  }
}

/** Of what a thread needs to start. Anything else is returned as it is. */
const exhaustion = (error: unknown): unknown => {
  if (isOutOfDescriptors(error)) return new Exhausted('descriptors', error)
  return isOutOfThreads(error) ? new Exhausted('threads', error) : error
}

type Listeners = { readonly idle: () => void; readonly ended: () => void }

/** Of the processor: models and lexicons are loaded. */
const LOADING_MS = 10_000
/** A thread that has had so little of the processor stands still. */
const LONGEST_WAIT = 20
const SHORTEST_WAIT_MS = 20
const LONGEST_ANSWER_MS = 10_000

const createThread = (worker: Worker, listeners: Listeners): Thread => {
  let usedBeforeMs: number | null = null
  let task: PromiseWithResolvers<unknown> | null = null
  const end = (reason: unknown): void => {
    task?.reject(exhaustion(reason))
    task = null
    listeners.ended()
    void worker.terminate()
  }
  worker.on('message', (answered: Answered) => {
    // It was given up a moment ago.
    if (task === null) return
    if ('error' in answered) task.reject(exhaustion(answered.error))
    else task.resolve(answered.answer)
    task = null
    usedBeforeMs = answered.usedMs
    // One that waits keeps no process alive.
    worker.unref()
    listeners.idle()
  })
  worker.on('error', end)
  worker.on('messageerror', end)
  worker.on('exit', (code) => end(new Error(`the thread ended with ${code}`)))
  return {
    async run(job, moved, { signal, processorMs }) {
      signal?.throwIfAborted()
      const given = Promise.withResolvers<unknown>()
      const stop = (): void => end(signal?.reason)
      const over = new AbortController()
      task = given
      worker.ref()
      signal?.addEventListener('abort', stop, { once: true })
      const [fromMs, mayUseMs] = usedBeforeMs === null ? [0, processorMs + LOADING_MS] : [usedBeforeMs, processorMs]
      hasUsed(worker, { fromMs, mayUseMs, isOver: over.signal }).then(
        () => end(new OutOfTime()),
        () => {},
      )
      try {
        worker.postMessage(job, moved)
      } catch (error) {
        end(error)
      }
      try {
        return await given.promise
      } finally {
        signal?.removeEventListener('abort', stop)
        over.abort()
      }
    },
  }
}

type Use = { readonly fromMs: number; readonly mayUseMs: number; readonly isOver: AbortSignal }

/** Resolves when the thread has used what it may, or stands still. Rejects where the task is over before, or the thread has ended. */
const hasUsed = async (worker: Worker, { fromMs, mayUseMs, isOver }: Use): Promise<void> => {
  let waitedMs = 0
  for (let leftMs = mayUseMs; leftMs > 0 && waitedMs < LONGEST_WAIT * mayUseMs; ) {
    const waitMs = Math.max(leftMs, SHORTEST_WAIT_MS)
    await sleep(waitMs, undefined, { signal: isOver })
    waitedMs += waitMs
    leftMs = fromMs + mayUseMs - (await usedBy(worker, isOver))
    isOver.throwIfAborted()
  }
}

/** Milliseconds of the processor; infinite where the thread does not say so in time, as within one call of the engine that takes long. */
const usedBy = async (worker: Worker, isOver: AbortSignal): Promise<number> => {
  const answer = worker.cpuUsage().then(({ user, system }) => (user + system) / 1_000)
  return await Promise.race([answer, sleep(LONGEST_ANSWER_MS, Number.POSITIVE_INFINITY, { signal: isOver })])
}
