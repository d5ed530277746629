import { ARABIC, HEBREW, KATAKANA, LATIN, scriptOf } from '../../lib/script.ts'
import { inLatin, isAscii } from './latin-letters.ts'

type Rules = readonly (readonly [letters: RegExp, read: string])[]

/** What Latin letters would leave unclear, by script: settled while a word is still in its own. */
const WRITTEN: Readonly<Record<number, Rules>> = {
  // A small tsu doubles what follows.
  [KATAKANA]: [[/[っッ]/g, '']],
  // A geresh makes sounds of other languages; waw is a vowel, except where it is doubled or begins the word.
  [HEBREW]: [
    [/[גזצ][׳'’‘]/g, 'ש'],
    [/וו/g, 'w'],
    [/(?<=[\u05d0-\u05ea])ו/g, ''],
  ],
  // "And" and the article are no part of a name; waw is a vowel between consonants.
  [ARABIC]: [
    [/^[وف](?=ال|[^اويی])/, ''],
    [/^(?:[بك]?ال|لل)(?=.{3})/, ''],
    [/(?<=[^اآيیو])و(?=[^اآيیو]|$)/g, ''],
  ],
  [LATIN]: [[/[čćçċšśşșžźż]/g, 's']],
}

export const MOST_CONSONANTS = 5

/**
 * The first consonants of a word as all alphabets hear them: `Kaupa`, `Каупа` and `カウパ` are `kp`; `Trump`, `トランプ`, `ترامب` and `טראמפ` are
 * `trnp`. Vowels are what alphabets disagree about. `word`: of one script.
 */
export const soundOf = (word: string): string => {
  const small = word.toLowerCase()
  const latin = isAscii(small) ? small : inLatin(read(small, WRITTEN[scriptOf(word.charCodeAt(0))]))
  hear(latin, latin.startsWith('al') ? (ARTICLE.exec(latin)?.[0].length ?? 0) : 0)
  return consonantsHeard()
}

const ARTICLE = /^al-?(?=[a-z]{4})/

const read = (word: string, rules: Rules = []): string => {
  let before = word
  for (const [letters, instead] of rules) before = before.replace(letters, instead)
  return before
}

/** What is heard of a letter: a consonant, by its place among these, or none of them. */
const CONSONANTS = 'ksptrmn'
const [K, S, P, T] = [0, 1, 2, 3]
const [M, N] = [5, 6]
const [VOWEL, NOTHING] = [7, 8]
/** Letters that are written for one another are heard as one. */
const SOUNDS = new Uint8Array(0x80).fill(NOTHING)
for (const [sound, letters] of ['kqgcx', 'szj', 'pbvwf', 'td', 'rl', 'm', 'n', 'aeiouy'].entries())
  for (const letter of letters) SOUNDS[letter.charCodeAt(0)] = sound

/** Working space. */
const heard: number[] = []

const hear = (latin: string, from: number): void => {
  heard.length = 0
  for (let index = from; index < latin.length; index += 1) {
    const sound = SOUNDS[latin.charCodeAt(index)] ?? NOTHING
    if (sound === K || sound === T) hearStop(latin, index, sound, index === from)
    else heard.push(sound)
  }
}

/** Some of these tell with the next letter what is heard, or leave it to that. */
const hearStop = (latin: string, index: number, sound: number, isFirst: boolean): void => {
  const next = latin.charAt(index + 1)
  switch (latin.charAt(index)) {
    case 'c':
      if ('hzeiy'.includes(next) && next !== '') heard.push(S)
      else if (next !== 'k' && next !== 'x') heard.push(K)
      return
    case 'd':
      if (next !== 'z' && next !== 'j' && !latin.startsWith('sch', index + 1)) heard.push(T)
      return
    case 't':
      if (next !== 's' && next !== 'z' && !latin.startsWith('ch', index + 1)) heard.push(T)
      return
    case 'g':
      // Wright, Pittsburgh.
      if (next !== 'h' || !'t'.startsWith(latin.charAt(index + 2))) heard.push(K)
      return
    case 'x':
      if (!isFirst) heard.push(K)
      heard.push(S)
      return
    default:
      heard.push(sound)
  }
}

/** Each once where it is doubled. */
const consonantsHeard = (): string => {
  let consonants = ''
  let last = NOTHING
  for (let index = 0; index < heard.length && consonants.length < MOST_CONSONANTS; index += 1) {
    const [letter = NOTHING, next] = [heard[index], heard[index + 1]]
    const sound = letter === M && next === P ? N : letter
    if (sound < VOWEL && sound !== last) {
      consonants += CONSONANTS.charAt(sound)
      last = sound
    }
    // Washington, ワシントン: many languages lack this sound.
    if (letter === N && next === K && heard[index + 2] !== VOWEL) index += 1
  }
  return consonants
}
