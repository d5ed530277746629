import { HAN, HEBREW, HIRAGANA, KATAKANA, LATIN, NONE, SOUTH_EAST_ASIAN, scriptOf } from '../../text/script.ts'
import { createCodeUnitBuffer } from '../../text/code-units.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { isSmall } from '../../text/letter-case.ts'
import { inLatin } from './latin-letters.ts'
import { soundAt, soundOf } from './sounds.ts'
import { type Hidden, NOTHING_HIDDEN } from './hidden.ts'
import { transcribedNames } from './transcribed.ts'

/**
 * Traits: what names sound like, as `soundOf` hears them, `name:kmtp`, and Latin words, `word:kamotova`, that are not ordinary ones. Words that
 * begin small in alphabets with capitals are no names; of Han names, those have a sound that Chinese transcribes.
 */
export const addNames = (
  found: Set<string>,
  text: string,
  language: LanguageTag,
  isOrdinary: (word: string) => boolean,
  hidden: Hidden = NOTHING_HIDDEN,
): void => {
  const units = space.fill(text)
  const scriptAt = (index: number): number => (index < text.length && hidden[index] !== 1 ? scriptOf(units[index] ?? 0) : NONE)
  let start = -1
  let kind = NONE
  for (let index = 0; index <= text.length; index += 1) {
    const script = scriptAt(index)
    if (script === kind) continue
    // Inside a word, a geresh marks a sound that the alphabet lacks.
    if (kind === HEBREW && hidden[index] !== 1 && GERESH.includes(text.charAt(index)) && scriptAt(index + 1) === HEBREW)
      continue
    if (start >= 0 && isNameLike(units[start] ?? 0, kind)) {
      if (kind === LATIN && index - start > 2) addWord(found, text.slice(start, index), isOrdinary)
      addSound(found, soundAt(text, units, start, index))
    }
    start = script === NONE ? -1 : index
    kind = script
  }
  if (language.startsWith('zh')) for (const name of transcribedNames(text, hidden)) addSound(found, soundOf(name))
}
const space = createCodeUnitBuffer()
const GERESH = "'׳’‘"

const isNameLike = (first: number, script: number): boolean =>
  script !== HAN && script !== HIRAGANA && script !== SOUTH_EAST_ASIAN && (script === KATAKANA || !isSmall(first))

const addWord = (found: Set<string>, word: string, isOrdinary: (word: string) => boolean): void => {
  if (/^\d+$/.test(word)) return
  const plain = inLatin(word)
  if ((plain.length > 3 || /[A-Z0-9]/.test(word.slice(1))) && !isOrdinary(word)) found.add(`word:${plain}`)
}

const addSound = (found: Set<string>, sound: string): void => {
  if (sound.length >= FEWEST_CONSONANTS) found.add(`name:${sound}`)
}

/** So few are shared by chance now and then. */
export const FEWEST_CONSONANTS = 3
