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

/** 192 random bits in base64url. */
export const randomToken = (): string => randomBytes(24).toString('base64url')

/** Adjustments below this are ordinary clock discipline. */
export const JUMP_MS = MINUTE
/** When this program was written: a clock that shows an earlier time is wrong. */
export const WRITTEN_AT: Instant = Date.UTC(2026, 0, 1)
/** How long a clock that is behind is not followed: a machine without a battery clock gets the time within minutes once it has a network. */
const LONGEST_WAIT_MS = HOUR

/** A clock that does not jump when the machine's clock is set; `follow` adopts the new time. */
export type SteadyClock = Clock & {
  /** How many milliseconds it is behind the clock that it follows (the machine's, unless `use` names another); negative: ahead of it. */
  readonly behind: () => number
  readonly follow: () => void
  /** Sets it to this instant, from which it continues. */
  readonly continueFrom: (instant: Instant) => void
  /** Call when the machine's clock is wrong but may soon be corrected: for an hour it is not to be followed. False: that hour is over. */
  readonly wait: () => boolean
  readonly isWaiting: () => boolean
  readonly machine: () => Instant
  /** From now on it follows a clock that shows this instant now instead of the machine's, so that machines that share a database agree on one. */
  readonly use: (reference: Instant) => void
}

/**
 * Due times are computed by this clock. When the machine's clock is set, the stored due times are moved first, and only then is `follow`
 * called, so that no poll in between is scheduled by a different time than the others.
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
