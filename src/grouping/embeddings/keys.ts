import { normalForm } from '../../text/normal-form.ts'
import { ARABIC, HAN, HANGUL, HEBREW, NONE, runsOn, SOUTH_EAST_ASIAN, scriptOf } from '../../text/script.ts'
import { createCodeUnitBuffer } from '../../text/code-units.ts'
import { createWords, type NormalUnits, roomFor, type Words } from '../words.ts'

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
const space = createCodeUnitBuffer()
let few = createWords(64)

/** Words of a text as a table of term vectors names them: 32-bit hashes that differ by language. */
export const keysOf = (language: string, text: string): readonly WordKeys[] => {
  const { text: normal } = normalForm(text)
  const form = { normal, units: space.fill(normal) }
  few = keyedWords(language, form, few)
  const { size, starts, ends } = few
  const spelling = spellingOf(language)
  return Array.from({ length: size }, (_, nth) => {
    const list = { size: 0, keys: new Uint32Array(MOST_KEYS) }
    addKeys(list, spelling, form, starts[nth] ?? 0, ends[nth] ?? 0)
    return Array.from(list.keys.subarray(0, list.size))
  })
}

/** Key of the first word of a text, whole; 0: it has none. */
export const firstKeyOf = (language: string, text: string): number => {
  if (PLAIN.test(text)) {
    const small = text.toLowerCase()
    return wholeOf(rawHash(spellingOf(language).seed, space.fill(small), 0, Math.min(small.length, LONGEST)))
  }
  const normal = normalForm(text).text
  few = keyedWords(language, { normal, units: space.fill(normal) }, few)
  return few.size === 0 ? 0 : (few.wholes[0] ?? 0)
}

/** One word that its normal form only writes small. */
const PLAIN = /^[a-z][a-z\d]+$/i

/** Words of a normal form, in the space that is given or, where it is too small, in a larger one. */
export const keyedWords = (language: string, form: NormalUnits, space: Words): Words => {
  const spelling = spellingOf(language)
  const { units } = form
  const { length } = form.normal
  // Where words stand without spaces, each character may begin two.
  const words = roomFor(space, 2 * length)
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

/** A word has no more keys. */
export const MOST_KEYS = 8

export type KeyList = { size: number; readonly keys: Uint32Array }

/**
 * Adds the keys of the word that stands there: of the whole, then of its beginnings, the longest first, then without what its language writes
 * together with it.
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
    list.keys[list.size++] = mixed(rawHash(seed, units, start, end))
    return
  }
  addWordKeys(list, seed, units, wordStart(spelling, normal, start, end), end)
  if (prefixed === '') return
  // Which of the first letters are words of their own, nothing tells: both are tried.
  for (let bare = start + 1; bare <= start + MOST_PREFIXED && end - bare >= FEWEST_LEFT; bare += 1) {
    if (!prefixed.includes(normal.charAt(bare - 1))) break
    list.keys[list.size++] = wholeOf(rawHash(seed, units, bare, end))
  }
}

/** How a language writes its words, as far as keys are concerned. */
export type Spelling = { readonly seed: number; readonly hasArticle: boolean; readonly prefixed: string }
/** Letters that are also words, written together with the next: "and", "the", "in", "to", "from", "that", "as". */
const PREFIXED: Readonly<Record<string, string>> = { he: 'והבלמשכ', am: 'የበለከእ' }
const MOST_PREFIXED = 2
const FEWEST_LEFT = 3

const unitsOf = (text: string): Uint16Array => Uint16Array.from(text, (letter) => letter.charCodeAt(0))
const spellings = new Map<string, Spelling>()
export const spellingOf = (language: string): Spelling => {
  const known = spellings.get(language)
  if (known !== undefined) return known
  const [spoken = language] = language.split('-', 1)
  const seed = mixed(rawHash(FNV_OFFSET, unitsOf(spoken), 0, spoken.length))
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

const addWord = (words: Words, spelling: Spelling, { normal, units }: NormalUnits, start: number, end: number): void => {
  if (end - start <= 1 || isNumber(units, start, end)) return
  const from = wordStart(spelling, normal, start, end)
  const long = from + (prefixesOf(units[from] ?? 0) === SHORT_PREFIXES ? SHORT_BEGINNING : BEGINNING)
  const first = rawHash(spelling.seed, units, from, Math.min(end, long))
  put(words, start, end, wholeOf(rawHash(first, units, long, end)), mixed(first))
}

/** Where words stand without spaces: pairs of characters; fours where letters are an alphabet's; ideographs alone as well. */
const addRun = (words: Words, { seed }: Spelling, { normal, units }: NormalUnits, start: number, script: number): void => {
  const end = start + (script === SOUTH_EAST_ASIAN ? 4 : 2)
  if (end <= normal.length && runsOn(scriptOf(units[end - 1] ?? 0))) putRun(words, seed, units, start, end)
  if (script === HAN) putRun(words, seed, units, start, start + 1)
}

const putRun = (words: Words, seed: number, units: Uint16Array, start: number, end: number): void => {
  const key = mixed(rawHash(seed, units, start, end))
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

/** The whole word, then its beginnings, the longest first: one pass over the letters. */
const addWordKeys = (list: KeyList, seed: number, units: Uint16Array, from: number, to: number): void => {
  const { size, keys } = list
  const lengths = prefixesOf(units[from] ?? 0)
  let longest = 0
  while (longest < lengths.length && (lengths[longest] ?? 0) >= to - from) longest += 1
  let hash = seed
  let begun = from
  for (let nth = lengths.length - 1; nth >= longest; nth -= 1) {
    const end = from + (lengths[nth] ?? 0)
    hash = rawHash(hash, units, begun, end)
    keys[size + 1 + nth - longest] = mixed(hash)
    begun = end
  }
  keys[size] = wholeOf(rawHash(hash, units, begun, to))
  list.size = size + 1 + lengths.length - longest
}

const DOLLAR = 0x24
const wholeOf = (hash: number): number => mixed(Math.imul(hash ^ DOLLAR, FNV_PRIME))

const rawHash = (seed: number, units: Uint16Array, from: number, to: number): number => {
  let hash = seed
  for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ (units[index] ?? 0), FNV_PRIME)
  return hash
}

const mixed = (hash: number): number => (hash ^ (hash >>> 15)) >>> 0
