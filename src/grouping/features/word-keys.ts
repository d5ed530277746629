import { FNV_OFFSET, fnv1a, fnv1aOfUnits, mixIn } from '../../lib/hashes.ts'
import { codeUnitsOf } from '../../text/code-units.ts'
import { normalForm } from '../../text/normal-form.ts'
import { ARABIC, HAN, HANGUL, HEBREW, NONE, runsOn, SOUTH_EAST_ASIAN, scriptOf } from '../../text/script.ts'

/** A normal form and its code units; the array may be longer. */
export type NormalUnits = { readonly normal: string; readonly units: Uint16Array }

/** Words of one normal form in parallel arrays. Working space: overwritten for the next one. */
export type KeyedWords = ReturnType<typeof createWords>

export const createWords = (capacity: number) => ({
  size: 0,
  /** Where each begins and ends, as offsets into the normal form. */
  starts: new Int32Array(capacity),
  ends: new Int32Array(capacity),
  /** Key of the whole word, signed. */
  wholes: new Int32Array(capacity),
  /** Signed key of the first letters, or of the whole word if it has no more: forms of one word share it, and so do some other words. */
  prefixes: new Int32Array(capacity),
  areNames: new Uint8Array(capacity),
})

/** The keys of a word, the most informative first: the first that a table has are used. */
export type WordKeys = readonly number[]

/** Lengths of the prefixes that are keys of a word beside the whole, since endings differ. */
const PREFIXES = [8, 6, 5, 4]
/** Shorter prefixes, for scripts where a letter is a syllable or vowels are not written. */
const SHORT_PREFIXES = [4, 3, 2]
const ABJAD_PREFIXES = [...PREFIXES, 3]
const LONGEST = 24
/** How many letters make the prefix that forms of a word share. */
const COMMON_PREFIX = 5
const SHORT_COMMON_PREFIX = 3

/** The keys of a text's words, as a table of term vectors lists them: 32-bit hashes that differ by language. */
export const keysOf = (language: string, text: string): readonly WordKeys[] => {
  const { text: normal } = normalForm(text)
  const form = { normal, units: codeUnitsOf(normal) }
  const spelling = spellingOf(language)
  const { size, starts, ends } = keyWords(spelling, form, createWords(0))
  return Array.from({ length: size }, (_, nth) => {
    const list = { size: 0, keys: new Uint32Array(MOST_KEYS) }
    addKeys(list, spelling, form, starts[nth] ?? 0, ends[nth] ?? 0)
    return Array.from(list.keys.subarray(0, list.size))
  })
}

/** The words of a normal form, written into the given space or, where it is too small, into a larger one, which is returned. */
export const keyWords = (spelling: Spelling, form: NormalUnits, space: KeyedWords): KeyedWords => {
  const { units } = form
  const { length } = form.normal
  // Where words are written without spaces, two may begin at each character.
  const words = space.starts.length < 2 * length ? createWords(4 * length) : space
  words.size = 0
  for (let index = 0; index < length; ) {
    const script = scriptOf(units[index] ?? 0)
    if (script === NONE) index += 1
    else if (runsOn(script)) {
      addRun(words, spelling, form, index, script)
      index += 1
    } else {
      const start = index
      do index += 1
      while (index < length && isSpaced(scriptOf(units[index] ?? 0)))
      addWord(words, spelling, form, start, Math.min(index, start + LONGEST))
    }
  }
  return words
}
const isSpaced = (script: number): boolean => script !== NONE && !runsOn(script)

export const MOST_KEYS = 8

export type KeyList = { size: number; readonly keys: Uint32Array }

/**
 * Adds the keys of the word from `start` to `end`: of the whole, then of its prefixes, the longest first, then without the letters that its language
 * prefixes to it.
 */
export const addKeys = (
  list: KeyList,
  spelling: Spelling,
  { normal, units }: NormalUnits,
  start: number,
  end: number,
): void => {
  const { seed, prefixed } = spelling
  if (runsOn(scriptOf(units[start] ?? 0))) {
    list.keys[list.size++] = mixed(fnv1aOfUnits(units, start, end, seed))
    return
  }
  addWordKeys(list, seed, units, wordStart(spelling, normal, start, end), end)
  if (prefixed === '') return
  // Nothing shows how many of the first letters are words of their own: each possibility is added.
  for (let bare = start + 1; bare <= start + MOST_PREFIXED && end - bare >= FEWEST_LEFT; bare += 1) {
    if (!prefixed.includes(normal.charAt(bare - 1))) break
    list.keys[list.size++] = wholeOf(fnv1aOfUnits(units, bare, end, seed))
  }
}

