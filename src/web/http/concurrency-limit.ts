import { tooBusy } from './http-error.ts'

export type ConcurrencyLimits = {
  /** Pieces of work at a time. */
  readonly running: number
  /** Requests that may wait for their turn. */
  readonly waiting: number
  /** How long one waits before it is refused. */
  readonly waitMs: number
}

/** Runs so many pieces of work at a time, first come first served; refuses with 503 what would wait too long. */
export const createConcurrencyLimit = ({ running, waiting, waitMs }: ConcurrencyLimits) => {
  const queue = new Set<() => void>()
  let free = running

  const turn = async (signal: AbortSignal): Promise<void> => {
    if (free > 0) {
      free -= 1
      return
    }
    if (queue.size >= waiting) throw tooBusy()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = (reason: unknown): void => {
      queue.delete(resolve)
      reject(reason)
    }
    const left = (): void => leave(signal.reason)
    const timer = setTimeout(() => leave(tooBusy()), waitMs)
    queue.add(resolve)
    signal.addEventListener('abort', left, { once: true })
    try {
      await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', left)
    }
  }

  return async <Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> => {
    signal.throwIfAborted()
    await turn(signal)
    try {
      return await work()
    } finally {
      const [next] = queue
      if (next === undefined) free += 1
      else {
        queue.delete(next)
        next()
      }
    }
  }
}
