/** When items were published. The rules are written for operators in docs/operating.md, "Dates of articles". */
import { DAY, HOUR, SECOND } from '../lib/durations.ts'
import { MOST_AHEAD_MS, type DateFrom } from '../model/article.ts'
import type { Instant } from '../model/ids.ts'
import type { ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import { dayInAddress } from './address-date.ts'
import type { IdentifiedItem } from './identity.ts'

export type ItemDates = {
  readonly publishedAt: Instant
  readonly dateFrom: DateFrom
  /** Later than `publishedAt`; null: the item gives no such date. */
  readonly updatedAt: Instant | null
}
export type DatedItem = IdentifiedItem & { readonly dates: ItemDates }

/** The document around the items. */
export type DocumentDates = {
  readonly feed: Pick<ParsedFeed, 'published' | 'updated'>
  /** True: nothing of the source was read before, so that all that the document shows may be old. */
  readonly isFirstRead: boolean
  readonly now: Instant
}

/** Dates all items of a document, which come in its order. */
export const dateItems = (items: readonly IdentifiedItem[], document: DocumentDates): readonly DatedItem[] => {
  const own = items.map(({ item }) => ownDate(item, document))
  const times = own.flatMap((date) => (date === null ? [] : [date.at]))
  const ofFeed = times.length === 0 ? feedDate(document) : null
  const oldest = times.length === 0 ? document.now - DAY : times.reduce((one, other) => Math.min(one, other))
  return items.map((identified, index) => {
    const { at, by } = own[index] ?? dateOfUndated(document, ofFeed, oldest - (index + 1) * SECOND)
    const updated = plausible(identified.item.updated, document.now)
    const updatedAt = updated !== null && updated > at ? updated : null
    return { ...identified, dates: { publishedAt: at, dateFrom: by, updatedAt } }
  })
}

type FoundDate = { readonly at: Instant; readonly by: DateFrom }

const ownDate = ({ published, updated, link, id }: ParsedItem, document: DocumentDates): FoundDate | null => {
  const stated = plausible(published, document.now) ?? plausible(updated, document.now)
  if (stated !== null) return { at: stated, by: 'item' }
  const day = dayInAddress(link ?? id ?? '')
  return day === null || day > document.now + FIRST_ZONE ? null : { at: withinDay(day, document), by: 'address' }
}

/** Time zones from UTC+14 to UTC−12: a day begins so much earlier than in UTC, and ends so much later. */
const FIRST_ZONE = 14 * HOUR
const LAST_ZONE = 12 * HOUR

/** An item that was not there at the last poll came since; where the address names the same day, that is more precise. */
const withinDay = (day: Instant, { isFirstRead, now }: DocumentDates): Instant =>
  !isFirstRead && now < day + DAY + LAST_ZONE ? now : Math.min(day, now)

const dateOfUndated = ({ isFirstRead, now }: DocumentDates, ofFeed: Instant | null, behind: Instant): FoundDate => {
  if (!isFirstRead) return { at: now, by: 'arrival' }
  return ofFeed === null ? { at: behind, by: 'estimate' } : { at: ofFeed, by: 'feed' }
}

/** A feed's date of the last hour may be that of the request or of a cache that answered it. */
const MADE_ON_REQUEST = HOUR

const feedDate = ({ feed, now }: DocumentDates): Instant | null => {
  const dates = [feed.published, feed.updated].flatMap((at) => plausible(at, now) ?? [])
  const old = dates.filter((at) => at <= now - MADE_ON_REQUEST)
  return old.length === 0 ? null : Math.max(...old)
}

/** Where clocks of programs start: what they write for "no date", in any time zone. */
const EMPTY_VALUES: readonly Instant[] = [Date.UTC(1970, 0, 1), Date.UTC(1900, 0, 1), Date.UTC(1899, 11, 30)]
/** Older than the first newspaper (1605) is a year of another calendar: 1448 of the Hijra is 2026. */
const FIRST_PRINTED = Date.UTC(1600, 0, 1)

/** What is further ahead is an event's day, or a mistake. */
const plausible = (at: Instant | null, now: Instant): Instant | null => {
  if (at === null || !Number.isFinite(at) || at < FIRST_PRINTED || at > now + MOST_AHEAD_MS) return null
  return EMPTY_VALUES.some((zero) => Math.abs(at - zero) <= DAY) ? null : Math.trunc(at)
}
