import { MINUTE } from '../../lib/durations.ts'
import type { WebSubSubscriptions } from '../../store/ports/store.ts'

const COUNT_EVERY_MS = MINUTE

/**
 * Returns a function that counts the readers for the User-Agent of polls: the subscriptions to our feeds, and at least 1, for the operator.
 * They are counted once a minute; `elapsed` is in monotonic milliseconds.
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
