import anyAscii from 'any-ascii'
import { HAN, HIRAGANA, KATAKANA, LATIN, NONE, SOUTH_EAST_ASIAN, scriptOf } from '../../lib/script.ts'

/**
 * What names sound like, in Latin letters: `Kaupa`, `Каупа` and `カウパ` are `kp`. Only consonants are compared: vowels are what
 * alphabets disagree about. Words that begin small in alphabets with capitals are no names; Han names have no sound of their own.
 */
export const nameKeysOf = (text: string): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { word, isLatin } of wordsOf(text)) {
    if (isLatin && word.length > 2 && !/^\d+$/.test(word)) {
      const plain = anyAscii(word).toLowerCase()
      if (/[A-Z0-9]/.test(word.slice(1)) || plain.length > 3) found.add(`=${plain}`)
    }
    const key = soundOf(word)
    if (key.length >= FEWEST_CONSONANTS) found.add(`~${key.slice(0, MOST_CONSONANTS)}`)
  }
  return found
}

const FEWEST_CONSONANTS = 3
const MOST_CONSONANTS = 5

type Word = { readonly word: string; readonly isLatin: boolean }

function* wordsOf(text: string): Generator<Word> {
  let start = -1
  let kind = NONE
  for (let index = 0; index <= text.length; index += 1) {
    const script = index < text.length ? scriptOf(text.charCodeAt(index)) : NONE
    if (script === kind) continue
    if (start >= 0 && isNameLike(text.charAt(start), kind)) yield { word: text.slice(start, index), isLatin: kind === LATIN }
    start = script === NONE ? -1 : index
    kind = script
  }
}

const isNameLike = (first: string, script: number): boolean =>
  script !== HAN && script !== HIRAGANA && script !== SOUTH_EAST_ASIAN && (script === KATAKANA || first === first.toUpperCase())

/** Most words of a text have been heard before. */
const heard = new Map<string, string>()
const MOST_HEARD = 20_000

const soundOf = (word: string): string => {
  const known = heard.get(word)
  if (known !== undefined) return known
  const sound = consonantsOf(word)
  if (heard.size === MOST_HEARD) heard.clear()
  heard.set(word, sound)
  return sound
}

/** Letters that are written for one another, then only consonants, each once where it is doubled. */
const consonantsOf = (word: string): string =>
  anyAscii(word)
    .toLowerCase()
    .replaceAll(/^al-?(?=[a-z]{4})/g, '')
    .replaceAll(/ph/g, 'f')
    .replaceAll(/sch|sh|ch|cz|zh|ts|tz|[cszjx]/g, 's')
    .replaceAll(/[kqg]/g, 'k')
    .replaceAll(/[bpvwf]/g, 'p')
    .replaceAll(/[td]/g, 't')
    .replaceAll(/[lr]/g, 'r')
    .replaceAll(/[^ksptrmn]/g, '')
    .replaceAll(/(.)\1+/g, '$1')