/** How a language writes its words, as far as keys are concerned. */
export type Spelling = { readonly seed: number; readonly hasArticle: boolean; readonly prefixed: string }
/** Letters that are also words, written as one with the next: "and", "the", "in", "to", "from", "that", "as". */
const PREFIXED: Readonly<Record<string, string>> = { he: 'והבלמשכ', am: 'የበለከእ' }
const MOST_PREFIXED = 2
const FEWEST_LEFT = 3

export const spellingOf = (language: string): Spelling => {
  const [spoken = language] = language.split('-', 1)
  const seed = mixed(fnv1a(spoken, FNV_OFFSET))
  return { seed, hasArticle: language === 'ar', prefixed: PREFIXED[language] ?? '' }
}

/** "And", a preposition and the article are written as one with the word. */
const ARABIC_ARTICLE = /[وف]?(?:[بك]?ال|لل)(?=\S{3})/y
const wordStart = ({ hasArticle }: Spelling, normal: string, start: number, end: number): number => {
  if (!hasArticle) return start
  ARABIC_ARTICLE.lastIndex = start
  return ARABIC_ARTICLE.test(normal) && ARABIC_ARTICLE.lastIndex < end ? ARABIC_ARTICLE.lastIndex : start
}

const put = (words: KeyedWords, start: number, end: number, whole: number, prefix: number): void => {
  const nth = words.size++
  words.starts[nth] = start
  words.ends[nth] = end
  words.wholes[nth] = whole
  words.prefixes[nth] = prefix
}

const addWord = (words: KeyedWords, spelling: Spelling, { normal, units }: NormalUnits, start: number, end: number): void => {
  if (end - start <= 1 || isNumber(units, start, end)) return
  const from = wordStart(spelling, normal, start, end)
  const long = from + (prefixesOf(units[from] ?? 0) === SHORT_PREFIXES ? SHORT_COMMON_PREFIX : COMMON_PREFIX)
  const first = fnv1aOfUnits(units, from, Math.min(end, long), spelling.seed)
  put(words, start, end, wholeOf(fnv1aOfUnits(units, long, end, first)), mixed(first))
}

/**
 * Adds the words that begin at `start` in a script without spaces: a pair of characters, or four where letters are an alphabet's; a single ideograph
 * as well.
 */
const addRun = (words: KeyedWords, { seed }: Spelling, { normal, units }: NormalUnits, start: number, script: number): void => {
  const end = start + (script === SOUTH_EAST_ASIAN ? 4 : 2)
  if (end <= normal.length && runsOn(scriptOf(units[end - 1] ?? 0))) putRun(words, seed, units, start, end)
  if (script === HAN) putRun(words, seed, units, start, start + 1)
}

const putRun = (words: KeyedWords, seed: number, units: Uint16Array, start: number, end: number): void => {
  const key = mixed(fnv1aOfUnits(units, start, end, seed))
  put(words, start, end, key, key)
}

const isNumber = (units: Uint16Array, from: number, to: number): boolean => {
  for (let index = from; index < to; index += 1) {
    const unit = units[index] ?? 0
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

/** Adds the key of the whole word, then of its prefixes, the longest first, in one pass over the letters. */
const addWordKeys = (list: KeyList, seed: number, units: Uint16Array, from: number, to: number): void => {
  const { size, keys } = list
  const lengths = prefixesOf(units[from] ?? 0)
  let longest = 0
  while (longest < lengths.length && (lengths[longest] ?? 0) >= to - from) longest += 1
  let hash = seed
  let start = from
  for (let nth = lengths.length - 1; nth >= longest; nth -= 1) {
    const end = from + (lengths[nth] ?? 0)
    hash = fnv1aOfUnits(units, start, end, hash)
    keys[size + 1 + nth - longest] = mixed(hash)
    start = end
  }
  keys[size] = wholeOf(fnv1aOfUnits(units, start, to, hash))
  list.size = size + 1 + lengths.length - longest
}

const DOLLAR = 0x24
const wholeOf = (hash: number): number => mixed(mixIn(hash, DOLLAR))

const mixed = (hash: number): number => (hash ^ (hash >>> 15)) >>> 0
