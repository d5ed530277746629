import { MINUTE } from '../../lib/durations.ts'
import { type DateParts, instantOf } from './date-parts.ts'

/** Minutes east of UTC by abbreviation. Where several zones share an abbreviation, the one that more feeds mean. */
const FIXED = new Map<string, number>(
  Object.entries({
    ut: 0, utc: 0, gmt: 0, z: 0, zulu: 0, wet: 0, west: 60, bst: 60, ist: 330, cet: 60, mez: 60, met: 60, cest: 120, mesz: 120,
    mest: 120, eet: 120, eest: 180, sast: 120, cat: 120, wat: 60, eat: 180, msk: 180, мск: 180, msd: 240, trt: 180, idt: 180,
    ast: -240, adt: -180, nst: -210, ndt: -150, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480,
    pdt: -420, akst: -540, akdt: -480, hst: -600, hast: -600, brt: -180, brst: -120, art: -180, uyt: -180, clt: -240, clst: -180,
    bot: -240, vet: -240, cot: -300, pet: -300, ect: -300, gst: 240, amt: 240, azt: 240, get: 240, irst: 210, aft: 270, pkt: 300,
    uzt: 300, yekt: 300, npt: 345, bdt: 360, almt: 300, omst: 360, mmt: 390, ict: 420, wib: 420, krat: 420, novt: 420, hkt: 480,
    sgt: 480, myt: 480, pht: 480, wita: 480, awst: 480, irkt: 480, jst: 540, kst: 540, wit: 540, yakt: 540, acst: 570, acdt: 630,
    aest: 600, aedt: 660, vlat: 600, nzst: 720, nzdt: 780,
  }),
) // biome-ignore format: a table is read by rows

/** Abbreviations for both standard and summer time: the offset depends on the date. */
const PLACES = new Map([
  ['at', 'America/Halifax'],
  ['et', 'America/New_York'],
  ['ct', 'America/Chicago'],
  ['mt', 'America/Denver'],
  ['pt', 'America/Los_Angeles'],
])

export type Zone = { readonly minutes: number } | { readonly place: string }

/** The zone that a name stands for: `CEST`, `ET`, and anything of the form `Europe/Berlin`. Null: not the name of a zone. */
export const readZone = (name: string): Zone | null => {
  const lower = name.toLowerCase()
  const minutes = FIXED.get(lower)
  if (minutes !== undefined) return { minutes }
  const place = PLACES.get(lower) ?? (name.includes('/') ? lower : null)
  return place === null ? null : { place }
}

/** The offset of a zone at a local time, in minutes east of UTC; null: tzdata has no such place. */
export const offsetAt = (zone: Zone, parts: DateParts): number | null => {
  if ('minutes' in zone) return zone.minutes
  const formatter = formatterOf(zone.place)
  const asUtc = instantOf({ ...parts, offset: 0 })
  if (formatter === null || asUtc === null) return null
  const shown = formatter.formatToParts(asUtc)
  const part = (type: string): number => Number(shown.find((found) => found.type === type)?.value ?? 0)
  const there = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour') % 24, part('minute'), part('second'))
  return Math.round((there - asUtc) / MINUTE)
}

/**
 * Formatters by lower-case zone name. They are bounded by tzdata, with some 600 names; each takes 30 kB outside the heap, which a thread's
 * heap limit does not count.
 */
const formatters = new Map<string, Intl.DateTimeFormat>()
const formatterOf = (place: string): Intl.DateTimeFormat | null => {
  const known = formatters.get(place)
  if (known !== undefined) return known
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone: place,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(place, made)
    return made
  } catch {
    return null // Intl throws on names that tzdata does not have: the word is something else.
  }
}

/** The offset, in minutes east of UTC, of languages nearly all of whose publishers share one time zone. Local times without a zone are read at it. */
const CLOCK_OF_LANGUAGE = new Map([
  ['zh', 480],
  ['ja', 540],
  ['ko', 540],
  ['th', 420],
  ['vi', 420],
])

/** The offset of local times in a language, in minutes east of UTC; null: the language does not determine it. */
export const clockOfLanguage = (language: string | null): number | null =>
  CLOCK_OF_LANGUAGE.get((language ?? '').split('-')[0]?.toLowerCase() ?? '') ?? null
