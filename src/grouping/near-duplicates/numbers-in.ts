import { createCodeUnitBuffer } from '../../text/code-units.ts'

const MOST_NUMBERS = 60

/** Numbers of texts in normal form as written, without their separators: 1,500 and 1.500 are one, 10:15 and 1015 too. */
export const numbersIn = (...texts: readonly string[]): readonly string[] => {
  const found = new Set<string>()
  for (const text of texts) {
    const units = space.fill(text)
    for (let at = 0; found.size < MOST_NUMBERS; ) {
      const start = nextDigit(units, at, text.length)
      if (start === text.length) break
      const end = numberEnd(units, start, text.length)
      found.add(text.slice(start, end).replaceAll(/[^\d]/g, ''))
      at = end + 1
    }
  }
  return [...found]
}
const space = createCodeUnitBuffer()

/** A space parts thousands, any other sign parts anything. */
const numberEnd = (units: Uint16Array, start: number, length: number): number => {
  let at = digitsEnd(units, start, length)
  for (;;) {
    const end = digitsEnd(units, at + 1, length)
    const sign = at < length ? (units[at] ?? 0) : 0
    const goesOn = end > at + 1 && (SIGNS.has(sign) || (SPACES.has(sign) && end === at + 4))
    if (!goesOn) return at
    at = end
  }
}
/** . , : ; */
const SIGNS = new Set([0x2e, 0x2c, 0x3a, 0x3b])
const SPACES = new Set([0x20, 0xa0])

const digitsEnd = (units: Uint16Array, start: number, length: number): number => {
  let end = start
  while (isDigit(units, end, length)) end += 1
  return end
}
/** The text's end where there is none. In a function of its own: what runs behind so hot a loop would be compiled anew for each text. */
const nextDigit = (units: Uint16Array, from: number, length: number): number => {
  let at = from
  while (at < length && !isDigit(units, at, length)) at += 1
  return Math.min(at, length)
}
const isDigit = (units: Uint16Array, at: number, length: number): boolean => {
  const unit = units[at] ?? 0
  return at < length && unit >= 48 && unit <= 57
}
