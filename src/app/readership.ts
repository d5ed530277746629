import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'

const COUNT_MS = 60_000

/**
 * How many read a source through us, as publishers are told: those whom our feeds are pushed to, and at least the one who runs
 * this service. Counted once a minute.
 */
export const createReadership = (store: Store, clock: Clock): (() => Promise<number>) => {
  let known = 1
  let countAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (clock.elapsed() < countAt) return known
    countAt = clock.elapsed() + COUNT_MS
    known = Math.max(1, (await store.push.subscriptionCounts()).subscriptions)
    return known
  }
}
