import { NONE, runsOn, scriptOf } from '../../text/script.ts'
import { createCodeUnitBuffer } from '../../text/code-units.ts'

/** A text in units that copies are compared by: words, or characters where words stand side by side without spaces. */
export type Units = {
  /** 32-bit hash of each unit, in order. */
  readonly hashes: Uint32Array
  /** True: most units are single characters. */
  readonly unspaced: boolean
}

/** A copy shows within this much; what follows would only cost time. */
export const MOST_UNITS = 8_000
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

const PART_OF_WORD = 1
const ALONE = 2
/** What a UTF-16 unit is; 0: it stands between units. */
const kinds = new Uint8Array(0x1_0000)
for (let unit = 0; unit < kinds.length; unit += 1) {
  const script = scriptOf(unit)
  if (script !== NONE) kinds[unit] = runsOn(script) ? ALONE : PART_OF_WORD
}

const space = createCodeUnitBuffer()
const hashes = new Uint32Array(MOST_UNITS)

/** Cuts a normal form. */
export const unitsOf = (normal: string): Units => {
  const length = Math.min(normal.length, MOST_UNITS)
  const units = space.fill(normal.slice(0, length))
  let count = 0
  let characters = 0
  for (let index = 0; index < length; ) {
    const kind = kinds[units[index] ?? 0] ?? 0
    if (kind === PART_OF_WORD) {
      let word = FNV_OFFSET
      do word = Math.imul(word ^ (units[index++] ?? 0), FNV_PRIME) || 1
      while (index < length && kinds[units[index] ?? 0] === PART_OF_WORD)
      hashes[count++] = word
      continue
    }
    if (kind === ALONE) {
      hashes[count++] = Math.imul(FNV_OFFSET ^ (units[index] ?? 0), FNV_PRIME)
      characters += 1
    }
    index += 1
  }
  return { hashes: hashes.slice(0, count), unspaced: characters * 2 > count }
}
