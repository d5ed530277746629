import type { Correction } from '../model/correction.ts'
import type { SourceId } from '../model/ids.ts'
import type { Placer, Store } from '../store/store.ts'
import { createAwaited } from './awaited.ts'
import type { Clock } from './clock.ts'
import { applyCorrections, type CorrectionReport } from './correcting.ts'
import type { Placing } from './placing.ts'

/** Keeps stories to the corrections: at the start, at a reload, and when an article comes that one of them waits for. */
export type Corrector = {
  /** These hold from now on. */
  apply(corrections: readonly Correction[]): Promise<CorrectionReport>
  /** Notices articles that are waited for. */
  readonly watching: (placerFor: (source: SourceId) => Placer) => (source: SourceId) => Placer
  /** After a poll: applies the corrections again if it brought one of them. */
  settled(): Promise<void>
}

export type CorrectorParts = {
  readonly store: Store
  readonly placing: Pick<Placing, 'refresh'>
  readonly clock: Clock
  readonly corrected: (report: CorrectionReport) => void
}

export const createCorrector = ({ store, placing, clock, corrected }: CorrectorParts): Corrector => {
  let inForce: readonly Correction[] = []
  const awaited = createAwaited()
  /** One after another: each looks at what the one before it left. */
  let last: Promise<unknown> = Promise.resolve()

  const applyNow = async (): Promise<CorrectionReport> => {
    const report = await applyCorrections(store, inForce, clock.now())
    awaited.waitFor(report.waiting.map(({ name }) => name))
    if (report.stories.length + report.gone.length > 0) await placing.refresh()
    corrected(report)
    return report
  }
  const inTurn = async (): Promise<CorrectionReport> => {
    const turn = last.then(applyNow, applyNow)
    last = turn
    return await turn
  }
  return {
    async apply(corrections) {
      inForce = corrections
      return await inTurn()
    },
    watching: awaited.watching,
    async settled() {
      if (awaited.hasCome()) await inTurn()
    },
  }
}
