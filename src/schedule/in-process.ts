import { createTask } from 'node-cron'
import type { Schedule } from './schedule.ts'

export type InProcessParts = {
  /** Asks for due sources and starts polling them; doesn't wait for the polls. */
  readonly beat: () => Promise<void>
  readonly failed: (error: unknown) => void
}

const BEATS = '*/5 * * * * *'
const LONGEST_WAIT_MS = 5_000

/**
 * node-cron reckons when the next beat is; the waiting is our own. Left to itself it stands still after the clock has stepped
 * back, until the old time comes again, and after a step forward it visits every time in between: 30 days took 78 s, in which
 * nothing else ran.
 */
export const createInProcessSchedule = ({ beat, failed }: InProcessParts): Schedule => {
  const times = createTask(BEATS, () => {}, { name: 'due' })
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  const next = (): void => {
    const at = times.getNextRuns(1)[0]?.getTime() ?? 0
    timer = setTimeout(next, Math.min(Math.max(at - Date.now(), 1), LONGEST_WAIT_MS))
    // A beat that takes longer than the pause to the next is not doubled.
    running ??= beat()
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
