import { SenderClosedError } from '../fetch/sender.ts'

export type BeatParts = {
  readonly work: () => Promise<void>
  /** While false nothing is begun. */
  readonly isWritable: () => boolean
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly failed: (error: unknown) => void
}

/** Runs `work` whenever it is poked, never twice at once: a poke while it runs makes it run once more after that. */
export type Beat = {
  poke(): void
  /** Never rejects: a failure is reported, and nothing is begun for a while. */
  guard(work: () => Promise<void>): Promise<void>
  /** Resolves when it doesn't run. */
  rest(): Promise<void>
  isBusy(): boolean
  close(): Promise<void>
}

/** After a failure of the store, or of ours. */
const PAUSE_MS = 10_000

export const createBeat = ({ work, isWritable, elapsed, failed }: BeatParts): Beat => {
  let running: Promise<void> | null = null
  let again = false
  let closed = false
  let pausedUntil = 0

  const guard = async (guarded: () => Promise<void>): Promise<void> => {
    try {
      await guarded()
    } catch (error) {
      // A closed sender leaves its work in the store, for the next sender or the next process.
      if (closed || error instanceof SenderClosedError) return
      pausedUntil = elapsed() + PAUSE_MS
      failed(error)
    }
  }
  const run = async (): Promise<void> => {
    again = false
    // Without room to note that something was done, it would be done again and again.
    if (!closed && elapsed() >= pausedUntil && isWritable()) await guard(work)
  }
  const start = (): void => {
    running ??= run().finally(() => {
      running = null
      if (again) start()
    })
  }
  const rest = async (): Promise<void> => {
    await running
  }
  return {
    poke() {
      if (closed) return
      again = true
      start()
    },
    guard,
    rest,
    isBusy: () => running !== null,
    async close() {
      closed = true
      await rest()
    },
  }
}
