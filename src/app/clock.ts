import { randomBytes } from 'node:crypto'
import type { Instant } from '../model/ids.ts'

/** Time and chance, owned here and passed down, so that a test can control them. */
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

/** 192 random bits, safe in an address. */
export const randomToken = (): string => randomBytes(24).toString('base64url')

/** Continues evenly when the machine's clock is set, until `follow` is called. */
export type SteadyClock = Clock & {
  /** By how many milliseconds, whole ones, the machine's clock is ahead. */
  readonly behind: () => number
  readonly follow: () => void
}

/**
 * What is due is decided by this clock: due times that were reckoned before the machine's clock was set are moved first,
 * and only then does it follow. No poll in between is reckoned by a time that the others don't know yet.
 */
export const steadyClock = (clock: Clock): SteadyClock => {
  const offsetNow = (): number => clock.now() - clock.elapsed()
  let offset = offsetNow()
  return {
    ...clock,
    now: () => Math.round(clock.elapsed() + offset),
    behind: () => Math.round(offsetNow() - offset),
    follow: () => {
      offset = offsetNow()
    },
  }
}
