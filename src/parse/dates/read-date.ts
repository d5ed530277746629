import type { Instant } from '../../model/ids.ts'
import { type DateHints, fullYear, instantOf, NO_HINTS } from './date-parts.ts'
import { readIsoDate } from './iso-date.ts'
import { readLooseDate } from './loose-date.ts'
import { englishMonth } from '../../text/month-names.ts'
import { offsetAt, readZone } from './time-zones.ts'

/** Longer strings are prose, not dates. */
const LONGEST = 200

/**
 * What the world writes into date fields: RFC 822/2822 and its many sloppy forms, ISO 8601/W3CDTF, asctime, Unix time,
 * national dates. Whole seconds; null if it is no date.
 */
export const readDate = (written: string, hints: DateHints = NO_HINTS): Instant | null => {
  const text = written.trim()
  if (text === '' || text.length > LONGEST) return null
  return readMailDate(text) ?? readNumber(text) ?? readIsoDate(text, hints.offset) ?? readLooseDate(text, hints)
}

// The shape of nearly all RSS dates: `Thu, 01 Jan 2004 19:48:21 GMT`; anything else goes the long way.
const MAIL =
  /^(?:[a-z]{3,9},?\s*)?(\d{1,2})[\s-]+([a-z]{3,9})[\s-]+(\d{2,4})[\s,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([+-])(\d{2}):?(\d{2})|([a-z]{1,5}))$/i

const readMailDate = (text: string): Instant | null => {
  const found = MAIL.exec(text)
  if (found === null) return null
  const month = englishMonth(found[2] ?? '')
  if (month === null) return null
  const parts = {
    year: fullYear(Number(found[3])),
    month,
    day: Number(found[1]),
    hour: Number(found[4]),
    minute: Number(found[5]),
    second: Number(found[6] ?? 0),
  }
  if (found[10] === undefined) {
    const minutes = Number(found[8]) * 60 + Number(found[9])
    return instantOf({ ...parts, offset: found[7] === '-' ? -minutes : minutes })
  }
  const zone = readZone(found[10])
  return zone === null ? null : instantOf({ ...parts, offset: offsetAt(zone, parts) })
}

// Seconds since 1970 from 2001 on (9 or 10 digits), or milliseconds; or 20031231101455.
const UNIX = /^(\d{9,10})(?:\.\d+)?$|^(\d{13})$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/

const readNumber = (text: string): Instant | null => {
  const unix = UNIX.exec(text)
  if (unix !== null) return unix[1] === undefined ? Math.floor(Number(unix[2]) / 1000) * 1000 : Number(unix[1]) * 1000
  const [all, year, month, day, hour, minute, second] = (COMPACT.exec(text) ?? []).map(Number)
  if (all === undefined) return null
  return instantOf({
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  })
}
