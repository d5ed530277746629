import { normalForm } from '../../lib/normal-form.ts'
import { sortHashes } from '../../lib/sort-hashes.ts'
import type { Fingerprint } from '../../model/article.ts'
import { numbersIn } from './numbers-in.ts'
import { MOST_UNITS, type Units, unitsOf } from './units.ts'

/** Shorter texts are alike by chance; they are never copies. */
const FEWEST_UNITS = 30
const WORDS_IN_SHINGLE = 3
const CHARACTERS_IN_SHINGLE = 5
export const BANDS = 42
const ROWS = 3
const SIGN = 0x80000000
const LOWER_BITS = 0x1ffff
const MOST = 0x7fffffff

/**
 * What copies are recognised by (Broder 1997, MinHash; Leskovec et al., banding): 42 bands of 3 minima each over shingles of
 * 3 words or 5 characters. Two texts with Jaccard similarity s share a band with probability 1 − (1 − s³)⁴²: 94 % at .4, 99.6 % at .5.
 * Null: too short to tell.
 */
export const fingerprintOf = (title: string, text: string): Fingerprint | null => {
  const normalTitle = normalForm(title).text
  const normalText = normalForm(text).text
  const headline = unitsOf(normalTitle)
  const body = unitsOf(normalText)
  if (headline.hashes.length + body.hashes.length < FEWEST_UNITS) return null
  const count = shinglesIn(body, 0)
  const both = shinglesIn(headline, count)
  // Desks keep the agency's text and write their own title: candidates are found by the text. One band is the title's, for headlines alone.
  const bands = new Uint32Array(count === 0 ? 1 : BANDS + 1)
  if (count > 0) bandsInto(bands, shingles.subarray(0, count))
  bands[bands.length - 1] = titleBand(headline)
  return { bands, shingles: distinct(shingles.subarray(0, both)), numbers: numbersIn(normalTitle, normalText) }
}

const TITLE_SALT = 0x2545f491
const titleBand = ({ hashes }: Units): number => hashes.reduce((mixed, hash) => scramble(mixed ^ hash), TITLE_SALT)

/** Room for the shingles of a title and a text. */
const shingles = new Uint32Array(2 * MOST_UNITS)

/** Writes the shingles behind so many others; gives back how many there are then. */
const shinglesIn = ({ hashes, unspaced }: Units, before: number): number => {
  const length = unspaced ? CHARACTERS_IN_SHINGLE : WORDS_IN_SHINGLE
  let count = before
  for (let end = length; end <= hashes.length; end += 1) {
    let mixed = 0x9e3779b9
    for (let at = end - length; at < end; at += 1) mixed = scramble(mixed ^ (hashes[at] ?? 0))
    shingles[count++] = mixed
  }
  return count
}

/** Each once, ascending. */
const distinct = (values: Uint32Array): Uint32Array => {
  sortHashes(values)
  let kept = 0
  for (const value of values) if (kept === 0 || values[kept - 1] !== value) values[kept++] = value
  return values.slice(0, kept)
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
const scramble = (value: number): number => {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

const SALTS = Uint32Array.from({ length: BANDS * ROWS }, (_, index) => scramble(index + 1))
const FACTORS = Int32Array.from(SALTS, (salt) => scramble(salt) | 1)
const TURNED_SALTS = Int32Array.from(SALTS, (salt) => salt ^ SIGN)

const bandsInto = (bands: Uint32Array, values: Uint32Array): void => {
  const signed = new Int32Array(values.buffer, values.byteOffset, values.length)
  for (let band = 0; band < BANDS; band += 1) bands[band] = bandOf(signed, band)
}

/**
 * A hash of the least `m ^ m >>> 15` for each of three rows, m being shingle ^ salt times factor. It is most of what a fingerprint costs,
 * hence the form: three rows at a time; signed numbers, which compare cheaper than unsigned ones (a turned sign in the salt stays a
 * turned sign in the product of an odd factor); and the shift, which leaves the upper 15 bits alone, only for the few that are not
 * greater in them.
 */
const bandOf = (values: Int32Array, band: number): number => {
  const row = band * ROWS
  const [salt0 = 0, salt1 = 0, salt2 = 0] = TURNED_SALTS.subarray(row, row + ROWS)
  const [factor0 = 1, factor1 = 1, factor2 = 1] = FACTORS.subarray(row, row + ROWS)
  let [least0, least1, least2] = [MOST, MOST, MOST]
  let [bound0, bound1, bound2] = [MOST, MOST, MOST]
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0
    const product0 = Math.imul(value ^ salt0, factor0)
    if (product0 <= bound0 && shifted(product0) < least0) bound0 = (least0 = shifted(product0)) | LOWER_BITS
    const product1 = Math.imul(value ^ salt1, factor1)
    if (product1 <= bound1 && shifted(product1) < least1) bound1 = (least1 = shifted(product1)) | LOWER_BITS
    const product2 = Math.imul(value ^ salt2, factor2)
    if (product2 <= bound2 && shifted(product2) < least2) bound2 = (least2 = shifted(product2)) | LOWER_BITS
  }
  const first = scramble(scramble(band + 0x10001) ^ least0 ^ SIGN)
  return scramble(scramble(first ^ least1 ^ SIGN) ^ least2 ^ SIGN)
}
const shifted = (product: number): number => product ^ ((product ^ SIGN) >>> 15)
