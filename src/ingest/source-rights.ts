/** What each source reserves, as it was last read: asked by whoever is about to use a text. */
import { MINUTE } from '../lib/durations.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { SourceId } from '../model/ids.ts'
import type { RightsSignal } from '../model/reservation.ts'
import type { Store } from '../store/ports/store.ts'

export type SourceRights = {
  /** Null: nothing of the source was read yet. Another process's notes show within a minute. */
  readonly signalsOf: (source: SourceId) => readonly RightsSignal[] | null
  readonly note: (source: SourceId, signals: readonly RightsSignal[]) => Promise<void>
  /** Resolves when what is stored is known here. */
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
      // What can't be read now is read the next time; until then what is known counts.
      if (elapsed() - loadedAt > FRESH_MS) void load().catch(() => {})
      return known.get(source) ?? null
    },
    async note(source, signals) {
      await store.reservations.noteSourceSignals(source, signals, now())
      known.set(source, signals)
    },
  }
}

/** With what is stored. */
export const loadSourceRights = async (parts: RightsParts): Promise<SourceRights> => {
  const rights = createSourceRights(parts)
  await rights.load()
  return rights
}
