import { SenderClosedError } from '../fetch/sender.ts'

export type WorkLoopParts = {
  readonly work: () => Promise<void>
  /** While false no work is started. */
  readonly isWritable: () => Promise<boolean>
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly failed: (error: unknown) => void
}

/** Runs `work` whenever it is woken, never twice at once: a call of `wake` during a run causes one more run after it. */
export type WorkLoop = {
  wake(): void
  /** Never rejects: an error is reported, and no work is started for a while. */
  guard(work: () => Promise<void>): Promise<void>
  /** Resolves when no run is in progress. */
  idle(): Promise<void>
  isBusy(): boolean
  close(): Promise<void>
}

/** After an error of the store, or a bug. */
const PAUSE_MS = 10_000

export const createWorkLoop = ({ work, isWritable, elapsed, failed }: WorkLoopParts): WorkLoop => {
  let running: Promise<void> | null = null
  let again = false
  let closed = false
  let pausedUntil = 0

  const guard = async (guarded: () => Promise<void>): Promise<void> => {
    try {
      await guarded()
    } catch (error) {
      // The work of a closed sender stays in the store, for the next sender or the next process.
      if (closed || error instanceof SenderClosedError) return
      pausedUntil = elapsed() + PAUSE_MS
      failed(error)
    }
  }
  const run = async (): Promise<void> => {
    again = false
    // Work whose result can't be stored would be repeated over and over.
    if (closed || elapsed() < pausedUntil) return
    await guard(async () => {
      if ((await isWritable()) && !closed) await work()
    })
  }
  const start = (): void => {
    running ??= run().finally(() => {
      running = null
      if (again) start()
    })
  }
  const idle = async (): Promise<void> => {
    await running
    if (running !== null) await idle()
  }
  return {
    wake() {
      if (closed) return
      again = true
      start()
    },
    guard,
    idle,
    isBusy: () => running !== null,
    async close() {
      closed = true
      await idle()
    },
  }
}
