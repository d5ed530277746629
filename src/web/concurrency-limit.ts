import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFairQueue } from '../lib/fair-queue.ts'
import { tooBusy } from './http/http-error.ts'

export type ConcurrencyLimits = {
  /** How many pieces of work run at a time. */
  readonly running: number
  readonly waiting: number
  /** How long a request waits before it is refused, in milliseconds. */
  readonly waitMs: number
}

type Clock = {
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
}

/**
 * Turns of the event loop between two pieces of work. The event loop accepts one new connection in a turn (measured: libuv accepts one for
 * each event). With fewer turns, a request for a cached answer would wait for one piece of work of each client that came before it. A turn
 * without work takes some microseconds.
 */
const TURNS_BETWEEN = 32
/**
 * The most time for these turns, in milliseconds. At a thousand requests a second, all the turns would delay the next piece of work by
 * tenths of a second.
 */
const BETWEEN_MS = 25

/** Runs `work` when it is the turn of `client`. Rejects with 503 if the work would wait too long, or with the signal's reason. */
export type ConcurrencyLimit = <Result>(client: string, signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>

/**
 * Runs at most `running` pieces of work at a time, and lets cached answers be sent before each of them. Clients take turns, however many
 * requests each of them has waiting.
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
