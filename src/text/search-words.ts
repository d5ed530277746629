import { normalForm } from './normal-form.ts'
import { textOfUnits } from './text-of-units.ts'
import { createUnitSpace } from './unit-space.ts'

/**
 * Title and text cut into search words: the title's, a line feed, the text's, each separated by spaces. Words hold only letters and
 * digits, so that a tokeniser which splits at ASCII punctuation gives them back unchanged. Spaced scripts give words without
 * diacritics; scripts without word spaces (and Korean, whose particles stick to the noun) give overlapping pairs of characters.
 * Measured for 1,500 characters: 0.03 ms of English, 0.06 ms of Russian, 0.11 ms of Chinese or Thai.
 */
export const searchText = (title: string, text: string): string =>
  `${cut(title.slice(0, TITLE_LIMIT))}\n${cut(text.slice(0, TEXT_LIMIT))}`

/**
 * An FTS5 phrase that finds what `searchText` made of these words in this order; null where nothing in it can be searched for.
 * `prefix` leaves the end of the last word open.
 */
export const searchQuery = (phrase: string, { prefix = false }: { readonly prefix?: boolean } = {}): string | null => {
  const words = cut(phrase.slice(0, TITLE_LIMIT)).split(' ')
  const last = words.at(-1)
  if (last === undefined || last === '') return null
  if (!isUnspaced(last)) return `"${words.join(' ')}"${prefix ? ' *' : ''}`
  // The text may go on after the phrase's last character, where the index has a pair: the pair before it says enough.
  if (words.length > 1 && words.at(-2)?.endsWith(last) === true) return `"${words.slice(0, -1).join(' ')}"`
  return `"${words.join(' ')}" *`
}

const TITLE_LIMIT = 1_000
const TEXT_LIMIT = 4_000
/** Longer ones are encoded matter, not words. */
const WORD_LIMIT = 40

const SEPARATOR = 1
const SPACE = 2
const LETTER = 3
const UNSPACED = 4
const SKIPPED = 5
/** First half of a character beyond U+FFFF. */
const HIGH = 6

