import { emphasisOf } from '../emphasis.ts'
import { NONE } from '../index/interner.ts'
import type { Wording } from '../wording.ts'
import { createEntriesIn, type Entries } from './entries-in.ts'
import { createLookUp } from './look-up.ts'
import { createRows, type Rows } from './rows.ts'

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
  /** Writes the shares of so many unsigned keys. */
  readonly sharesOf: Shares
}

export type Shares = (keys: Uint32Array, size: number, into: Float64Array) => void

/** A direction in the space of all languages, of length `MEANING_UNIT`: whole numbers, so that sums are exact in any order. */
export type Meaning = Int16Array
export const MEANING_UNIT = 1_024

const MAGIC = 0x31495750
const HEADER = 16
const FEWEST_KNOWN = 2
/** Sentences behind the weights: 255 stands for a word in one of so many. */
const LEARNED_FROM = 2_093
/** Weight → share of sentences that hold the word. */
const SHARES = Float64Array.from({ length: 256 }, (_, weight) => Math.exp((-weight / 255) * Math.log(LEARNED_FROM)))

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
  const lookUp = createLookUp(keys)
  const entriesIn = createEntriesIn(lookUp)
  /** Working space. */
  const sum = new Float64Array(dimensions)
  let places = new Int32Array(1_024)
  const shareAt = (place: number): number => (place === NONE ? 0 : (SHARES[weights[place] ?? 0] ?? 0))
  return {
    dimensions,
    shareOf: (key) => shareAt(lookUp.placeOf(key >>> 0)),
    sharesOf(asked, count, into) {
      if (places.length < count) places = new Int32Array(2 * count)
      lookUp.placesOf(asked, count, places)
      for (let nth = 0; nth < count; nth += 1) into[nth] = shareAt(places[nth] ?? NONE)
    },
    vectorOf(wording) {
      const entries = entriesIn(wording)
      if (entries.size < FEWEST_KNOWN) return null
      sum.fill(0)
      addVectors(
        sum,
        vectors,
        entries,
        (nth) => (weights[entries.places[nth] ?? 0] ?? 0) * emphasisOf(entries.counts[nth] ?? 0),
      )
      return direction(sum)
    },
  }
}

/** Adds vectors, each times its weight, one after the other. Four are read in one pass: memory is waited for once instead of four times. */
const addVectors = (
  sum: Float64Array,
  { held, offsetOf }: Rows,
  { size, places }: Pick<Entries, 'size' | 'places'>,
  weightOf: (nth: number) => number,
): void => {
  // One that is not there weighs nothing.
  const from = (nth: number): number => (nth < size ? offsetOf(places[nth] ?? 0) : 0)
  const weight = (nth: number): number => (nth < size ? weightOf(nth) : 0)
  for (let nth = 0; nth < size; nth += 4) {
    const [first, second, third, fourth] = [from(nth), from(nth + 1), from(nth + 2), from(nth + 3)]
    const [one, two, three, four] = [weight(nth), weight(nth + 1), weight(nth + 2), weight(nth + 3)]
    for (let index = 0; index < sum.length; index += 1) {
      let value = sum[index] ?? 0
      value += one * (held[first + index] ?? 0)
      value += two * (held[second + index] ?? 0)
      value += three * (held[third + index] ?? 0)
      value += four * (held[fourth + index] ?? 0)
      sum[index] = value
    }
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
