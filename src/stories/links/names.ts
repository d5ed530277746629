import { HAN, HEBREW, HIRAGANA, KATAKANA, LATIN, NONE, SOUTH_EAST_ASIAN, scriptOf } from '../../lib/script.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { isSmall } from '../letter-case.ts'
import { inLatin } from './latin-letters.ts'
import { soundOf } from './sounds.ts'
import { type Hidden, NOTHING_HIDDEN } from './hidden.ts'
import { transcribedNames } from './transcribed.ts'

/**
 * Traits: what names sound like, as `soundOf` hears them, `name:kmtp`, and Latin words, `word:kamotova`, that are not ordinary ones. Words that
 * begin small in alphabets with capitals are no names; of Han names, those have a sound that Chinese transcribes.
 */
export const namesOf = (
  text: string,
  language: LanguageTag,
  isOrdinary: (word: string) => boolean,
  hidden: Hidden = NOTHING_HIDDEN,
): ReadonlySet<string> => {
  const found = new Set<string>()
  forEachName(text, hidden, (word, isLatin) => {
    if (isLatin && word.length > 2 && !/^\d+$/.test(word)) {
      const plain = inLatin(word)
      if ((plain.length > 3 || /[A-Z0-9]/.test(word.slice(1))) && !isOrdinary(word)) found.add(`word:${plain}`)
    }
    addSound(found, word)
  })
  if (language.startsWith('zh')) for (const name of transcribedNames(text, hidden)) addSound(found, name)
  return found
}

const addSound = (found: Set<string>, word: string): void => {
  const sound = soundOf(word)
  if (sound.length >= FEWEST_CONSONANTS) found.add(`name:${sound}`)
}

/** So few are shared by chance now and then. */
export const FEWEST_CONSONANTS = 3

const forEachName = (text: string, hidden: Hidden, visit: (word: string, isLatin: boolean) => void): void => {
  let start = -1
  let kind = NONE
  for (let index = 0; index <= text.length; index += 1) {
    const script = scriptAt(text, hidden, index)
    if (script === kind || (kind === HEBREW && isGeresh(text, hidden, index))) continue
    if (start >= 0 && isNameLike(text.charCodeAt(start), kind)) visit(text.slice(start, index), kind === LATIN)
    start = script === NONE ? -1 : index
    kind = script
  }
}

const scriptAt = (text: string, hidden: Hidden, index: number): number =>
  index < text.length && hidden[index] !== 1 ? scriptOf(text.charCodeAt(index)) : NONE

const isNameLike = (first: number, script: number): boolean =>
  script !== HAN && script !== HIRAGANA && script !== SOUTH_EAST_ASIAN && (script === KATAKANA || !isSmall(first))

/** Inside a word, it marks a sound that the alphabet lacks. */
const isGeresh = (text: string, hidden: Hidden, index: number): boolean =>
  hidden[index] !== 1 && "'׳’‘".includes(text.charAt(index)) && scriptAt(text, hidden, index + 1) === HEBREW
