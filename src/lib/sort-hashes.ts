/** One working space for every list. */
let spare = new Uint32Array(8_192)
const counts = new Uint32Array(256)

/** Sorts in place, byte by byte from the lowest on: for evenly spread values a third of the time that comparing them takes. */
export const sortHashes = (hashes: Uint32Array): void => {
  const size = hashes.length
  if (spare.length < size) spare = new Uint32Array(2 * size)
  let [from, to]: [Uint32Array, Uint32Array] = [hashes, spare]
  // Four times, so that the last pass writes where the values came from.
  for (let shift = 0; shift < 32; shift += 8) {
    place(from, to, size, shift)
    ;[from, to] = [to, from]
  }
}

/** Writes values in the order of one of their bytes; of equal ones the first stays first. */
const place = (from: Uint32Array, to: Uint32Array, size: number, shift: number): void => {
  counts.fill(0)
  for (let at = 0; at < size; at++) {
    const byte = ((from[at] ?? 0) >>> shift) & 255
    counts[byte] = (counts[byte] ?? 0) + 1
  }
  let next = 0
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] ?? 0
    counts[byte] = next
    next += count
  }
  for (let at = 0; at < size; at++) {
    const value = from[at] ?? 0
    const byte = (value >>> shift) & 255
    const place = counts[byte] ?? 0
    to[place] = value
    counts[byte] = place + 1
  }
}
