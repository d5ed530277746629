import type { SettleBatch } from '../store.ts'
import type { Engine } from './engine.ts'

/** What the parts of one settlement share. */
export type Settlement = {
  readonly engine: Engine
  readonly batch: SettleBatch
  /** Number of the batch's source. */
  readonly source: number
  readonly sourceIsNew: boolean
  /** Numbers of stories whose entry is new or changed. */
  readonly touched: Set<number>
  readonly counts: { added: number; revised: number; joined: number; unchanged: number }
}
