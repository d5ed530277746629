import type { Instant } from './ids.ts'

/** Time and random numbers, passed down from the entry point so that tests can control them. */
export type Clock = {
  readonly now: () => Instant
  /** Monotonic time in milliseconds. */
  readonly elapsed: () => number
  /** A random number, 0 ≤ n < 1. */
  readonly chance: () => number
}
