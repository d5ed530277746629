import type { Instant, SourceId } from '../model/ids.ts'
import { type Store, StoreError } from '../store/store.ts'

/** Sources whose poll could not be stored, as on a full disk: they stay leased until that can be ended. */
export type PutBack = {
  keep(source: SourceId): void
  /** What it brought could be stored again. */
  forget(source: SourceId): void
  /** Ends the leases whose time has come, as far as the store can be written. */
  giveBack(): Promise<void>
}

/** A disk that is full again and again must not have publishers asked each time: every further time in a row takes twice as long. */
const FIRST_MS = 2_500
const LONGEST_MS = 5 * 60_000

export const createPutBack = (store: Pick<Store, 'release'>, now: () => Instant): PutBack => {
  const tries = new Map<SourceId, number>()
  const waiting = new Map<SourceId, Instant>()
  return {
    keep(source) {
      const nth = (tries.get(source) ?? 0) + 1
      tries.set(source, nth)
      waiting.set(source, now() + Math.min(FIRST_MS * 2 ** nth, LONGEST_MS))
    },
    forget: (source) => void tries.delete(source),
    async giveBack() {
      for (const [source, at] of waiting) {
        if (at > now()) continue
        try {
          await store.release(source)
        } catch (error) {
          if (error instanceof StoreError) return
          throw error
        }
        waiting.delete(source)
      }
    },
  }
}
