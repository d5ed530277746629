import { normalForm, type Normalizer } from '../../text/normal-form.ts'
import { sortHashes } from '../../lib/sort-hashes.ts'
import type { Fingerprint } from '../../model/article.ts'
import { createLeastHashes, HASHES, scramble } from './least-hashes.ts'
import { numbersIn } from './numbers-in.ts'
import { MOST_UNITS, type Units, unitsOf } from './units.ts'

/** Shorter texts are alike by chance; they are never copies. */
const FEWEST_UNITS = 30
const WORDS_IN_SHINGLE = 3
const CHARACTERS_IN_SHINGLE = 5
const ROWS = 3
export const BANDS = HASHES / ROWS

/**
 * What copies are recognised by (Broder 1997, MinHash; Leskovec et al., banding): 42 bands of 3 minima each over shingles of
 * 3 words or 5 characters. Two texts with Jaccard similarity s share a band with probability 1 − (1 − s³)⁴²: 94 % at .4, 99.6 % at .5.
 * Null: too short to tell.
 */
export const fingerprintOf = (title: string, text: string, normalized: Normalizer = normalForm): Fingerprint | null => {
  const normalTitle = normalized(title).text
  const normalText = normalized(text).text
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

const leastHashes = createLeastHashes()
const bandsInto = (bands: Uint32Array, values: Uint32Array): void => {
  const least = leastHashes(values)
  for (let band = 0; band < BANDS; band += 1) {
    let mixed = scramble(band + 0x10001)
    for (let row = band * ROWS; row < (band + 1) * ROWS; row += 1) mixed = scramble(mixed ^ (least[row] ?? 0))
    bands[band] = mixed
  }
}
