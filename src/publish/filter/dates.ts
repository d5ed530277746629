/** Points in time as a filter writes them. */
import type { Instant } from '../../model/ids.ts'

const HOUR = 3_600_000
const SPANS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR, y: 365 * 24 * HOUR }
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?)?)?)?$/

/** `2026`, `2026-11`, `2026-11-24`, `2026-11-24T10:00+03:00` (UTC unless it says otherwise), or `36h`, `7d`, `2w`, `1y` back. */
export const readInstant = (written: string, now: Instant): Instant | null => {
  const back = /^(\d{1,5})([hdwy])$/i.exec(written)
  if (back !== null) return now - Number(back[1]) * (SPANS[(back[2] ?? '').toLowerCase()] ?? 0)
  return readDate(written)
}

const readDate = (written: string): Instant | null => {
  const parts = DATE.exec(written)
  if (parts === null) return null
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] = parts
  const date = `${year}-${month}-${day}`
  // Date.parse turns 31 February into March.
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return null
  const instant = Date.parse(`${date}T${hour}:${minute}:${second}${zone.toUpperCase()}`)
  return Number.isNaN(instant) ? null : instant
}
