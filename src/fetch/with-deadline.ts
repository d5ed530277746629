import type { Client } from 'undici'
import { DeadlineError } from './failure-of.ts'

type Limit = { readonly ms: number; readonly stop: AbortSignal }

/**
 * Does what is to be done with a client, and destroys it. `end` is aborted when the time is over (DeadlineError) or `stop` is aborted. Rejects with
 * the reason of `stop`, or of `end`, where one of them was aborted.
 */
export const withDeadline = async <Result>(
  client: Client,
  { ms, stop }: Limit,
  work: (end: AbortController) => Promise<Result>,
): Promise<Result> => {
  // A signal that was aborted before fires no event.
  stop.throwIfAborted()
  const end = new AbortController()
  const deadline = setTimeout(() => end.abort(new DeadlineError()), ms)
  // Not AbortSignal.any(): Node keeps its result, and so the message, for as long as it has a listener and `stop` may still be aborted.
  const stopped = (): void => end.abort(stop.reason)
  stop.addEventListener('abort', stopped, { once: true })
  try {
    return await work(end)
  } catch (error) {
    stop.throwIfAborted()
    throw end.signal.aborted ? end.signal.reason : error
  } finally {
    clearTimeout(deadline)
    stop.removeEventListener('abort', stopped)
    void client.destroy()
  }
}
