/** The reservations of each source as last read, cached in memory; looked up before a text is used. */
import { MINUTE } from '../lib/durations.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { SourceId } from '../model/ids.ts'
import type { RightsSignal } from '../model/reservation.ts'
import type { Store } from '../store/ports/store.ts'

export type SourceRights = {
  /** Null: nothing of the source was read yet. What another process notes shows within a minute. */
  readonly signalsOf: (source: SourceId) => readonly RightsSignal[] | null
  readonly note: (source: SourceId, signals: readonly RightsSignal[]) => Promise<void>
  readonly load: () => Promise<void>
}

type RightsParts = Pick<Clock, 'now' | 'elapsed'> & {
  readonly store: Pick<Store, 'reservations'>
}

const FRESH_MS = MINUTE

export const createSourceRights = ({ store, now, elapsed }: RightsParts): SourceRights => {
  let known = new Map<SourceId, readonly RightsSignal[]>()
  let loadedAt = Number.NEGATIVE_INFINITY
  const load = async (): Promise<void> => {
    loadedAt = elapsed()
    known = new Map(await store.reservations.sourceSignals())
  }
  return {
    load,
    signalsOf(source) {
      // A load that fails is repeated at a later call; until then the loaded signals stay valid.
      if (elapsed() - loadedAt > FRESH_MS) void load().catch(() => {})
      return known.get(source) ?? null
    },
    async note(source, signals) {
      await store.reservations.noteSourceSignals(source, signals, now())
      known.set(source, signals)
    },
  }
}

/** Creates the cache and loads it. Rejects if the store can't be read. */
export const loadSourceRights = async (parts: RightsParts): Promise<SourceRights> => {
  const rights = createSourceRights(parts)
  await rights.load()
  return rights
}
