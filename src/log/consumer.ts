import { SenderClosedError } from '../fetch/sender.ts'
import { repeatInTurn } from '../lib/repeat.ts'
import { LeaseLost } from '../store/ports/store.ts'

/** The one loop of background work: `work` handles all that waits in the store from its checkpoint on, never twice at once. */
export type ConsumerParts = {
  /** The signal is raised when the consumer closes. */
  readonly work: (closing: AbortSignal) => Promise<void>
  /** While false no work is started: another process leads, or the store is read-only. */
  readonly mayWork?: () => boolean | Promise<boolean>
  /** Called with each error, except where another process leads now or the consumer closes. The work is tried again after a pause. */
  readonly failed: (error: unknown) => void
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  /** How long no work is started after an error: without it, work whose result can't be stored would be repeated endlessly. */
  readonly pauseMs?: number
  /** Wakes by itself after `firstMs` (left out: `everyMs`), and then `everyMs` after the end of each such run. */
  readonly everyMs?: number
  readonly firstMs?: number
}

export type Consumer = {
  /** Call when there may be work. Calls during a run cause one more run after it. */
  readonly wake: () => void
  /** Runs what else belongs to the work, such as a request in flight; never rejects: an error begins the pause. */
  guard(work: () => Promise<void>): Promise<void>
  /** Resolves when what waits now is handled, also during a pause, or where it may not work; rejects if that fails. */
  caughtUp(): Promise<void>
  /** Resolves when no run is in progress. */
  idle(): Promise<void>
  isBusy(): boolean
  /** Resolves when the run in progress has ended; no other is started. */
  close(): Promise<void>
}

const PAUSE_MS = 10_000

export const createConsumer = (parts: ConsumerParts): Consumer => {
  const { work, mayWork = () => true, everyMs, firstMs } = parts
  const closing = new AbortController()
  let running: Promise<void> | null = null
  let again = false

  const wake = (): void => {
    if (!closing.signal.aborted) start().catch(() => {})
  }
  const pause = createPause(parts, wake, closing.signal)
  const run = async (): Promise<void> => {
    try {
      while (again && !closing.signal.aborted && !pause.isOn()) {
        again = false
        if ((await mayWork()) && !closing.signal.aborted) await work(closing.signal)
      }
    } catch (error) {
      pause.begin(error)
      throw error
    }
  }
  const start = async (): Promise<void> => {
    again = true
    // Assigned first, so that the reset follows even if the run ends at once.
    running ??= run().finally(() => {
      running = null
      if (again && !pause.isOn()) wake()
    })
    await running
  }
  const idle = async (): Promise<void> => {
    await running?.catch(() => {})
    if (running !== null) await idle()
  }
  const stopLooking = everyMs === undefined ? null : repeatInTurn(start, everyMs, () => {}, firstMs)
  return {
    wake,
    guard: async (guarded) => await guarded().catch(pause.begin),
    async caughtUp() {
      // The run in progress may have read the store before there was this work.
      await running
      pause.end()
      if (!closing.signal.aborted) await start()
    },
    idle,
    isBusy: () => running !== null,
    async close() {
      closing.abort()
      pause.end()
      await Promise.all([stopLooking?.(), idle()])
    },
  }
}

const createPause = ({ elapsed, failed, pauseMs = PAUSE_MS }: ConsumerParts, ended: () => void, closing: AbortSignal) => {
  let until = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    clearTimeout(timer)
    until = Number.NEGATIVE_INFINITY
  }
  return {
    isOn: (): boolean => elapsed() < until,
    begin(this: void, error: unknown): void {
      // What a closed sender did not finish stays in the store, for the next sender or process.
      if (closing.aborted || error instanceof SenderClosedError) return
      end()
      until = elapsed() + pauseMs
      timer = setTimeout(() => {
        end()
        ended()
      }, pauseMs).unref()
      if (!(error instanceof LeaseLost)) failed(error)
    },
    end,
  }
}
