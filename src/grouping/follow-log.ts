import type { Grouper } from './grouper.ts'

/** Keeps the grouper at the end of the log. */
export type LogFollower = {
  /** The log has grown. */
  readonly poke: () => void
  /** It may have grown. After a failure this does not try again before its time. */
  readonly look: () => void
  /** Resolves when everything that is in the log now is decided, or this process does not decide; rejects where it can't be committed. */
  readonly caughtUp: () => Promise<void>
  /** Resolves when nothing is being decided any more: after the batch at hand. What is left is decided after the next start. */
  readonly stop: () => Promise<void>
}

export type LogFollowerParts = {
  readonly grouper: Pick<Grouper, 'catchUp'>
  /** False: another process decides. */
  readonly isLeading: () => boolean
  /** Hears of a plan that could not be committed, and of faults of ours, once each. It is tried again. */
  readonly failed: (error: unknown) => void
}

/** A full disk, or a fault of ours, isn't met again at once. */
const RETRY_MS = 2_000

export const createLogFollower = ({ grouper, isLeading, failed }: LogFollowerParts): LogFollower => {
  const stopping = new AbortController()
  let isBehind = false
  let isPaused = false
  let running: Promise<void> | null = null
  let retry: NodeJS.Timeout | undefined

  const run = async (): Promise<void> => {
    try {
      while (isBehind && isLeading() && !stopping.signal.aborted) {
        isBehind = false
        await grouper.catchUp(stopping.signal)
      }
    } catch (error) {
      isBehind = true
      if (!stopping.signal.aborted) {
        failed(error)
        retry = setTimeout(poke, RETRY_MS)
        isPaused = true
      }
      throw error
    }
  }
  const follow = async (): Promise<void> => {
    clearTimeout(retry)
    isPaused = false
    isBehind = true
    // Reset after it is set, however soon the run ends.
    running ??= run().finally(() => {
      running = null
    })
    await running
  }
  const poke = (): void => {
    if (!stopping.signal.aborted) follow().catch(() => {})
  }
  return {
    poke,
    look: () => {
      if (!isPaused) poke()
    },
    async caughtUp() {
      // What runs now may have read the log before it grew.
      await running
      if (!stopping.signal.aborted) await follow()
    },
    async stop() {
      stopping.abort()
      clearTimeout(retry)
      await running?.catch(() => {})
    },
  }
}
