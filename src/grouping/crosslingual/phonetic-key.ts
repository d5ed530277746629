import anyAscii from 'any-ascii'
import { codeUnitsOf } from '../../text/code-units.ts'
import { ARABIC, HEBREW, scriptOf } from '../../text/script.ts'

const MOST_CONSONANTS = 5

/**
 * Phonetic keys: the first consonants of a word, the same in all alphabets. `Kaupa`, `Каупа` and `カウパ` are `kp`; `Trump`, `トランプ`, `ترامب` and `טראמפ`
 * are `trnp`. Vowels are left out: alphabets disagree about them.
 */
export const createPhoneticEncoder = (romanizer: Romanizer) => {
  const letters = createLetters(romanizer)
  const consonants = createConsonants()

  /** The key of a word in one script, from `start` to `end` of a text. `units`: the text's code units. */
  const keyAt = (text: string, units: Uint16Array, start: number, end: number): string =>
    consonants.keyOf(letters.write(text, units, start, end))
  return { keyAt, keyOf: (word: string): string => keyAt(word, codeUnitsOf(word), 0, word.length) }
}

/** A word in small Latin letters, as character codes with a 0 after the last. Working space: overwritten by the next word. */
type Letters = { codes: Uint8Array; size: number }

const createLetters = (romanizer: Romanizer) => {
  const written: Letters = { codes: new Uint8Array(256), size: 0 }

  const put = (code: number): void => {
    if (written.size === written.codes.length) {
      const shorter = written.codes
      written.codes = new Uint8Array(2 * shorter.length)
      written.codes.set(shorter)
    }
    written.codes[written.size++] = code
  }
  const putUnit = (unit: number): void => {
    if (unit < 0x80) put(unit >= LARGE_A && unit <= LARGE_Z ? unit + SMALLER : unit)
    else if (HISSING.has(unit)) put(HISS)
    else if (unit !== SMALL_TSU) {
      const latin = romanizer.letter(unit)
      for (let index = 0; index < latin.length; index += 1) put(latin.charCodeAt(index))
    }
  }
  return {
    write(text: string, units: Uint16Array, start: number, end: number): Readonly<Letters> {
      written.size = 0
      const rules = WRITTEN[scriptOf(units[start] ?? 0)]
      if (rules === undefined) for (let at = start; at < end; at += 1) putUnit(units[at] ?? 0)
      else {
        const word = rewrite(text.slice(start, end), rules)
        for (let at = 0; at < word.length; at += 1) putUnit(word.charCodeAt(at))
      }
      put(0)
      written.size -= 1
      return written
    },
  }
}

/** Turns the letters of one word at a time into consonants, and these into a key. */
const createConsonants = () => {
  let heard = new Uint8Array(512)
  let size = 0

  const put = (consonant: number): void => {
    heard[size++] = consonant
  }
  /** Adds the consonant of a letter that depends on the next one, or none where only the next one is heard. */
  const putStop = (codes: Uint8Array, at: number, isFirst: boolean): void => {
    const letter = codes[at] ?? 0
    const next = codes[at + 1] ?? 0
    switch (letter) {
      case C:
        if (softens(next)) put(S)
        else if (next !== SMALL_K && next !== X) put(K)
        return
      case D:
        if (next !== Z && next !== J && !(next === SMALL_S && isCh(codes, at + 2))) put(T)
        return
      case SMALL_T:
        if (next !== SMALL_S && next !== Z && !isCh(codes, at + 1)) put(T)
        return
      case G:
        // The g of Wright and Pittsburgh is silent.
        if (next !== H || (codes[at + 2] !== SMALL_T && codes[at + 2] !== 0)) put(K)
        return
      case X:
        if (!isFirst) put(K)
        put(S)
        return
      default:
        put(CLASSES[letter] ?? NOTHING)
    }
  }
  const hear = ({ codes, size: end }: Readonly<Letters>): void => {
    // A letter gives two consonants at most.
    if (heard.length < 2 * end + 2) heard = new Uint8Array(4 * end + 2)
    size = 0
    const start = articleEnd(codes)
    for (let at = start; at < end; at += 1) {
      const consonant = CLASSES[codes[at] ?? 0] ?? NOTHING
      if (consonant === K || consonant === T) putStop(codes, at, at === start)
      else put(consonant)
    }
    heard.fill(NOTHING, size, size + 2)
  }
  return {
    keyOf(letters: Readonly<Letters>): string {
      hear(letters)
      return keyOf(heard, size)
    },
  }
}

/** The key of a word's consonants: a doubled one counts once. */
const keyOf = (heard: Uint8Array, size: number): string => {
  let key = ''
  let last = NOTHING
  for (let at = 0; at < size && key.length < MOST_CONSONANTS; at += 1) {
    const letter = heard[at] ?? NOTHING
    const next = heard[at + 1]
    const consonant = letter === M && next === P ? N : letter
    if (consonant < VOWEL && consonant !== last) {
      key += CONSONANTS.charAt(consonant)
      last = consonant
    }
    // Many languages lack the `ng` of Washington, ワシントン: unless a vowel follows, its g is left out.
    if (letter === N && next === K && heard[at + 2] !== VOWEL) at += 1
  }
  return key
}

