import type { Instant } from '../model/ids.ts'

/** Time and chance, owned here and handed down, so that a test can hold them still. */
export type Clock = {
  readonly now: () => Instant
  /** Milliseconds that never go back. */
  readonly elapsed: () => number
  /** 0 ≤ chance < 1. */
  readonly chance: () => number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  chance: () => Math.random(),
}
