/** What is stored no longer. The same on every engine. */
import { DAY } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import type { WithdrawBefore } from './ports/article-log.ts'

/** Of the last sweep, or when the store was empty: retention's own time. */
export const SWEPT_NOTE = 'retention.at'

/** Articles that were first seen before these instants go: those without a topic never stay longer than the others. */
export const withdrawnBefore = (
  now: Instant,
  { articlesMs, untaggedMs }: { readonly articlesMs: number; readonly untaggedMs: number },
): WithdrawBefore => ({ articles: now - articlesMs, untagged: now - Math.min(articlesMs, untaggedMs) })

/** Features are stored of articles that came at most so long before the newest: no index looks further back. */
export const FEATURES_STORED_MS = 10 * DAY

/** An item whose article is gone is not shown again by a feed that has changed for so long without showing it. */
export const ITEM_SHOWN_MS = 2 * DAY
