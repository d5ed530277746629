import { MINUTE } from '../../lib/durations.ts'
import type { WebSubSubscriptions } from '../../store/ports/websub-subscriptions.ts'

const COUNT_EVERY_MS = MINUTE

/**
 * How many readers a source has through us, for the User-Agent that its publisher sees: the subscriptions to our feeds, and at least
 * the operator. Counted once a minute; `elapsed` is in monotonic milliseconds.
 */
export const createSubscriberCount = (
  store: Pick<WebSubSubscriptions, 'subscriptionCounts'>,
  elapsed: () => number,
): (() => Promise<number>) => {
  let count = 1
  let nextCountAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (elapsed() < nextCountAt) return count
    nextCountAt = elapsed() + COUNT_EVERY_MS
    count = Math.max(1, (await store.subscriptionCounts()).subscriptions)
    return count
  }
}
