import type { Configuration } from '../model/configuration.ts'
import { type Store, StoreError } from '../store/store.ts'
import type { Clock } from './clock.ts'
import type { Corrector } from './corrector.ts'
import { noteMemoryFormat } from './regrouping.ts'
import { noteTaggedBy, taxonomyFingerprint } from './retagging.ts'

/** Brings the store to a configuration: its sources and its corrections. */
export type TakeOver = {
  readonly takeOver: (configuration: Configuration) => Promise<void>
  /** Does what a full disk kept from being done, if there is room now, and resolves to true then. */
  readonly catchUp: () => Promise<boolean>
}

/** `patient`: a full disk is no reason to reject. */
export type TakeOverParts = {
  readonly store: Store
  readonly corrector: Corrector
  readonly clock: Clock
  readonly patient: boolean
}

export const createTakeOver = ({ store, corrector, clock, patient }: TakeOverParts): TakeOver => {
  let waiting: Configuration | null = null
  const takeOver = async (configuration: Configuration): Promise<void> => {
    waiting = null
    try {
      await store.syncSources(configuration.sources, clock.now())
      await corrector.apply(configuration.corrections)
      if ((await store.counts()).articles === 0) await noteBeginning(store, configuration)
    } catch (error) {
      if (!patient || !(error instanceof StoreError)) throw error
      waiting = configuration
    }
  }
  return {
    takeOver,
    async catchUp() {
      if (waiting === null || !store.health().writable) return false
      await takeOver(waiting)
      return waiting === null
    },
  }
}

/** What comes will be tagged by this taxonomy and remembered in today's form. */
const noteBeginning = async (store: Store, { taxonomy }: Configuration): Promise<void> => {
  await noteTaggedBy(store, taxonomyFingerprint(taxonomy))
  await noteMemoryFormat(store)
}
