import { rangesOf } from './code-unit-table.ts'

const LARGE = 1
const SMALL = 2
const cases = new Uint8Array(0x1_0000)
for (const [first, last] of rangesOf(/\p{Changes_When_Casemapped}/u))
  for (let unit = first; unit <= last; unit++) {
    const letter = String.fromCharCode(unit)
    cases[unit] = (letter === letter.toLowerCase() ? 0 : LARGE) | (letter === letter.toUpperCase() ? 0 : SMALL)
  }

/** A capital letter, by its code unit. */
export const isLarge = (unit: number): boolean => ((cases[unit] ?? 0) & LARGE) !== 0

/** A small letter of an alphabet that has capitals. */
export const isSmall = (unit: number): boolean => ((cases[unit] ?? 0) & SMALL) !== 0
