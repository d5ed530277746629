import type { Fingerprint } from '../../model/article.ts'
import { FNV_OFFSET, fnv1aOfUnits } from '../../lib/fnv1a.ts'
import { codeUnitsOf } from '../../text/code-units.ts'
import { normalForm, type Normalizer } from '../../text/normal-form.ts'
import { ALONE, createTokens, tokenize, WORD_RULES } from '../../text/tokenizer.ts'
import { HASHES, minHash, scramble } from './min-hash.ts'
import { numbersIn } from './numbers-in.ts'

/** Shorter texts are alike by chance; they are never copies. */
const FEWEST_TOKENS = 30
/** A copy shows within this much; what follows would only cost time. */
const MOST_UNITS = 8_000
const WORDS_IN_SHINGLE = 3
const CHARACTERS_IN_SHINGLE = 5
const ROWS = 3
export const BANDS = HASHES / ROWS

/**
 * What copies are recognised by (Broder 1997, MinHash; Leskovec et al., banding): 42 bands of 3 minima each over shingles of
 * 3 words or 5 characters. Two texts with Jaccard similarity s share a band with probability 1 − (1 − s³)⁴²: 94 % at .4, 99.6 % at .5.
 * Null: too short.
 */
export const fingerprintOf = (title: string, text: string, normalized: Normalizer = normalForm): Fingerprint | null => {
  const normalTitle = normalized(title).text
  const normalText = normalized(text).text
  const headline = hashTokens(normalTitle)
  const body = hashTokens(normalText)
  if (headline.hashes.length + body.hashes.length < FEWEST_TOKENS) return null
  const shingles = shinglesOf(body)
  // Desks keep the agency's text and write their own title: candidates are found by the text. One band is the title's, for headlines alone.
  const bands = new Uint32Array(shingles.length === 0 ? 1 : BANDS + 1)
  if (shingles.length > 0) bandsInto(bands, minHash(shingles))
  bands[bands.length - 1] = titleBand(headline)
  return { bands, shingles: distinct(shingles, shinglesOf(headline)), numbers: numbersIn(normalTitle, normalText) }
}

/** A text in tokens: words, or characters where words stand side by side without spaces. */
type HashedTokens = {
  /** In order. */
  readonly hashes: Uint32Array
  /** True: most tokens are single characters. */
  readonly unspaced: boolean
}

/** Cuts a normal form. */
const hashTokens = (normal: string): HashedTokens => {
  const units = codeUnitsOf(normal.slice(0, MOST_UNITS))
  const tokens = createTokens()
  tokenize(tokens, units, units.length, WORD_RULES)
  const { size, starts, ends } = tokens
  const hashes = new Uint32Array(size)
  let characters = 0
  for (let nth = 0; nth < size; nth += 1) {
    const start = starts[nth] ?? 0
    hashes[nth] = fnv1aOfUnits(units, start, ends[nth] ?? 0, FNV_OFFSET)
    if (WORD_RULES.classes[units[start] ?? 0] === ALONE) characters += 1
  }
  return { hashes, unspaced: characters * 2 > size }
}

const TITLE_SALT = 0x2545f491
const titleBand = ({ hashes }: HashedTokens): number => hashes.reduce((mixed, hash) => scramble(mixed ^ hash), TITLE_SALT)

const shinglesOf = ({ hashes, unspaced }: HashedTokens): Uint32Array => {
  const length = unspaced ? CHARACTERS_IN_SHINGLE : WORDS_IN_SHINGLE
  const shingles = new Uint32Array(Math.max(0, hashes.length - length + 1))
  for (let start = 0; start < shingles.length; start += 1) {
    let mixed = 0x9e3779b9
    for (let at = start; at < start + length; at += 1) mixed = scramble(mixed ^ (hashes[at] ?? 0))
    shingles[start] = mixed
  }
  return shingles
}

/** Each once, ascending. */
const distinct = (one: Uint32Array, other: Uint32Array): Uint32Array => {
  const values = new Uint32Array(one.length + other.length)
  values.set(one)
  values.set(other, one.length)
  values.sort()
  let size = 0
  for (const value of values) if (size === 0 || values[size - 1] !== value) values[size++] = value
  return values.slice(0, size)
}

const bandsInto = (bands: Uint32Array, least: Uint32Array): void => {
  for (let band = 0; band < BANDS; band += 1) {
    let mixed = scramble(band + 0x10001)
    for (let row = band * ROWS; row < (band + 1) * ROWS; row += 1) mixed = scramble(mixed ^ (least[row] ?? 0))
    bands[band] = mixed
  }
}
