import type { Instant } from './ids.ts'

/** Time and chance: the wiring owns them and passes them down, so that a test can control them. */
export type Clock = {
  readonly now: () => Instant
  /** Milliseconds that never go back. */
  readonly elapsed: () => number
  /** 0 ≤ chance < 1. */
  readonly chance: () => number
}
