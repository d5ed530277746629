import { setImmediate } from 'node:timers/promises'
import { createFairQueue } from './fair-queue.ts'

/** Tracks requests, polls or jobs in flight, so that a caller can wait for them. `onEnd` is called after each, resolved or rejected. */
export const createInFlight = (onEnd: () => void = () => {}) => {
  const pending = new Set<Promise<unknown>>()
  return {
    size: (): number => pending.size,
    track<Result>(work: Promise<Result>): Promise<Result> {
      pending.add(work)
      const end = (): void => {
        pending.delete(work)
        onEnd()
      }
      work.then(end, end)
      return work
    },
    drained: async (): Promise<void> => void (await Promise.allSettled(pending)),
  }
}

/** A counting semaphore. Waiting clients take turns, so that one with much work delays another by one piece of it; each is served in the order of its calls. */
type Semaphore = {
  /** Runs the work as soon as a permit is free, and returns the permit whatever the outcome. */
  run<Result>(work: () => Promise<Result>, client?: string): Promise<Result>
  readonly free: number
}

export const createSemaphore = (permits: number): Semaphore => {
  let free = permits
  const waiting = createFairQueue<{ readonly client: string; readonly begin: () => void }>({
    most: Number.POSITIVE_INFINITY,
    evict: () => {},
  })
  const release = (): void => {
    const next = waiting.next()
    if (next === null) free += 1
    else next.begin()
  }
  return {
    async run(work, client = '') {
      if (free > 0) free -= 1
      else await new Promise<void>((begin) => waiting.add({ client, begin }))
      try {
        return await work()
      } finally {
        release()
      }
    },
    get free() {
      return free
    },
  }
}

/** Returns a function that resolves for each call in a turn of the event loop of its own, in the order of the calls. */
export const createTurnQueue = (): (() => Promise<void>) => {
  let last = Promise.resolve()
  return async () => {
    last = last.then(async () => await setImmediate())
    await last
  }
}

/** Work whose result several callers wait for. The work's signal is aborted when the last caller leaves before the end. */
export type SharedWork<Result> = {
  /** Resolves to the result; rejects with the signal's reason if it is aborted before. */
  join(signal: AbortSignal): Promise<Result>
  /** Continues the work even if every caller leaves. Its failure rejects only those who wait. */
  keep(): void
  isAbandoned(): boolean
}

export const shareWork = <Result>(work: (signal: AbortSignal) => Promise<Result>): SharedWork<Result> => {
  const controller = new AbortController()
  let isDone = false
  let waiting = 0
  const result = work(controller.signal).finally(() => void (isDone = true))
  return {
    keep() {
      waiting += 1
      result.catch(() => {})
    },
    isAbandoned: () => controller.signal.aborted,
    async join(signal) {
      signal.throwIfAborted()
      const { promise: left, reject } = Promise.withResolvers<never>()
      const leave = (): void => {
        waiting -= 1
        if (waiting === 0 && !isDone) controller.abort(signal.reason)
        reject(signal.reason)
      }
      waiting += 1
      signal.addEventListener('abort', leave, { once: true })
      try {
        return await Promise.race([result, left])
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
  }
}

export const LATER = Symbol('later')

/** What the work results in, or LATER if it takes more than so many milliseconds; it goes on then. */
export const within = async <Result>(ms: number, work: Promise<Result>): Promise<Result | typeof LATER> => {
  const { promise, resolve } = Promise.withResolvers<typeof LATER>()
  const timer = setTimeout(() => resolve(LATER), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
