/** When items were published. The rules are written for operators in docs/operating.md, "Dates of articles". */
import { DAY, HOUR, SECOND } from '../lib/durations.ts'
import { MOST_AHEAD_MS, type DateFrom } from '../model/article.ts'
import type { Instant } from '../model/ids.ts'
import type { ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { IdentifiedItem } from './identity.ts'
import { englishMonth } from '../text/month-names.ts'

export type ItemDates = {
  readonly publishedAt: Instant
  readonly dateFrom: DateFrom
  /** Later than `publishedAt`; null: the item gives no such date. */
  readonly updatedAt: Instant | null
}
export type DatedItem = IdentifiedItem & { readonly dates: ItemDates }

/** What the document of the items says of itself, and when it was read. */
export type DocumentDates = {
  readonly feed: Pick<ParsedFeed, 'published' | 'updated'>
  /** True: the source was never read before, so that every item of the document may be old. */
  readonly isFirstRead: boolean
  readonly now: Instant
}

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

/** The extremes of the time zones, UTC+14 and UTC−12: by how much a day may begin earlier, and end later, than in UTC. */
const FIRST_ZONE = 14 * HOUR
const LAST_ZONE = 12 * HOUR

/**
 * A time within the day that an address names. An item that is new since the last poll gets the time of this poll while the day lasts
 * somewhere, since that is more precise; any other gets the beginning of the day.
 */
const withinDay = (day: Instant, { isFirstRead, now }: DocumentDates): Instant =>
  !isFirstRead && now < day + DAY + LAST_ZONE ? now : Math.min(day, now)

const dateOfUndated = ({ isFirstRead, now }: DocumentDates, ofFeed: Instant | null, behind: Instant): FoundDate => {
  if (!isFirstRead) return { at: now, by: 'arrival' }
  return ofFeed === null ? { at: behind, by: 'estimate' } : { at: ofFeed, by: 'feed' }
}

/** A feed's date within this time before now may be the time of the request, or of a cache that answered it: it does not count. */
const MADE_ON_REQUEST = HOUR

const feedDate = ({ feed, now }: DocumentDates): Instant | null => {
  const dates = [feed.published, feed.updated].flatMap((at) => plausible(at, now) ?? [])
  const old = dates.filter((at) => at <= now - MADE_ON_REQUEST)
  return old.length === 0 ? null : Math.max(...old)
}

/** Epochs of common programs, which write them for "no date", in any time zone. */
const EMPTY_VALUES: readonly Instant[] = [Date.UTC(1970, 0, 1), Date.UTC(1900, 0, 1), Date.UTC(1899, 11, 30)]
/** The earliest plausible date, before the first newspaper (1605): an earlier year is of another calendar, as 1448 of the Hijra is 2026. */
const FIRST_PRINTED = Date.UTC(1600, 0, 1)

/** The date in whole milliseconds; null: none, an empty value, too old, or so far ahead that it is an event's day or a mistake. */
const plausible = (at: Instant | null, now: Instant): Instant | null => {
  if (at === null || !Number.isFinite(at) || at < FIRST_PRINTED || at > now + MOST_AHEAD_MS) return null
  return EMPTY_VALUES.some((zero) => Math.abs(at - zero) <= DAY) ? null : Math.trunc(at)
}

/** `/2026/11/24/`, `/2026-11-24-title`, `/2026/11-24/`, `/202611/24/`, `/2026/1124/`, `t20261124_1.html`: month and day of two digits. */
const NUMERIC = /(?<!\d)((?:19|20)\d\d)[-/_.]?(\d\d)[-/_.]?(\d\d)(?!\d)/
/** `/2026/5/7/`: the same separator twice; month and day may have one digit. */
const SEPARATED = /(?<!\d)((?:19|20)\d\d)([-/_.])(\d{1,2})\2(\d{1,2})(?!\d)/
/** `/2026/nov/24/`. */
const NAMED = /\/((?:19|20)\d\d)\/([a-z]{3,9})\/(\d{1,2})(?=[/.?]|$)/i
/** `riots-of-2013-07-01-2017`: a second year follows, so that the title names a date of its own and the address is not read as one. */
const ANOTHER_YEAR = /^[-/_.](?:19|20)\d\d(?!\d)/

/** `/2026/11/10-ways-to-save`: a folder for each month, then a title that begins with a number. */
const TITLE_IN_MONTH = /\/\d{1,2}[^\d/.?]/

/** The earliest year that counts: in addresses, years before the first news sites are numbers of something else. */
const FIRST_YEAR = 1994

/** The day that an address names, as the instant at which it begins in UTC; null: the address names none. */
export const dayInAddress = (address: string): Instant | null => {
  const path = /^https?:\/\/[^/?#]+(\/[^#]*)/i.exec(address)?.[1] ?? ''
  return numericDay(path, NUMERIC, [1, 2, 3]) ?? numericDay(path, SEPARATED, [1, 3, 4]) ?? namedDay(path)
}

const numericDay = (path: string, shape: RegExp, [y, m, d]: readonly [number, number, number]): Instant | null => {
  const found = shape.exec(path)
  if (found === null) return null
  const end = found.index + found[0].length
  if (ANOTHER_YEAR.test(path.slice(end)) || TITLE_IN_MONTH.test(path.slice(end - 3, end + 1))) return null
  return dayOf(Number(found[y]), Number(found[m]), Number(found[d]))
}

const namedDay = (path: string): Instant | null => {
  const found = NAMED.exec(path)
  const month = found === null ? null : englishMonth(found[2] ?? '')
  return found === null || month === null ? null : dayOf(Number(found[1]), month, Number(found[3]))
}

const dayOf = (year: number, month: number, day: number): Instant | null => {
  const at = Date.UTC(year, month - 1, day)
  const date = new Date(at)
  return year >= FIRST_YEAR && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? at : null
}
