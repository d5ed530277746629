import type { LanguageTag } from '../../model/ids.ts'
import { codeUnitsOf } from '../../text/code-units.ts'
import { isSmall } from '../../text/letter-case.ts'
import { HAN, HEBREW, HIRAGANA, KATAKANA, LATIN, NONE, SOUTH_EAST_ASIAN, scriptOf } from '../../text/script.ts'
import { type Mask, NO_MASK } from './masked-spans.ts'
import { createPhoneticEncoder } from './phonetic-key.ts'
import { createRomanizer } from './romanize.ts'
import { transcribedNames } from './transcribed-names.ts'

/** Adds the features of a text's names. `isOrdinary`: words that name nobody; `mask`: what is not looked at. */
export type NameFinder = (
  found: Set<string>,
  text: string,
  language: LanguageTag,
  isOrdinary: (word: string) => boolean,
  mask?: Mask,
) => void

/**
 * Finds features: phonetic keys of names, `name:kmtp`, and Latin words, `word:kamotova`, that are not ordinary ones. Words that begin small in
 * alphabets with capitals are no names; of Han names, those have a phonetic key that Chinese transcribes.
 */
export const createNameFinder = (): NameFinder => {
  const romanizer = createRomanizer()
  const phonetic = createPhoneticEncoder(romanizer)

  const addWord = (found: Set<string>, word: string, isOrdinary: (word: string) => boolean): void => {
    if (/^\d+$/.test(word)) return
    const plain = romanizer.word(word)
    if ((plain.length > 3 || /[A-Z0-9]/.test(word.slice(1))) && !isOrdinary(word)) found.add(`word:${plain}`)
  }
  return (found, text, language, isOrdinary, mask = NO_MASK) => {
    const units = codeUnitsOf(text)
    const scriptAt = (index: number): number => (index < text.length && mask[index] !== 1 ? scriptOf(units[index] ?? 0) : NONE)
    let start = -1
    let kind = NONE
    for (let index = 0; index <= text.length; index += 1) {
      const script = scriptAt(index)
      if (script === kind) continue
      // Inside a word, a geresh marks a consonant that the alphabet lacks.
      if (kind === HEBREW && mask[index] !== 1 && GERESH.includes(text.charAt(index)) && scriptAt(index + 1) === HEBREW)
        continue
      if (start >= 0 && isNameLike(units[start] ?? 0, kind)) {
        if (kind === LATIN && index - start > 2) addWord(found, text.slice(start, index), isOrdinary)
        addKey(found, phonetic.keyAt(text, units, start, index))
      }
      start = script === NONE ? -1 : index
      kind = script
    }
    if (!language.startsWith('zh')) return
    for (const name of transcribedNames(text, mask, romanizer)) addKey(found, phonetic.keyOf(name))
  }
}
const GERESH = "'׳’‘"

const isNameLike = (first: number, script: number): boolean =>
  script !== HAN && script !== HIRAGANA && script !== SOUTH_EAST_ASIAN && (script === KATAKANA || !isSmall(first))

const addKey = (found: Set<string>, key: string): void => {
  if (key.length >= FEWEST_CONSONANTS) found.add(`name:${key}`)
}

/** So few are shared by chance now and then. */
export const FEWEST_CONSONANTS = 3
