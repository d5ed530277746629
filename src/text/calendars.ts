import { DAY } from '../lib/durations.ts'

/** True: a year of the Persian solar calendar. Its 1300–1500 are 1921–2121, and no feed is about the Middle Ages. */
export const isPersianYear = (year: number): boolean => year >= 1300 && year < 1500

/** The Gregorian year of a Thai or Lao year, which counts from the Buddha's passing; any other year stays. */
export const fromBuddhistYear = (year: number): number => (year >= 2400 && year < 2700 ? year - 543 : year)

const ERAS = new Map([
  ['令和', 2018],
  ['平成', 1988],
  ['昭和', 1925],
  ['民國', 1911],
  ['民国', 1911],
])
/** The year before an era's first; 0 for a name that is no era. */
export const yearBeforeEra = (era: string): number => ERAS.get(era) ?? 0

export type CivilDay = { readonly year: number; readonly month: number; readonly day: number }

/** Persian solar (Jalali) to Gregorian by the 33-year rule, exact for 1178–1633. */
export const fromPersian = ({ year, month, day }: CivilDay): CivilDay => {
  const cycle = year - 979
  const leaps = Math.floor(cycle / 33) * 8 + Math.floor(((cycle % 33) + 3) / 4)
  const months = month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30
  // 1 Farvardin 979 fell on 20 March 1600.
  const date = new Date(Date.UTC(1600, 2, 20) + (cycle * 365 + leaps + months + day - 1) * DAY)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
