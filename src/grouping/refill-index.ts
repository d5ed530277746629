import type { Instant } from '../model/ids.ts'
import type { ArrivalRange, IndexedRow } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import {
  createGroupingIndex,
  FEATURES_WINDOW_MS,
  FINGERPRINT_WINDOW_MS,
  type GroupingIndex,
  REFILLED_AT_ONCE,
} from './grouping-index.ts'
import type { JoinDecision } from './stories/join-decision.ts'
import type { Turns } from './turns.ts'

type Parts = { readonly store: Store; readonly joins: JoinDecision; readonly turns: Turns }

/**
 * Fills a new index from what is stored of the days before `arrival`, up to the first batch of which `rowsOf` returns nothing: it gives the results that
 * it would have given without a restart.
 */
export const refillIndex = async (
  { store, joins, turns }: Parts,
  arrival: Instant,
  rowsOf = async (rows: readonly IndexedRow[]): Promise<readonly IndexedRow[]> => rows,
): Promise<GroupingIndex> => {
  const index = createGroupingIndex(joins)
  const since = arrival - Math.max(FINGERPRINT_WINDOW_MS, FEATURES_WINDOW_MS)
  for (let range: ArrivalRange = { since, limit: REFILLED_AT_ONCE }; ; ) {
    const rows = await rowsOf(await store.indexed(range))
    const end = rows.at(-1)
    if (end === undefined) return index
    index.restore(rows)
    range = { after: end.number, limit: REFILLED_AT_ONCE }
    await turns.yieldNow()
  }
}
