import { NONE, runsOn, scriptOf } from '../../lib/script.ts'

/** A text in units that copies are compared by: words, or characters where words stand side by side without spaces. */
export type Units = {
  /** 32-bit hash of each unit, in order. */
  readonly hashes: Uint32Array
  /** True: most units are single characters. */
  readonly unspaced: boolean
}

/** A copy shows within this much; what follows would only cost time. */
const LIMIT = 8_000
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** Cuts a normal form. */
export const unitsOf = (normal: string): Units => {
  const length = Math.min(normal.length, LIMIT)
  const hashes = new Uint32Array(length)
  let count = 0
  let characters = 0
  let word = 0
  for (let index = 0; index <= length; index += 1) {
    const unit = index < length ? normal.charCodeAt(index) : 0
    const script = scriptOf(unit)
    const alone = runsOn(script)
    if (word !== 0 && (script === NONE || alone)) {
      hashes[count++] = word
      word = 0
    }
    if (alone) {
      hashes[count++] = Math.imul(FNV_OFFSET ^ unit, FNV_PRIME) >>> 0
      characters += 1
    } else if (script !== NONE) word = Math.imul((word === 0 ? FNV_OFFSET : word) ^ unit, FNV_PRIME) >>> 0 || 1
  }
  return { hashes: hashes.subarray(0, count), unspaced: characters * 2 > count }
}
