/** What is stored no longer, apart from articles. The same on every engine. */
const DAY = 86_400_000

/** Features are stored of articles that came at most so long before the newest: no index looks further back. */
export const FEATURES_STORED_MS = 10 * DAY

/** An item whose article is gone is not shown again by a feed that has changed for so long without showing it. */
export const ITEM_SHOWN_MS = 2 * DAY
