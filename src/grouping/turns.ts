import { setImmediate } from 'node:timers/promises'

/** Lets other work run on the event loop during long work. */
export type Turns = {
  /** Iterates to the end, and yields to the event loop whenever a time slice is used up. Resolves to the result. */
  through<Result>(work: Iterable<void> | Generator<void, Result>): Promise<Result>
  yieldNow(): Promise<void>
}

/** The length of a time slice: a request waits no longer than this for work in slices. */
const SLICE_MS = 8

/** `elapsed`: a monotonic clock in milliseconds. */
export const createTurns = (elapsed: () => number): Turns => ({
  yieldNow: async () => await setImmediate(),
  async through<Result>(work: Iterable<void> | Generator<void, Result>): Promise<Result> {
    const iterator = work[Symbol.iterator]() as Iterator<void, Result>
    let begun = elapsed()
    for (;;) {
      const step = iterator.next()
      if (step.done === true) return step.value
      if (elapsed() - begun < SLICE_MS) continue
      await setImmediate()
      begun = elapsed()
    }
  },
})
