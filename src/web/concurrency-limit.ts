import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFairQueue } from '../lib/fair-queue.ts'
import { tooBusy } from './http/http-error.ts'

export type ConcurrencyLimits = {
  /** Pieces of work at a time. */
  readonly running: number
  /** Requests that may wait for their turn. */
  readonly waiting: number
  /** How long one waits before it is refused, in milliseconds. */
  readonly waitMs: number
}

/** `client`: whose work it is. Rejects with 503 where the work would wait too long, or with the signal's reason. */
export type ConcurrencyLimit = <Result>(client: string, signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>

/**
 * Runs so many pieces of work at a time, each in a turn of the event loop of its own. Clients have their turns one after the other, however
 * many requests each of them has waiting.
 */
export const createConcurrencyLimit = ({ running, waiting, waitMs }: ConcurrencyLimits): ConcurrencyLimit => {
  const queue = createFairQueue<Waiter>({ most: waiting, evict: (waiter) => waiter.refuse(tooBusy()) })
  let free = running

  const turn = async (client: string, signal: AbortSignal): Promise<void> => {
    if (free > 0) {
      free -= 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const refuse = (reason: unknown): void => {
      queue.remove(waiter)
      reject(reason)
    }
    const waiter: Waiter = { client, begin: resolve, refuse }
    const left = (): void => refuse(signal.reason)
    if (!queue.add(waiter)) throw tooBusy()
    const timer = setTimeout(() => refuse(tooBusy()), waitMs)
    signal.addEventListener('abort', left, { once: true })
    try {
      await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', left)
    }
  }

  return async (client, signal, work) => {
    signal.throwIfAborted()
    await turn(client, signal)
    try {
      // Works that never wait would else follow each other without anybody being answered between them.
      await nextTurn()
      signal.throwIfAborted()
      return await work()
    } finally {
      const next = queue.next()
      if (next === null) free += 1
      else next.begin()
    }
  }
}

type Waiter = { readonly client: string; readonly begin: () => void; readonly refuse: (reason: unknown) => void }
