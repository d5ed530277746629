/** The service's clock as its other threads read it, and when the main thread last had a turn. */
import type { Instant } from '../model/ids.ts'

export type SharedClock = {
  readonly now: () => Instant
  /** Milliseconds since the main thread last had a turn. */
  readonly silentMs: () => number
}

const EVERY_MS = 200
const [AHEAD, TURN] = [0, 1]

/** Monotonic milliseconds, the same in all threads, which `performance.now` is not. */
const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6

/** `memory`: what `readClock` takes in another thread. A clock that is set is read as set at the latest after a fifth of a second. */
export const shareClock = (now: () => Instant) => {
  const memory = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT)
  const shown = new Float64Array(memory)
  const show = (): void => {
    const at = monotonic()
    shown[AHEAD] = now() - at
    shown[TURN] = at
  }
  show()
  const timer = setInterval(show, EVERY_MS).unref()
  return { memory, close: () => clearInterval(timer) }
}

export const readClock = (memory: SharedArrayBuffer): SharedClock => {
  const shown = new Float64Array(memory)
  return {
    now: () => Math.round(monotonic() + (shown[AHEAD] ?? 0)),
    silentMs: () => monotonic() - (shown[TURN] ?? 0),
  }
}
