import { keysOf } from './keys.ts'

/**
 * Term vectors of many languages in one space, learned from aligned sentences. A text's vector is the weighted sum of its
 * words'; vectors of one event's reports point the same way, whatever their language.
 */
export type Interlingua = {
  readonly dimensions: number
  /** Unit length; null: too few of the words are known to tell. */
  vectorOf(language: string, title: string, text: string): Float32Array | null
  /** Share of texts that hold a word, in general; 0: not known. */
  readonly shareOf: (key: number) => number
}

const MAGIC = 0x31495750
const HEADER = 16
const FEWEST_KNOWN = 2
const TITLE_WEIGHT = 2
/** The rest of a text is background. */
const TEXT_LIMIT = 300
/** Sentences behind the weights: 255 stands for a word in one of so many. */
const LEARNED_FROM = 2_093
/** A word speaks for itself and by its beginnings: what is rare has a vector of its own, what is inflected the shared one. */
const USED_KEYS = 3

/** The table's bytes: header (magic, dimensions, entries, 0), keys ascending, one weight an entry, one int8 vector an entry. */
export const encodeTable = (
  dimensions: number,
  entries: readonly { readonly key: number; readonly weight: number; readonly vector: Int8Array }[],
): Uint8Array => {
  const sorted = entries.toSorted((a, b) => a.key - b.key)
  const bytes = new Uint8Array(HEADER + sorted.length * (5 + dimensions))
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, dimensions, sorted.length, 0])
  new Uint32Array(bytes.buffer, HEADER, sorted.length).set(sorted.map(({ key }) => key))
  const weights = HEADER + 4 * sorted.length
  const vectors = weights + sorted.length
  sorted.forEach(({ weight, vector }, index) => {
    bytes[weights + index] = weight
    bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, dimensions), vectors + index * dimensions)
  })
  return bytes
}

/** Throws where the bytes are no table. They are used in place, not copied. */
export const createInterlingua = (given: Uint8Array): Interlingua => {
  const bytes = given.byteOffset % 4 === 0 ? given : given.slice()
  const [magic, dimensions = 0, size = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset, 4)
  if (magic !== MAGIC || bytes.length !== HEADER + size * (5 + dimensions)) throw new Error('this is no table of term vectors')
  const keys = new Uint32Array(bytes.buffer, bytes.byteOffset + HEADER, size)
  const weights = new Uint8Array(bytes.buffer, bytes.byteOffset + HEADER + 4 * size, size)
  const vectors = new Int8Array(bytes.buffer, bytes.byteOffset + HEADER + 5 * size, size * dimensions)

  const placeOf = (key: number): number => {
    let low = 0
    let high = size - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = keys[middle] ?? 0
      if (found === key) return middle
      if (found < key) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
  const countInto = (counts: Map<number, number>, language: string, text: string, weight: number): void => {
    for (const word of keysOf(language, text)) {
      const places = word.map(placeOf).filter((found) => found >= 0)
      for (const place of places.slice(0, USED_KEYS)) counts.set(place, (counts.get(place) ?? 0) + weight)
    }
  }
  return {
    dimensions,
    shareOf(key) {
      const place = placeOf(key)
      return place < 0 ? 0 : Math.exp((-(weights[place] ?? 0) / 255) * Math.log(LEARNED_FROM))
    },
    vectorOf(language, title, text) {
      const counts = new Map<number, number>()
      countInto(counts, language, title, TITLE_WEIGHT)
      countInto(counts, language, text.slice(0, TEXT_LIMIT), 1)
      if (counts.size < FEWEST_KNOWN) return null
      const sum = new Float32Array(dimensions)
      for (const [place, count] of counts) {
        const weight = (weights[place] ?? 0) * (1 + Math.log(count))
        const from = place * dimensions
        for (let index = 0; index < dimensions; index += 1)
          sum[index] = (sum[index] ?? 0) + weight * (vectors[from + index] ?? 0)
      }
      return unit(sum)
    },
  }
}

/** Sums of such values are exact, in whatever order they are added and taken away. */
const STEPS = 1_024

const unit = (vector: Float32Array): Float32Array | null => {
  const norm = Math.hypot(...vector)
  return norm === 0 ? null : vector.map((value) => Math.round((value / norm) * STEPS) / STEPS)
}
