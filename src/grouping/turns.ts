import { setImmediate } from 'node:timers/promises'

/** Lets others have their turn of the event loop while long work goes on. */
export type Turns = {
  /** Iterates to the end, and yields whenever a slice of time is used up. */
  through<Result>(work: Iterable<void> | Generator<void, Result>): Promise<Result>
  yieldNow(): Promise<void>
}

/** A reader waits no longer than this for work in slices. */
const SLICE_MS = 8

/** `elapsed`: milliseconds that never go back. */
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
