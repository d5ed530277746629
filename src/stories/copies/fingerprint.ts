import { normalForm } from '../../lib/normal-form.ts'
import type { Fingerprint } from '../../model/article.ts'
import { type Units, unitsOf } from './units.ts'

/** Shorter texts are alike by chance; they are never copies. */
const FEWEST_UNITS = 30
const WORDS_IN_SHINGLE = 3
const CHARACTERS_IN_SHINGLE = 5
export const BANDS = 42
const ROWS = 3
const MOST_NUMBERS = 60

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
  const titleShingles = shinglesOf(headline)
  const bodyShingles = shinglesOf(body)
  // Desks keep the agency's text and write their own title: candidates are found by the text. One band is the title's, for headlines alone.
  const bands = bodyShingles.length === 0 ? [] : bandsOf(bodyShingles)
  return {
    bands: Uint32Array.of(...bands, titleBand(headline)),
    shingles: union(titleShingles, bodyShingles),
    numbers: numbersIn(`${normalTitle}\n${normalText}`),
  }
}

const TITLE_SALT = 0x2545f491
const titleBand = ({ hashes }: Units): number => hashes.reduce((mixed, hash) => scramble(mixed ^ hash), TITLE_SALT)

/** Of two lists that are distinct and ascending, so too. */
const union = (one: Uint32Array, other: Uint32Array): Uint32Array => {
  const both = new Uint32Array(one.length + other.length)
  let [size, at, otherAt] = [0, 0, 0]
  while (at < one.length || otherAt < other.length) {
    const value = Math.min(one[at] ?? Infinity, other[otherAt] ?? Infinity)
    if (one[at] === value) at += 1
    if (other[otherAt] === value) otherAt += 1
    both[size++] = value
  }
  return both.slice(0, size)
}

/** Distinct, ascending. */
const shinglesOf = ({ hashes, unspaced }: Units): Uint32Array => {
  const length = unspaced ? CHARACTERS_IN_SHINGLE : WORDS_IN_SHINGLE
  const all = new Uint32Array(Math.max(0, hashes.length - length + 1))
  for (let start = 0; start < all.length; start += 1) {
    let mixed = 0x9e3779b9
    for (let offset = 0; offset < length; offset += 1) mixed = scramble(mixed ^ (hashes[start + offset] ?? 0))
    all[start] = mixed
  }
  return distinct(all)
}

/** Sorts in place. */
const distinct = (values: Uint32Array): Uint32Array => {
  values.sort()
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
const FACTORS = SALTS.map((salt) => scramble(salt) | 1)

const bandsOf = (shingles: Uint32Array): Uint32Array => {
  const signed = new Int32Array(shingles.buffer, shingles.byteOffset, shingles.length)
  const bands = new Uint32Array(BANDS)
  for (let band = 0; band < BANDS; band += 1) {
    let mixed = scramble(band + 0x10001)
    for (let row = band * ROWS; row < (band + 1) * ROWS; row += 1)
      mixed = scramble(mixed ^ smallest(signed, (SALTS[row] ?? 0) ^ SIGN, (FACTORS[row] ?? 1) | 0))
    bands[band] = mixed
  }
  return bands
}

/**
 * Least of `m ^ m >>> 15`, m being shingle ^ salt times factor. It is most of what a fingerprint costs, hence the form: signed numbers
 * compare cheaper than unsigned ones, and a turned sign in the salt stays a turned sign in the product of an odd factor. The shift
 * leaves the upper 15 bits alone, so that it is done only for the few that are not greater in them.
 */
const smallest = (shingles: Int32Array, turnedSalt: number, factor: number): number => {
  let least = 0x7fffffff
  let bound = least
  for (let at = 0; at < shingles.length; at += 1) {
    const shingle = shingles[at] ?? 0
    const product = Math.imul(shingle ^ turnedSalt, factor)
    if (product > bound) continue
    const value = product ^ ((product ^ SIGN) >>> 15)
    if (value >= least) continue
    least = value
    bound = value | LOWER_BITS
  }
  return (least ^ SIGN) >>> 0
}
const SIGN = 0x80000000
const LOWER_BITS = 0x1ffff

/** Numbers as written, without their separators: 1,500 and 1.500 are one, 10:15 and 1015 too. */
const numbersIn = (normal: string): readonly string[] => {
  const found = new Set<string>()
  for (const match of normal.matchAll(/\d+(?:[.,:;]\d+|[\u00a0 ]\d{3}(?!\d))*/g)) {
    found.add(match[0].replaceAll(/[^\d]/g, ''))
    if (found.size === MOST_NUMBERS) break
  }
  return [...found]
}
