import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Exhausted, isOutOfDescriptors, isOutOfThreads } from '../lib/system-errors.ts'

export type ThreadSettings = {
  /** A module that answers messages `Job` with messages `Answered`. */
  readonly file: URL
  /** The module's `workerData`. */
  readonly data: unknown
  /** Heap of one thread, in MB. */
  readonly memoryMb: number
}

export type Job = { readonly name: string; readonly task: object }
/** `usedMs`: processor time of the thread since it started. */
export type Answered = ({ readonly answer: unknown } | { readonly error: unknown }) & { readonly usedMs: number }

export type Limits = {
  readonly signal: AbortSignal | undefined
  /** Processor time that the task may use. The time of other programs does not count, nor that of loading before the thread's first task. */
  readonly processorMs: number
}

/** The task has used more processor time than it may. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
}

/** The thread ended while it had a task. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded'
}

/** A thread that has one task at a time. */
export type Thread = {
  /** Rejects with the task's error; or, where the thread has ended, with the signal's reason, OutOfTime, ThreadEnded, or the error that ended it. */
  run(job: Job, moved: readonly Transferred[], limits: Limits): Promise<unknown>
}
type Transferred = NonNullable<Parameters<Worker['postMessage']>[1]>[number]

/** Starts threads on demand and reuses them until they end. The caller limits how many there are at a time. */
export type Threads = {
  /** An idle thread, or a new one. Throws Exhausted where none can be started, and an Error after `close`. */
  take(): Thread
  /** Ends all threads; running tasks reject. */
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

/** Converts an error that says that descriptors or threads ran out into Exhausted; returns any other as it is. */
const exhaustion = (error: unknown): unknown => {
  if (isOutOfDescriptors(error)) return new Exhausted('descriptors', error)
  return isOutOfThreads(error) ? new Exhausted('threads', error) : error
}

type Listeners = { readonly idle: () => void; readonly ended: () => void }

/** Processor time allowed for loading models and lexicons before the first task. */
const LOADING_MS = 10_000
/** A thread whose task has not used up its processor time after this many times that time is blocked. */
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
    // The task was given up a moment ago.
    if (task === null) return
    if ('error' in answered) task.reject(exhaustion(answered.error))
    else task.resolve(answered.answer)
    task = null
    usedBeforeMs = answered.usedMs
    // An idle thread must not keep the process alive.
    worker.unref()
    listeners.idle()
  })
  worker.on('error', end)
  worker.on('messageerror', end)
  worker.on('exit', (code) => end(new ThreadEnded(`its thread ended with ${code}`)))
  return {
    async run(job, moved, { signal, processorMs }) {
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

/** Resolves when the thread has used up its processor time or is blocked. Rejects if the task or the thread ends before that. */
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

/** Processor time of the thread in milliseconds; infinite where it does not answer in time, as during one long call of the engine. */
const usedBy = async (worker: Worker, isOver: AbortSignal): Promise<number> => {
  const answer = worker.cpuUsage().then(({ user, system }) => (user + system) / 1_000)
  return await Promise.race([answer, sleep(LONGEST_ANSWER_MS, Number.POSITIVE_INFINITY, { signal: isOver })])
}
