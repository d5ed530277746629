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
export type Answered = { readonly answer: unknown } | { readonly error: unknown }

/** A thread that has one task at a time. */
export type Thread = {
  /** It has not answered yet: it may still be loading. */
  isFresh(): boolean
  /** Rejects with the task's error, with the signal's reason once that is raised (the thread ends), or with why the thread ended. */
  run(job: Job, moved: readonly Transferred[], signal: AbortSignal): Promise<unknown>
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

const createThread = (worker: Worker, listeners: Listeners): Thread => {
  let hasAnswered = false
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
    hasAnswered = true
    // One that waits keeps no process alive.
    worker.unref()
    listeners.idle()
  })
  worker.on('error', end)
  worker.on('messageerror', end)
  worker.on('exit', (code) => end(new Error(`the thread ended with ${code}`)))
  return {
    isFresh: () => !hasAnswered,
    async run(job, moved, signal) {
      const given = Promise.withResolvers<unknown>()
      const stop = (): void => end(signal.reason)
      task = given
      worker.ref()
      signal.addEventListener('abort', stop, { once: true })
      try {
        worker.postMessage(job, moved)
      } catch (error) {
        end(error)
      }
      try {
        return await given.promise
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
  }
}
