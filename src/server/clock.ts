import { randomBytes } from 'node:crypto'
import { HOUR, MINUTE } from '../lib/durations.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { Instant } from '../model/ids.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  chance: () => Math.random(),
}

export const systemRandomBytes = (bytes: number): Uint8Array => randomBytes(bytes)

/** 192 random bits, safe in an address. */
export const randomToken = (): string => randomBytes(24).toString('base64url')

/** Adjustments below this are ordinary clock discipline. */
export const JUMP_MS = MINUTE
/** No right clock shows an earlier time to this program. */
export const WRITTEN_AT: Instant = Date.UTC(2026, 0, 1)
/** A machine that keeps no time has it within minutes, once it reaches those who know it. */
const LONGEST_WAIT_MS = HOUR

/** Continues evenly when the machine's clock is set, until `follow` is called. */
export type SteadyClock = Clock & {
  /** Whole milliseconds by which the clock that it follows, the machine's, is ahead. */
  readonly behind: () => number
  readonly follow: () => void
  /** Shows this instant now, and continues from it. */
  readonly continueFrom: (instant: Instant) => void
  /** The machine's clock is wrong, and may soon be set right: it is not followed for an hour. False: that hour is over. */
  readonly wait: () => boolean
  readonly isWaiting: () => boolean
  /** The machine's own clock. */
  readonly machine: () => Instant
  /** From now on the clock that it follows is not the machine's but one that shows this instant now: machines that work together agree on one. */
  readonly use: (reference: Instant) => void
}

/**
 * Due times are computed by this clock. When the machine's clock is set, the stored due times are moved first, and only then does this
 * clock follow, so that no poll in between is scheduled by a different time than the others.
 */
export const steadyClock = (clock: Clock): SteadyClock => {
  let ahead = 0
  const offsetNow = (): number => clock.now() + ahead - clock.elapsed()
  let offset = offsetNow()
  let waitingSince: number | null = null
  const isWaiting = (): boolean => waitingSince !== null && clock.elapsed() - waitingSince < LONGEST_WAIT_MS
  return {
    ...clock,
    now: () => Math.round(clock.elapsed() + offset),
    behind: () => Math.round(offsetNow() - offset),
    follow: () => {
      offset = offsetNow()
      waitingSince = null
    },
    continueFrom: (instant) => {
      offset = instant - clock.elapsed()
    },
    wait: () => {
      waitingSince ??= clock.elapsed()
      return isWaiting()
    },
    isWaiting,
    machine: clock.now,
    use: (reference) => {
      ahead = reference - clock.now()
    },
  }
}
