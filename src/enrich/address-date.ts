import type { Instant } from '../model/ids.ts'
import { englishMonth } from '../text/month-names.ts'

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
