const KNOWN = 1
const LARGE = 2
const NEVER_SMALL = 4
/** What is known of each code unit that was met. */
const cases = new Uint8Array(0x10000)

const caseOf = (unit: number): number => {
  const known = cases[unit] ?? KNOWN
  if (known !== 0) return known
  const letter = String.fromCharCode(unit)
  const found = KNOWN | (letter === letter.toLowerCase() ? 0 : LARGE) | (letter === letter.toUpperCase() ? NEVER_SMALL : 0)
  cases[unit] = found
  return found
}

/** A capital letter, by its code unit. */
export const isLarge = (unit: number): boolean => (caseOf(unit) & LARGE) !== 0

/** A small letter of an alphabet that has capitals. */
export const isSmall = (unit: number): boolean => (caseOf(unit) & NEVER_SMALL) === 0
