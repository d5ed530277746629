import { normalForm } from '../../lib/normal-form.ts'
import { ARABIC, HAN, HANGUL, HEBREW, NONE, runsOn, SOUTH_EAST_ASIAN, scriptOf } from '../../lib/script.ts'
import { createWords, roomFor, type Words } from '../words.ts'

/** The keys of a word, most telling first: the first that a table knows counts. */
export type WordKeys = readonly number[]

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
/** Whole words up to this length; then beginnings, since endings differ. */
const PREFIXES = [8, 6, 5, 4]
/** Where a letter is a syllable, or vowels are not written, fewer of them make a beginning. */
const SHORT_PREFIXES = [4, 3, 2]
const ABJAD_PREFIXES = [...PREFIXES, 3]
const LONGEST = 24
/** As many letters make a beginning that forms of a word have in common. */
const BEGINNING = 5
const SHORT_BEGINNING = 3

/** Working space. */
let few = createWords(64)

/** Words of a text as a table of term vectors names them: 32-bit hashes that differ by language. */
export const keysOf = (language: string, text: string): readonly WordKeys[] => {
  const { text: normal } = normalForm(text)
  few = keyedWords(language, normal, few)
  const { size, starts, ends } = few
  const [spelling, keys] = [spellingOf(language), new Uint32Array(MOST_KEYS)]
  return Array.from({ length: size }, (_, nth) =>
    Array.from(keys.subarray(0, keysAt(spelling, normal, starts[nth] ?? 0, ends[nth] ?? 0, keys))),
  )
}

/** Key of the first word of a text, whole; 0: it has none. */
export const firstKeyOf = (language: string, text: string): number => {
  if (PLAIN.test(text)) return wholeKey(spellingOf(language).seed, text.toLowerCase(), 0, Math.min(text.length, LONGEST))
  few = keyedWords(language, normalForm(text).text, few)
  return few.size === 0 ? 0 : (few.wholes[0] ?? 0)
}

/** One word that its normal form only writes small. */
const PLAIN = /^[a-z][a-z\d]+$/i

/** Words of a normal form, in the space that is given or, where it is too small, in a larger one. */
export const keyedWords = (language: string, normal: string, space: Words): Words => {
  const spelling = spellingOf(language)
  // Where words stand without spaces, each character may begin two.
  const words = roomFor(space, 2 * normal.length)
  let start = -1
  for (let index = 0; index <= normal.length; index += 1) {
    const script = index < normal.length ? scriptOf(normal.charCodeAt(index)) : NONE
    const alone = runsOn(script)
    if (start >= 0 && (script === NONE || alone)) {
      addWord(words, spelling, normal, start, Math.min(index, start + LONGEST))
      start = -1
    }
    if (alone) addRun(words, spelling, normal, index, script)
    else if (script !== NONE && start < 0) start = index
  }
  return words
}

/** A word has no more keys. */
export const MOST_KEYS = 8

/**
 * Writes the keys of the word that stands there: of the whole, then of its beginnings, the longest first, then without what its language
 * writes together with it. Gives how many.
 */
export const keysAt = (spelling: Spelling, normal: string, start: number, end: number, into: Uint32Array): number => {
  const { seed, prefixed } = spelling
  if (runsOn(scriptOf(normal.charCodeAt(start)))) {
    into[0] = hashRun(seed, normal, start, end)
    return 1
  }
  let count = keysOfWord(seed, normal, wordStart(spelling, normal, start, end), end, into)
  // Which of the first letters are words of their own, nothing tells: both are tried.
  for (let bare = start + 1; bare <= start + MOST_PREFIXED && end - bare >= FEWEST_LEFT; bare += 1) {
    if (!prefixed.includes(normal.charAt(bare - 1))) break
    into[count++] = wholeKey(seed, normal, bare, end)
  }
  return count
}

/** How a language writes its words, as far as keys are concerned. */
export type Spelling = { readonly seed: number; readonly hasArticle: boolean; readonly prefixed: string }
/** Letters that are also words, written together with the next: "and", "the", "in", "to", "from", "that", "as". */
const PREFIXED: Readonly<Record<string, string>> = { he: 'והבלמשכ', am: 'የበለከእ' }
const MOST_PREFIXED = 2
const FEWEST_LEFT = 3

