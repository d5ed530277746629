/** What is no longer stored, on every engine. */
import { DAY } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import type { WithdrawBefore } from './ports/article-log.ts'

/** The note with the time of the last sweep, or of the first start with an empty store. */
export const SWEPT_NOTE = 'retention.at'

/** Articles first seen before these instants are withdrawn: those without a topic are never stored longer than the others. */
export const withdrawnBefore = (
  now: Instant,
  { articlesMs, untaggedMs }: { readonly articlesMs: number; readonly untaggedMs: number },
): WithdrawBefore => ({ articles: now - articlesMs, untagged: now - Math.min(articlesMs, untaggedMs) })

/** How long (ms) before the newest article an article may have arrived for its features to be stored: no index needs older ones. */
export const FEATURES_STORED_MS = 10 * DAY

/** After a feed has changed for this long (ms) without showing an item whose article is deleted, it will not show the item again. */
export const ITEM_SHOWN_MS = 2 * DAY
