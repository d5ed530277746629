/**
 * The text of the first `size` UTF-16 units. Where Latin-1 holds it, in one byte a letter: half the memory, and cheaper to look
 * through and to hand to another thread.
 */
export const textOfUnits = (units: Uint16Array, size: number): string => {
  if (bytes.length < size) bytes = Buffer.alloc(2 * size)
  const out = bytes
  for (let at = 0; at < size; at++) {
    const unit = units[at] ?? 0
    if (unit > 0xff) return UTF16.decode(units.subarray(0, size))
    out[at] = unit
  }
  return out.toString('latin1', 0, size)
}

const UTF16 = new TextDecoder('utf-16le', { ignoreBOM: true })
/** One working space for every text. */
let bytes = Buffer.alloc(8_192)
