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

type Clock = {
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
}

/**
 * Turns of the event loop between two works. It takes in one new connection in a turn (measured: libuv accepts one for each event), so that with
 * fewer turns who only asks for what is made already would wait for a work of each client that came before. A turn without work takes some microseconds.
 */
const TURNS_BETWEEN = 32
/** Where a turn has much to answer, there are fewer of them: a work would else wait for tenths of a second with a thousand requests a second. */
const BETWEEN_MS = 25

/** `client`: whose work it is. Rejects with 503 where the work would wait too long, or with the signal's reason. */
export type ConcurrencyLimit = <Result>(client: string, signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>

/**
 * Runs so many pieces of work at a time, and lets others be answered before each of them. Clients have their turns one after the other, however
 * many requests each of them has waiting.
 */
export const createConcurrencyLimit = ({ running, waiting, waitMs, elapsed }: ConcurrencyLimits & Clock): ConcurrencyLimit => {
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
      await letOthersBeAnswered(elapsed)
      signal.throwIfAborted()
      return await work()
    } finally {
      const next = queue.next()
      if (next === null) free += 1
      else next.begin()
    }
  }
}

const letOthersBeAnswered = async (elapsed: () => number): Promise<void> => {
  const end = elapsed() + BETWEEN_MS
  for (let turns = 0; turns < TURNS_BETWEEN && elapsed() < end; turns += 1) await nextTurn()
}

type Waiter = { readonly client: string; readonly begin: () => void; readonly refuse: (reason: unknown) => void }
