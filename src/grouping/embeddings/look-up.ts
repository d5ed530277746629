import { NONE } from '../index/interner.ts'

/**
 * Finds where keys stand among ascending ones. Keys are hashes, spread evenly: their first 16 bits leave two or three to look at, side by
 * side in memory, which a search would miss at every step.
 */
export const createLookUp = (keys: Uint32Array) => {
  const firsts = new Uint32Array(0x1_0000)
  for (let place = keys.length - 1, bucket = 0xffff; bucket >= 0; bucket -= 1) {
    while (place >= 0 && (keys[place] ?? 0) >>> 16 >= bucket) place -= 1
    firsts[bucket] = place + 1
  }
  const placeFrom = (first: number, key: number): number => {
    let place = first
    while (place < keys.length && (keys[place] ?? 0) < key) place += 1
    return place < keys.length && keys[place] === key ? place : NONE
  }
  return {
    /** `NONE`: nowhere. */
    placeOf: (key: number): number => placeFrom(firsts[key >>> 16] ?? 0, key),
    /** Places of so many keys. Most are met with cold caches: in loops of their own, the processor waits for many at a time. */
    placesOf(asked: Uint32Array, size: number, into: Int32Array): void {
      for (let nth = 0; nth < size; nth += 1) into[nth] = firsts[(asked[nth] ?? 0) >>> 16] ?? 0
      for (let nth = 0; nth < size; nth += 1) into[nth] = placeFrom(into[nth] ?? 0, asked[nth] ?? 0)
    },
  }
}
export type LookUp = ReturnType<typeof createLookUp>
