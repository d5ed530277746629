import { NONE } from '../index/interner.ts'

/**
 * Finds where keys stand among ascending ones. Keys are hashes, spread evenly: their first 16 bits leave two or three to look at, side by
 * side in memory, which a search would miss at every step.
 */
export const createLookUp = (keys: Uint32Array) => {
  const firsts = new Uint32Array(0x1_0000)
  for (let row = keys.length - 1, bucket = 0xffff; bucket >= 0; bucket -= 1) {
    while (row >= 0 && (keys[row] ?? 0) >>> 16 >= bucket) row -= 1
    firsts[bucket] = row + 1
  }
  const rowFrom = (first: number, key: number): number => {
    let row = first
    while (row < keys.length && (keys[row] ?? 0) < key) row += 1
    return row < keys.length && keys[row] === key ? row : NONE
  }
  return {
    /** `NONE`: nowhere. */
    rowOf: (key: number): number => rowFrom(firsts[key >>> 16] ?? 0, key),
    /** Places of so many keys. Most are met with cold caches: in loops of their own, the processor waits for many at a time. */
    rowsOf(wanted: Uint32Array, size: number, into: Int32Array): void {
      for (let nth = 0; nth < size; nth += 1) into[nth] = firsts[(wanted[nth] ?? 0) >>> 16] ?? 0
      for (let nth = 0; nth < size; nth += 1) into[nth] = rowFrom(into[nth] ?? 0, wanted[nth] ?? 0)
    },
  }
}
export type LookUp = ReturnType<typeof createLookUp>
