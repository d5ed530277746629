import { normalForm, type NormalForm } from '../../lib/normal-form.ts'
import { ARABIC, HAN, HANGUL, HEBREW, NONE, runsOn, SOUTH_EAST_ASIAN, scriptOf } from '../../lib/script.ts'

/** The keys of a word, most telling first: the first that a table knows counts. */
export type WordKeys = readonly number[]

/** A word with where it begins, as an offset into the normal form. */
export type KeyedWord = {
  readonly keys: WordKeys
  /** Without what its language writes together with it. */
  readonly bare: WordKeys
  /** Of its first letters, or of all where it has no more: forms of one word have it in common, and some other words. */
  readonly beginning: number
  readonly start: number
}

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
/** Whole words up to this length; then beginnings, since endings differ. */
const PREFIXES = [8, 6, 5, 4]
/** Where a letter is a syllable, or vowels are not written, fewer of them make a beginning. */
const SHORT_PREFIXES = [4, 3, 2]
const LONGEST = 24
/** As many letters make a beginning that forms of a word have in common. */
const BEGINNING = 5
const SHORT_BEGINNING = 3

/** Words of a text as a table of term vectors names them: 32-bit hashes that differ by language. */
export const keysOf = (language: string, text: string): readonly WordKeys[] =>
  keyedWords(language, normalForm(text)).map(({ keys, bare }) => [...keys, ...bare])

export const keyedWords = (language: string, { text: normal }: NormalForm): readonly KeyedWord[] => {
  const seed = seedOf(language)
  const found: KeyedWord[] = []
  let start = -1
  for (let index = 0; index <= normal.length; index += 1) {
    const script = index < normal.length ? scriptOf(normal.charCodeAt(index)) : NONE
    const alone = runsOn(script)
    if (start >= 0 && (script === NONE || alone)) {
      const end = Math.min(index, start + LONGEST)
      if (end - start > 1 && !isDigits(normal, start, end)) found.push(wordAt(language, seed, normal, start, end))
      start = -1
    }
    if (alone) addRun(found, seed, normal, index, script)
    else if (script !== NONE && start < 0) start = index
  }
  return found
}

const seedOf = (language: string): number => hashText(FNV_OFFSET, language.split('-')[0] ?? language)

/** "And" and the article stand before the word without a space. */
const ARABIC_ARTICLE = /[وف]?(?:[بك]?ال|لل)(?=\S{3})/y
/** Letters that are also words, written together with the next: "and", "the", "in", "to", "from", "that", "as". */
const PREFIXED: Readonly<Record<string, string>> = { he: 'והבלמשכ', am: 'የበለከእ' }
const MOST_PREFIXED = 2
const FEWEST_LEFT = 3
const NO_KEYS: WordKeys = []

const wordAt = (language: string, seed: number, text: string, start: number, end: number): KeyedWord => {
  const from = language === 'ar' ? afterArticle(text, start, end) : start
  const prefixed = PREFIXED[language]
  const bare = prefixed === undefined ? NO_KEYS : bareKeys(seed, text, start, end, prefixed)
  return { ...keysOfWord(seed, text, from, end), bare, start }
}

const afterArticle = (text: string, start: number, end: number): number => {
  ARABIC_ARTICLE.lastIndex = start
  return ARABIC_ARTICLE.test(text) && ARABIC_ARTICLE.lastIndex < end ? ARABIC_ARTICLE.lastIndex : start
}

/** Which of the first letters are words of their own, nothing tells: both are tried. */
const bareKeys = (seed: number, text: string, start: number, end: number, prefixed: string): WordKeys => {
  const keys: number[] = []
  for (let from = start + 1; from <= start + MOST_PREFIXED && end - from >= FEWEST_LEFT; from += 1) {
    if (!prefixed.includes(text.charAt(from - 1))) break
    keys.push(wholeKey(seed, text, from, end))
  }
  return keys
}

const wholeKey = (seed: number, text: string, from: number, to: number): number => keysOfWord(seed, text, from, to).keys[0] ?? 0

const DOLLAR = 0x24

/** The whole word, then its beginnings, the longest first: one pass over the letters. */
const keysOfWord = (seed: number, text: string, from: number, to: number): Pick<KeyedWord, 'keys' | 'beginning'> => {
  const lengths = prefixesOf(text.charCodeAt(from))
  const long = lengths === SHORT_PREFIXES ? SHORT_BEGINNING : BEGINNING
  const keys: number[] = []
  let hash = seed
  let beginning = seed
  for (let index = from; index < to; index += 1) {
    if (lengths.includes(index - from)) keys.push(mixed(hash))
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME)
    if (index - from < long) beginning = hash
  }
  keys.push(mixed(Math.imul(hash ^ DOLLAR, FNV_PRIME)))
  return { keys: keys.reverse(), beginning: mixed(beginning) }
}

const ABJAD_PREFIXES = [...PREFIXES, 3]
const isEthiopic = (unit: number): boolean => unit >= 0x1200 && unit <= 0x139f

const prefixesOf = (first: number): readonly number[] => {
  const script = scriptOf(first)
  if (script === HANGUL || isEthiopic(first)) return SHORT_PREFIXES
  return script === ARABIC || script === HEBREW ? ABJAD_PREFIXES : PREFIXES
}

const isDigits = (text: string, from: number, to: number): boolean => {
  for (let index = from; index < to; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x30 || unit > 0x39) return false
  }
  return true
}

/** Where words stand without spaces: pairs of characters; fours where letters are an alphabet's; ideographs alone as well. */
const addRun = (found: KeyedWord[], seed: number, text: string, start: number, script: number): void => {
  const length = script === SOUTH_EAST_ASIAN ? 4 : 2
  const end = start + length
  if (end <= text.length && runsOn(scriptOf(text.charCodeAt(end - 1)))) found.push(keyedRun(seed, text, start, end))
  if (script === HAN) found.push(keyedRun(seed, text, start, start + 1))
}

const keyedRun = (seed: number, text: string, start: number, end: number): KeyedWord => {
  const key = hashRun(seed, text, start, end)
  return { keys: [key], bare: NO_KEYS, beginning: key, start }
}

const hashText = (seed: number, text: string): number => hashRun(seed, text, 0, text.length)

const hashRun = (seed: number, text: string, from: number, to: number): number => {
  let hash = seed
  for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME)
  return mixed(hash)
}

const mixed = (hash: number): number => (hash ^ (hash >>> 15)) >>> 0
