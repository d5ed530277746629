import { createNumbering } from '../numbering.ts'
import type { Passage, Wording } from '../wording.ts'
import { keysAt, MOST_KEYS, type Spelling, spellingOf } from './keys.ts'
import { createRows } from './rows.ts'

/**
 * Term vectors of many languages in one space, learned from aligned sentences. A text's vector is the weighted sum of its
 * words'; vectors of one event's reports point the same way, whatever their language.
 */
export type Interlingua = {
  readonly dimensions: number
  /** Null: too few of the words are known to tell. */
  vectorOf(wording: Wording): Meaning | null
  /** Share of texts that hold a word, in general, by its signed or unsigned key; 0: not known. */
  readonly shareOf: (key: number) => number
}

/** A direction in the space of all languages, of length `MEANING_UNIT`: whole numbers, so that sums are exact in any order. */
export type Meaning = Int16Array
export const MEANING_UNIT = 1_024

const MAGIC = 0x31495750
const HEADER = 16
const FEWEST_KNOWN = 2
const TITLE_WEIGHT = 2
/** The rest of a text is background. */
const TEXT_LIMIT = 300
/** Sentences behind the weights: 255 stands for a word in one of so many. */
const LEARNED_FROM = 2_093
/** Weight → share of sentences that hold the word. */
const SHARES = Float64Array.from({ length: 256 }, (_, weight) => Math.exp((-weight / 255) * Math.log(LEARNED_FROM)))
/** A word speaks for itself and by its beginnings: what is rare has a vector of its own, what is inflected the shared one. */
const USED_KEYS = 3
const NOWHERE = -1

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

/** Where the table's bytes are read from. */
export type TableBytes = { readonly length: number; readonly read: (into: Uint8Array, at: number) => void }

/** Throws where the bytes are no table. Keys and weights are held; vectors, which are nearly all of it, are read as texts ask for them. */
const openTable = ({ length, read }: TableBytes) => {
  const header = new Uint32Array(HEADER / 4)
  read(new Uint8Array(header.buffer), 0)
  const [magic, dimensions = 0, size = 0] = header
  if (magic !== MAGIC || length !== HEADER + size * (5 + dimensions)) throw new Error('this is no table of term vectors')
  const [keys, weights] = [new Uint32Array(size), new Uint8Array(size)]
  read(new Uint8Array(keys.buffer), HEADER)
  read(weights, HEADER + 4 * size)
  const vectors = createRows(size, dimensions, (into, row) => read(into, HEADER + 5 * size + row * dimensions))
  return { dimensions, keys, weights, vectors }
}

export const createInterlingua = (bytes: TableBytes): Interlingua => {
  const { dimensions, keys, weights, vectors } = openTable(bytes)
  const placeOf = placesIn(keys)
  /** Working space: keys of a word, places of all words of a text, and the sum of their vectors. */
  const [wordKeys, known, sum] = [new Uint32Array(MOST_KEYS), createNumbering(), new Float64Array(dimensions)]

  const countInto = (counts: number[], spelling: Spelling, passage: Passage, limit: number, weight: number): void => {
    const { words } = passage
    for (let nth = 0; nth < words.size; nth += 1) {
      const start = words.starts[nth] ?? 0
      if (start >= limit) return
      const count = keysAt(spelling, passage, start, words.ends[nth] ?? 0, wordKeys, 0)
      for (let key = 0, used = 0; key < count && used < USED_KEYS; key += 1) {
        const place = placeOf(wordKeys[key] ?? 0)
        if (place === NOWHERE) continue
        const number = known.numberOf(place)
        counts[number] = (counts[number] ?? 0) + weight
        used += 1
      }
    }
  }
  return {
    dimensions,
    shareOf(key) {
      const place = placeOf(key >>> 0)
      return place === NOWHERE ? 0 : (SHARES[weights[place] ?? 0] ?? 0)
    },
    vectorOf({ language, title, text }) {
      const counts: number[] = []
      known.clear()
      const spelling = spellingOf(language)
      countInto(counts, spelling, title, Number.POSITIVE_INFINITY, TITLE_WEIGHT)
      countInto(counts, spelling, text, TEXT_LIMIT, 1)
      if (counts.length < FEWEST_KNOWN) return null
      for (const [number, count] of counts.entries())
        counts[number] = (weights[known.nameOf(number)] ?? 0) * (1 + Math.log(count))
      sum.fill(0)
      for (let number = 0; number < counts.length; number += AT_ONCE)
        addFour(
          sum,
          vectors.held,
          (nth) => (number + nth < counts.length ? vectors.offsetOf(known.nameOf(number + nth)) : 0),
          (nth) => counts[number + nth] ?? 0,
        )
      return direction(sum)
    },
  }
}

/**
 * Finds where a key stands. Keys are hashes, spread evenly: their first 16 bits leave two or three to look at, side by side in memory. Most
 * are looked for with cold caches, which a search would miss at every step.
 */
const placesIn = (keys: Uint32Array): ((key: number) => number) => {
  const firsts = new Uint32Array(0x1_0000)
  for (let place = keys.length - 1, bucket = 0xffff; bucket >= 0; bucket -= 1) {
    while (place >= 0 && (keys[place] ?? 0) >>> 16 >= bucket) place -= 1
    firsts[bucket] = place + 1
  }
  return (key) => {
    let place = firsts[key >>> 16] ?? 0
    while (place < keys.length && (keys[place] ?? 0) < key) place += 1
    return place < keys.length && keys[place] === key ? place : NOWHERE
  }
}

const AT_ONCE = 4
/** Adds four vectors, one after the other, in one pass: memory is waited for once instead of four times. One that is not there weighs nothing. */
const addFour = (
  sum: Float64Array,
  vectors: Int8Array,
  from: (nth: number) => number,
  weight: (nth: number) => number,
): void => {
  const [first, second, third, fourth] = [from(0), from(1), from(2), from(3)]
  const [one, two, three, four] = [weight(0), weight(1), weight(2), weight(3)]
  for (let index = 0; index < sum.length; index += 1) {
    let value = sum[index] ?? 0
    value += one * (vectors[first + index] ?? 0)
    value += two * (vectors[second + index] ?? 0)
    value += three * (vectors[third + index] ?? 0)
    value += four * (vectors[fourth + index] ?? 0)
    sum[index] = value
  }
}

const direction = (vector: Float64Array): Meaning | null => {
  const length = lengthOf(vector)
  if (length === 0) return null
  const meaning = new Int16Array(vector.length)
  for (let index = 0; index < vector.length; index += 1)
    meaning[index] = Math.round(((vector[index] ?? 0) / length) * MEANING_UNIT)
  return meaning
}

const lengthOf = (vector: Float64Array): number => {
  let square = 0
  for (const value of vector) square += value * value
  return Math.sqrt(square)
}
