import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { SourceId } from '../../../model/ids.ts'
import type { PollRecord } from '../../ports/source-queue.ts'
import { StoreUnavailable } from '../../ports/store.ts'
import type { EndedPoll } from '../../sources/polls.ts'

/** Polls that end within this time (ms) are recorded by one statement: a transaction for each costs many times as much. */
const GATHERED_MS = 25

type Waiting = EndedPoll & { readonly resolve: () => void; readonly reject: (reason: unknown) => void }
/** Returns the polls that were not recorded, and why. */
type Write = (polls: readonly EndedPoll[]) => Promise<ReadonlyMap<SourceId, Error>>

/** Records polls in batches; each caller's promise resolves after the commit of its own poll. A poll that ends while no other does is recorded at once. */
export const createPollBatches = (write: Write): ((source: SourceId, poll: PollRecord) => Promise<void>) => {
  let waiting: Waiting[] = []
  let isWriting = false
  const writeAll = async (): Promise<void> => {
    isWriting = true
    // Polls that end in the same turn of the event loop join the batch.
    await setImmediate()
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await Promise.all([writeBatch(write, batch), sleep(GATHERED_MS, undefined, { ref: false })])
    }
    isWriting = false
  }
  return async (source, poll) =>
    await new Promise((resolve, reject) => {
      waiting.push({ source, poll, resolve, reject })
      if (!isWriting) void writeAll()
    })
}

/** Never throws: errors go to the waiting callers. If the database refuses a batch, its polls are written one by one, so that one poll's fault
 * does not affect the others. */
const writeBatch = async (write: Write, batch: readonly Waiting[]): Promise<void> => {
  try {
    const refused = await write(batch)
    for (const { source, resolve, reject } of batch) {
      const why = refused.get(source)
      if (why === undefined) resolve()
      else reject(why)
    }
  } catch (error) {
    if (batch.length > 1 && !(error instanceof StoreUnavailable)) for (const one of batch) await writeBatch(write, [one])
    else for (const { reject } of batch) reject(error)
  }
}