const spellings = new Map<string, Spelling>()
export const spellingOf = (language: string): Spelling => {
  const known = spellings.get(language)
  if (known !== undefined) return known
  const [spoken = language] = language.split('-', 1)
  const seed = hashRun(FNV_OFFSET, spoken, 0, spoken.length)
  const spelling = { seed, hasArticle: language === 'ar', prefixed: PREFIXED[language] ?? '' }
  spellings.set(language, spelling)
  return spelling
}

/** "And" and the article stand before the word without a space. */
const ARABIC_ARTICLE = /[وف]?(?:[بك]?ال|لل)(?=\S{3})/y
const wordStart = ({ hasArticle }: Spelling, normal: string, start: number, end: number): number => {
  if (!hasArticle) return start
  ARABIC_ARTICLE.lastIndex = start
  return ARABIC_ARTICLE.test(normal) && ARABIC_ARTICLE.lastIndex < end ? ARABIC_ARTICLE.lastIndex : start
}

const put = (words: Words, start: number, end: number, whole: number, beginning: number): void => {
  const nth = words.size++
  words.starts[nth] = start
  words.ends[nth] = end
  words.wholes[nth] = whole
  words.beginnings[nth] = beginning
}

const addWord = (words: Words, spelling: Spelling, normal: string, start: number, end: number): void => {
  if (end - start <= 1 || isDigits(normal, start, end)) return
  const from = wordStart(spelling, normal, start, end)
  const long = prefixesOf(normal.charCodeAt(from)) === SHORT_PREFIXES ? SHORT_BEGINNING : BEGINNING
  const beginning = hashRun(spelling.seed, normal, from, Math.min(end, from + long))
  put(words, start, end, wholeKey(spelling.seed, normal, from, end), beginning)
}

/** Where words stand without spaces: pairs of characters; fours where letters are an alphabet's; ideographs alone as well. */
const addRun = (words: Words, { seed }: Spelling, normal: string, start: number, script: number): void => {
  const end = start + (script === SOUTH_EAST_ASIAN ? 4 : 2)
  if (end <= normal.length && runsOn(scriptOf(normal.charCodeAt(end - 1)))) putRun(words, seed, normal, start, end)
  if (script === HAN) putRun(words, seed, normal, start, start + 1)
}

const putRun = (words: Words, seed: number, normal: string, start: number, end: number): void => {
  const key = hashRun(seed, normal, start, end)
  put(words, start, end, key, key)
}

const isDigits = (text: string, from: number, to: number): boolean => {
  for (let index = from; index < to; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x30 || unit > 0x39) return false
  }
  return true
}

const isEthiopic = (unit: number): boolean => unit >= 0x1200 && unit <= 0x139f

const prefixesOf = (first: number): readonly number[] => {
  const script = scriptOf(first)
  if (script === HANGUL || isEthiopic(first)) return SHORT_PREFIXES
  return script === ARABIC || script === HEBREW ? ABJAD_PREFIXES : PREFIXES
}

/** The whole word, then its beginnings, the longest first: one pass over the letters. */
const keysOfWord = (seed: number, text: string, from: number, to: number, into: Uint32Array): number => {
  const lengths = prefixesOf(text.charCodeAt(from))
  const longest = lengths.findIndex((length) => length < to - from)
  const count = longest < 0 ? 1 : 1 + lengths.length - longest
  let place = count - 1
  let hash = seed
  for (let index = from; index < to; index += 1) {
    if (index - from === lengths[lengths.length - count + place]) into[place--] = mixed(hash)
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME)
  }
  into[0] = wholeOf(hash)
  return count
}

const DOLLAR = 0x24
const wholeOf = (hash: number): number => mixed(Math.imul(hash ^ DOLLAR, FNV_PRIME))

const wholeKey = (seed: number, text: string, from: number, to: number): number => wholeOf(rawHash(seed, text, from, to))

const hashRun = (seed: number, text: string, from: number, to: number): number => mixed(rawHash(seed, text, from, to))

const rawHash = (seed: number, text: string, from: number, to: number): number => {
  let hash = seed
  for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME)
  return hash
}

const mixed = (hash: number): number => (hash ^ (hash >>> 15)) >>> 0
