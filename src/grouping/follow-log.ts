import type { Grouper } from './grouper.ts'

/** Keeps the grouper at the end of the log. */
export type LogFollower = {
  /** The log has grown. */
  readonly poke: () => void
  /** Resolves when everything that is in the log now is decided; rejects where it can't be committed. */
  readonly caughtUp: () => Promise<void>
  /** Resolves when nothing is being decided any more. */
  readonly stop: () => Promise<void>
}

export type LogFollowerParts = {
  readonly grouper: Pick<Grouper, 'catchUp'>
  /** Hears of a plan that could not be committed, and of faults of ours. It is tried again. */
  readonly failed: (error: unknown) => void
}

/** A full disk, or a fault of ours, isn't met again at once. */
const RETRY_MS = 2_000

export const createLogFollower = ({ grouper, failed }: LogFollowerParts): LogFollower => {
  const state = { isBehind: false, isStopped: false }
  let running: Promise<void> | null = null
  let retry: NodeJS.Timeout | undefined

  const run = async (): Promise<void> => {
    try {
      while (state.isBehind && !state.isStopped) {
        state.isBehind = false
        await grouper.catchUp()
      }
    } catch (error) {
      state.isBehind = true
      throw error
    } finally {
      running = null
    }
  }
  const follow = async (): Promise<void> => {
    clearTimeout(retry)
    state.isBehind = true
    await (running ??= run())
  }
  const poke = (): void => {
    if (state.isStopped) return
    follow().catch((error: unknown) => {
      if (state.isStopped) return
      failed(error)
      clearTimeout(retry)
      retry = setTimeout(poke, RETRY_MS)
    })
  }
  return {
    poke,
    async caughtUp() {
      // What runs now may have read the log before it grew.
      await running
      if (!state.isStopped) await follow()
    },
    async stop() {
      state.isStopped = true
      clearTimeout(retry)
      await running?.catch(() => {})
    },
  }
}
