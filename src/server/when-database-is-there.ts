import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../store/ports/store.ts'

/** How long to wait for a database that does not answer; `waiting` is called with the reason before each wait. */
export type Patience = { readonly patienceMs: number; readonly waiting: (reason: string) => void }

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/** Does the work, and repeats it from the beginning where the database did not answer. Rejects with StoreUnavailable when the patience is used up. */
export const whenDatabaseIsThere = async <Result>(
  { patienceMs, waiting }: Patience,
  work: () => Promise<Result>,
): Promise<Result> => {
  let left = patienceMs
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error.isLasting || left <= 0) throw error
      waiting(error.message)
      await sleep(Math.min(wait, left))
      left -= wait
    }
  }
}
