import type { Instant } from '../model/ids.ts'
import type { ParsedItem } from '../model/parsed-item.ts'

const DAY = 86_400_000
const TEN_YEARS = 3_652 * DAY

export type ItemDates = { readonly publishedAt: Instant; readonly dated: boolean; readonly updatedAt: Instant | null }

/** Dates for sorting: a feed from 1970 or 2099 stays within ten years ago and tomorrow, and an item without a date is of now. */
export const itemDates = (item: ParsedItem, now: Instant): ItemDates => {
  const published = valid(item.published) ?? valid(item.updated)
  const publishedAt = published === null ? now : clamp(published, now)
  const updated = valid(item.updated)
  const updatedAt = updated === null ? null : clamp(updated, now)
  return { publishedAt, dated: published !== null, updatedAt: updatedAt !== null && updatedAt > publishedAt ? updatedAt : null }
}

const valid = (at: Instant | null): Instant | null => (at !== null && Number.isFinite(at) ? Math.trunc(at) : null)
/** The far end stands still for a day, so that two readings of one feed agree. */
const clamp = (at: Instant, now: Instant): Instant =>
  Math.min(Math.max(at, Math.floor((now - TEN_YEARS) / DAY) * DAY), now + DAY)
