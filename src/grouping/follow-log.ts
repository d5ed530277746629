import type { Grouper } from './grouper.ts'

/** Runs the grouper whenever the log has grown. */
export type LogFollower = {
  /** To be called when the log has grown. */
  readonly poke: () => void
  /** To be called when the log may have grown. After a failure, this does not retry before `RETRY_MS` have passed. */
  readonly look: () => void
  /** Resolves when everything that is in the log now is decided, or if this process does not decide; rejects if a plan can't be committed. */
  readonly caughtUp: () => Promise<void>
  /** Resolves when the batch in progress is finished and nothing more is decided. The rest of the log is decided after the next start. */
  readonly stop: () => Promise<void>
}

export type LogFollowerParts = {
  readonly grouper: Pick<Grouper, 'catchUp'>
  /** False: another process decides. */
  readonly isLeading: () => boolean
  /** Called once for each plan that could not be committed and for each internal error; the run is retried. */
  readonly failed: (error: unknown) => void
}

/** Delay before a retry: a full disk or an internal error would only recur at once. */
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
    // Assigned first, so that the reset follows even if the run ends at once.
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
      // The run in progress may have read the log before it grew.
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
