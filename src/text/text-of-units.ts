/**
 * The text of the first `size` UTF-16 units; U+FFFD stands for halves of pairs. Where Latin-1 holds it, in one byte a letter: half the
 * memory, and cheaper to look through and to hand to another thread.
 */
export const textOfUnits = (units: Uint16Array, size: number): string =>
  isLatin(units, size)
    ? bytes.toString('latin1', 0, size)
    : Buffer.from(units.buffer, units.byteOffset, 2 * size)
        .toString('utf16le')
        .toWellFormed()

/** True where `bytes` now has them all. In a function of its own: what runs behind so hot a loop would be compiled anew for each text. */
const isLatin = (units: Uint16Array, size: number): boolean => {
  if (bytes.length < size) bytes = Buffer.alloc(2 * size)
  const out = bytes
  for (let at = 0; at < size; at++) {
    const unit = units[at] ?? 0
    if (unit > 0xff) return false
    out[at] = unit
  }
  return true
}

/** One working space for every text. */
let bytes = Buffer.alloc(8_192)
