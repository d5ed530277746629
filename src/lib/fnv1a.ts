/**
 * FNV-1a (Fowler, Noll and Vo) in 32 bits, over UTF-16 code units instead of bytes. Fingerprints, terms and the addresses of archives
 * hold such hashes, in databases too: the values never change.
 */
export const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** The hash with one more code unit in it. */
export const mixIn = (hash: number, unit: number): number => Math.imul(hash ^ unit, FNV_PRIME)

/** Of a text, signed; `seed` is the hash of what stands before it. */
export const fnv1a = (text: string, seed = FNV_OFFSET): number => {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = mixIn(hash, text.charCodeAt(at))
  return hash
}

/** The same of the code units from one place to before another. */
export const fnv1aOfUnits = (units: Uint16Array, start: number, end: number, seed = FNV_OFFSET): number => {
  let hash = seed
  for (let at = start; at < end; at++) hash = mixIn(hash, units[at] ?? 0)
  return hash
}
