import { createTask } from 'node-cron'
import type { Schedule } from './schedule.ts'

export type InProcessParts = {
  /** Asks for due sources and starts polling them; doesn't wait for the polls. */
  readonly beat: () => Promise<void>
  /** Wall clock. */
  readonly now: () => number
  /** Never goes back: `performance.now()`. */
  readonly elapsed: () => number
  /** The wall clock jumped by so much: due times move with it. */
  readonly clockJumped: (byMs: number) => Promise<void>
  readonly failed: (error: unknown) => void
}

const EVERY_SECONDS = 5
/** Adjustments below this are ordinary clock discipline. */
const JUMP_MS = 60_000

/**
 * node-cron gives the beat. It stands still after the clock has stepped back (it waits for the old time to come again), so a
 * timer on the monotonic clock watches over it and beats in its place.
 */
export const createInProcessSchedule = (parts: InProcessParts): Schedule => {
  let running: Promise<void> | null = null
  let lastBeat = parts.elapsed()
  let offset = parts.now() - parts.elapsed()
  let stopped = false

  const beat = (): void => {
    lastBeat = parts.elapsed()
    if (running !== null || stopped) return
    running = tick().finally(() => {
      running = null
    })
  }
  const tick = async (): Promise<void> => {
    try {
      const jump = parts.now() - parts.elapsed() - offset
      if (Math.abs(jump) > JUMP_MS) {
        offset += jump
        await parts.clockJumped(jump)
      }
      await parts.beat()
    } catch (error) {
      parts.failed(error)
    }
  }
  const task = createTask(`*/${EVERY_SECONDS} * * * * *`, beat, { name: 'due' })
  const watch = setInterval(() => {
    if (parts.elapsed() - lastBeat > 2 * EVERY_SECONDS * 1_000) beat()
  }, EVERY_SECONDS * 1_000)

  return {
    start() {
      void task.start()
      beat()
    },
    async stop() {
      stopped = true
      clearInterval(watch)
      await task.destroy()
      await running
    },
  }
}
