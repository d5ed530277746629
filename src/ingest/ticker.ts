import { createTask } from 'node-cron'
import type { Instant } from '../model/ids.ts'

export type TickerParts = {
  /** Starts the work that is due; doesn't wait for its end. */
  readonly tick: () => Promise<void>
  readonly failed: (error: unknown) => void
  /** The machine's own clock, which node-cron reads too. */
  readonly now: () => Instant
}

/** Calls `tick` every five seconds. Due times are in the store, so every schedule survives a restart. */
export type Ticker = {
  start(): void
  /** Resolves when the running tick, if any, has ended. */
  stop(): Promise<void>
}

const EVERY_FIVE_SECONDS = '*/5 * * * * *'
const LONGEST_WAIT_MS = 5_000

/**
 * node-cron computes the time of the next tick; the timer is our own. After the clock was set back, node-cron's timer does not fire
 * until the old time comes again; after a step forward it runs through every missed time: 30 days took 78 s, during which nothing else ran.
 */
export const createTicker = ({ tick, failed, now }: TickerParts): Ticker => {
  const times = createTask(EVERY_FIVE_SECONDS, () => {}, { name: 'due' })
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  const next = (): void => {
    const at = times.getNextRuns(1)[0]?.getTime() ?? 0
    timer = setTimeout(next, Math.min(Math.max(at - now(), 1), LONGEST_WAIT_MS))
    // A tick is skipped while the one before it is still running.
    running ??= tick()
      .catch(failed)
      .finally(() => {
        running = null
      })
  }
  return {
    start: next,
    async stop() {
      clearTimeout(timer)
      await times.destroy()
      await running
    },
  }
}
