import type { Configuration } from '../model/configuration.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'
import type { Corrector } from './corrector.ts'
import { openInterlingua } from './interlingua.ts'
import type { Placing } from './placing.ts'
import { type RegroupParts, type RegroupReport, regroupStored } from './regrouping.ts'

export type Regroup = (options: Pick<RegroupParts, 'since' | 'progress' | 'signal'>) => Promise<RegroupReport>

type Parts = {
  readonly store: Store
  readonly clock: Clock
  readonly placing: Placing
  readonly corrector: Corrector
  readonly configuration: () => Configuration
}

/** Rebuilds stories while the service goes on. */
export const createRegroup =
  ({ store, clock, placing, corrector, configuration }: Parts): Regroup =>
  async (options) => {
    const interlingua = openInterlingua()
    const grouped = configuration().service.stories
    const report = await regroupStored({ store, interlingua, grouped, now: clock.now, ...options })
    // What was corrected meanwhile holds, and new articles are compared with what was decided.
    await corrector.apply(configuration().corrections)
    await placing.refresh()
    return report
  }
