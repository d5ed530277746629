import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../store/ports/store.ts'

/** How long a database that is away is waited for, and who hears why. */
export type Patience = { readonly patienceMs: number; readonly waiting: (reason: string) => void }

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/** Does the work, from its beginning where the database was away in the middle of it. */
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