/** Classes of letters: a consonant by its position here, a vowel, or nothing. */
const CONSONANTS = 'ksptrmn'
const [K, S, P, T] = [0, 1, 2, 3]
const [M, N] = [5, 6]
const [VOWEL, NOTHING] = [7, 8]
/** Class of each ASCII letter. Letters that are written for one another have the same class. */
const CLASSES = new Uint8Array(0x80).fill(NOTHING)
for (const [consonant, letters] of ['kqgcx', 'szj', 'pbvwf', 'td', 'rl', 'm', 'n', 'aeiouy'].entries())
  for (const letter of letters) CLASSES[letter.charCodeAt(0)] = consonant

/** Codes of letters. */
const [A, C, D, G, H, J] = [0x61, 0x63, 0x64, 0x67, 0x68, 0x6a]
const [SMALL_K, L, SMALL_S, SMALL_T, X, Z, HYPHEN] = [0x6b, 0x6c, 0x73, 0x74, 0x78, 0x7a, 0x2d]

/** Position after the Arabic article `al`, if four letters follow; otherwise 0. */
const articleEnd = (codes: Uint8Array): number => {
  if (codes[0] !== A || codes[1] !== L) return 0
  const end = codes[2] === HYPHEN ? 3 : 2
  for (let at = end; at < end + 4; at += 1) if ((codes[at] ?? 0) < A || (codes[at] ?? 0) > Z) return 0
  return end
}

const isCh = (codes: Uint8Array, at: number): boolean => codes[at] === C && codes[at + 1] === H
/** Letters before which a c is heard as an s. */
const SOFTENING = new Set(Array.from('hzeiy', (letter) => letter.charCodeAt(0)))
const softens = (letter: number): boolean => SOFTENING.has(letter)

type Rules = readonly (readonly [letters: RegExp, replacement: string])[]

/** By script: rules for what Latin letters would leave unclear, applied while a word is still in its own script. */
const WRITTEN: Readonly<Record<number, Rules>> = {
  // A geresh marks consonants of other languages; waw is a vowel, except where it is doubled or begins the word.
  [HEBREW]: [
    [/[גזצ][׳'’‘]/g, 'ש'],
    [/וו/g, 'w'],
    [/(?<=[\u05d0-\u05ea])ו/g, ''],
  ],
  // "And" and the article are not part of a name; waw is a vowel between consonants.
  [ARABIC]: [
    [/^[وف](?=ال|[^اويی])/, ''],
    [/^(?:[بك]?ال|لل)(?=.{3})/, ''],
    [/(?<=[^اآيیو])و(?=[^اآيیو]|$)/g, ''],
  ],
}

const rewrite = (word: string, rules: Rules): string => {
  let before = word
  for (const [letters, instead] of rules) before = before.replace(letters, instead)
  return before
}

/** Letters that are heard as an s, whatever any-ascii writes for them. */
const HISSING = new Set(Array.from('čćçċšśşșžźżČĆÇĊŠŚŞȘŽŹŻ', (letter) => letter.charCodeAt(0)))
const HISS = 's'.charCodeAt(0)
/** It doubles the next consonant, and is skipped. */
const SMALL_TSU = 'ッ'.charCodeAt(0)
const [LARGE_A, LARGE_Z, SMALLER] = [0x41, 0x5a, 0x20]

/** Writes words in small Latin letters. The spelling of a code unit is looked up once. */
export const createRomanizer = () => {
  /** By code unit: the number of its spelling plus one; 0: not looked up yet. */
  const numbers = new Uint16Array(0x1_0000)
  const spellings: string[] = []
  const known = new Map<string, number>()

  const learn = (unit: number): string => {
    const spelling = anyAscii(String.fromCharCode(unit).toLowerCase()).toLowerCase()
    const number = known.get(spelling) ?? spellings.push(spelling)
    known.set(spelling, number)
    numbers[unit] = number
    return spelling
  }
  /** The spelling of one code unit that is not ASCII. */
  const letter = (unit: number): string => {
    const number = numbers[unit] ?? 0
    return number === 0 ? learn(unit) : (spellings[number - 1] ?? '')
  }
  return {
    letter,
    /** Characters outside the Basic Multilingual Plane are left out. */
    word(word: string): string {
      if (isAscii(word)) return word.toLowerCase()
      let latin = ''
      for (let index = 0; index < word.length; index += 1) latin += letter(word.charCodeAt(index))
      return latin
    },
  }
}
export type Romanizer = ReturnType<typeof createRomanizer>

const isAscii = (word: string): boolean => /^[\0-\x7f]*$/.test(word)
