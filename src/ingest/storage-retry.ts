import { MINUTE } from '../lib/durations.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import { type Store, StoreError } from '../store/ports/store.ts'

/**
 * Sources whose result could not be stored, as on a full disk, or that could not be polled for want of file descriptors or threads. Their lease stays
 * until it is time to poll them again.
 */
export type StorageRetry = {
  add(source: SourceId): void
  /** Call when a result of this source was stored: its next failure counts as the first. */
  reset(source: SourceId): void
  /** Releases the leases whose pause is over; stops at the first that the store can't write. */
  releaseDue(): Promise<void>
}

/** Each further failure in a row doubles the pause: a disk that stays full must not cause many requests to publishers. */
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 5 * MINUTE

export const createStorageRetry = (store: Pick<Store, 'release'>, now: () => Instant): StorageRetry => {
  const failures = new Map<SourceId, number>()
  const retryAt = new Map<SourceId, Instant>()
  return {
    add(source) {
      const before = failures.get(source) ?? 0
      failures.set(source, before + 1)
      retryAt.set(source, now() + Math.min(FIRST_PAUSE_MS * 2 ** before, LONGEST_PAUSE_MS))
    },
    reset: (source) => void failures.delete(source),
    async releaseDue() {
      for (const [source, at] of retryAt) {
        if (at > now()) continue
        try {
          await store.release(source)
        } catch (error) {
          if (error instanceof StoreError) return
          throw error
        }
        retryAt.delete(source)
      }
    },
  }
}