const UNSPACED_SCRIPT =
  /[\p{scx=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\u30fc]/u
const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u
const isUnspaced = (word: string): boolean => kindOf(word.codePointAt(0) ?? 0) === UNSPACED

/** Kinds and bare letters of U+0000–U+FFFF, learned as they are met; kind 0: not yet. */
const kinds = new Uint8Array(0x10000)
const bareLetters = new Uint16Array(0x10000)

const learn = (code: number): number => {
  const character = String.fromCodePoint(code)
  if (code >= 0xd800 && code < 0xdc00) return HIGH
  if (/\s/.test(character)) return SPACE
  if (/[\u0300-\u036f]/.test(character)) return SKIPPED
  if (!WORD_CHARACTER.test(character)) return SEPARATOR
  return UNSPACED_SCRIPT.test(character) ? UNSPACED : LETTER
}
const kindOf = (code: number): number => {
  if (code > 0xffff) return learn(code)
  const known = kinds[code] ?? 0
  if (known !== 0) return known
  bareLetters[code] = bareLetter(code)
  return (kinds[code] = learn(code))
}

/** Letters whose stroke or joint no decomposition takes away. */
const STROKED = new Map([...'đdøołlħhŧtðdþtæaœoŋnəe'.matchAll(/(.)(.)/gu)].map((pair) => [pair[1] ?? '', pair[2] ?? '']))
/** Only Latin and Greek: in Cyrillic and the Indian scripts a mark makes another letter. */
const bareLetter = (code: number): number => {
  const letter = String.fromCharCode(code)
  const bare = /[\p{sc=Latin}\p{sc=Greek}]/u.test(letter) ? (STROKED.get(letter) ?? letter.normalize('NFD')) : letter
  return bare.charCodeAt(0)
}

/** And, so, with, like, for + the article: one Arabic word with its noun. (What follows must still be a word.) */
const CLITICS = ['', 'و', 'ف'].flatMap((joined) => ['ال', 'بال', 'كال', 'لل'].map((article) => joined + article))
const cliticsFrom = Map.groupBy(CLITICS, (letters) => letters.charCodeAt(0))
const FEWEST_LEFT = 3
const isArabic = (unit: number): boolean => unit >= 0x600 && unit < 0x700

const given = createUnitSpace()
/** Words under construction, each with a blank behind it: characters are cheaper to write here than to join to strings. */
const words = createUnitSpace()
/** A character that stands for itself makes up to five: in a pair with the one before it, and a blank. */
const MOST = 5

/** A run of characters gives `ab bc cd d`; blanks inside a run don't end it, since line breaks and emphasis put them anywhere. */
const cut = (text: string): string => {
  const { text: folded } = normalForm(text)
  const units = given.fill(folded)
  const end = folded.length
  const out = words.roomFor(MOST * (end + 1))
  let size = 0
  /** Where the word of letters that is being written begins; -1: none is. */
  let word = -1
  let before = 0
  for (let index = 0; index < end; index++) {
    let code = units[index] ?? 0
    let kind = kindOf(code)
    if (kind === HIGH) {
      code = folded.codePointAt(index) ?? code
      kind = code > 0xffff ? kindOf(code) : SEPARATOR
      if (code > 0xffff) index++
    }
    if (kind === LETTER || kind === SKIPPED) {
      if (before !== 0) size = put(out, put(out, size, before), BLANK)
      before = 0
      if (kind === SKIPPED) continue
      if (word < 0) word = size
      if (code > 0xffff) size = put(out, size, code)
      else {
        const stop = copyLetters(units, index, end, size)
        size += stop - index
        index = stop - 1
      }
      continue
    }
    if (word >= 0) size = put(out, wordEnd(out, word, size), BLANK)
    word = -1
    if (kind === SPACE) continue
    if (before !== 0) {
      size = put(out, size, before)
      if (kind === UNSPACED) size = put(out, size, code)
      size = put(out, size, BLANK)
    }
    before = kind === UNSPACED ? code : 0
  }
  if (word >= 0) size = put(out, wordEnd(out, word, size), BLANK)
  if (before !== 0) size = put(out, put(out, size, before), BLANK)
  return textOfUnits(out, Math.max(0, size - 1))
}

/** Writes bare letters up to the first unit that is known to be none, or not known; gives back where that is, after one at least. */
const copyLetters = (units: Uint16Array, start: number, end: number, size: number): number => {
  const out = words.roomFor(0)
  const shift = size - start
  let index = start
  do {
    const unit = units[index] ?? 0
    out[index + shift] = bareLetters[unit] ?? 0
    index++
  } while (index < end && kinds[units[index] ?? 0] === LETTER)
  return index
}

const BLANK = 32
/** Gives back where the next character goes. */
const put = (out: Uint16Array, at: number, code: number): number => {
  if (code <= 0xffff) {
    out[at] = code
    return at + 1
  }
  out[at] = 0xd800 + ((code - 0x1_0000) >> 10)
  out[at + 1] = 0xdc00 + (code & 0x3ff)
  return at + 2
}

/** Cuts a word that is too long, takes the clitics of an Arabic one away, and gives back where it ends. */
const wordEnd = (out: Uint16Array, start: number, size: number): number => {
  const end = Math.min(size, start + WORD_LIMIT)
  if (!isArabic(out[start] ?? 0)) return end
  const clitics = cliticsFrom
    .get(out[start] ?? 0)
    ?.find((letters) => end - start >= letters.length + FEWEST_LEFT && beginsWith(out, start, letters))
  if (clitics === undefined) return end
  out.copyWithin(start, start + clitics.length, end)
  return end - clitics.length
}

const beginsWith = (out: Uint16Array, start: number, letters: string): boolean => {
  for (let at = 0; at < letters.length; at++) if (out[start + at] !== letters.charCodeAt(at)) return false
  return true
}
