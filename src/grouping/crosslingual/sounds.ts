import { createCodeUnitBuffer } from '../../text/code-units.ts'
import { type Spelt, spell } from './spell.ts'

export const MOST_CONSONANTS = 5

/**
 * The first consonants of a word as all alphabets hear them: `Kaupa`, `Каупа` and `カウパ` are `kp`; `Trump`, `トランプ`, `ترامب` and `טראמפ` are
 * `trnp`. Vowels are what alphabets disagree about. `word`: of one script.
 */
export const soundOf = (word: string): string => soundAt(word, space.fill(word), 0, word.length)
const space = createCodeUnitBuffer()

/** The same of a word that stands in a text, the units of which are given. */
export const soundAt = (text: string, units: Uint16Array, start: number, end: number): string => {
  hear(spell(text, units, start, end))
  return consonantsHeard()
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

/** Working space: what is heard, and how much of it. */
let heard = new Uint8Array(512)
let size = 0

const hear = ({ codes, size: end }: Spelt): void => {
  // A letter is two sounds at most.
  if (heard.length < 2 * end + 2) heard = new Uint8Array(4 * end + 2)
  size = 0
  const start = articleEnd(codes)
  for (let at = start; at < end; at += 1) {
    const sound = SOUNDS[codes[at] ?? 0] ?? NOTHING
    if (sound === K || sound === T) hearStop(codes, at, at === start)
    else heard[size++] = sound
  }
  heard.fill(NOTHING, size, size + 2)
}

/** Codes of letters. */
const [A, C, D, G, H, J] = [0x61, 0x63, 0x64, 0x67, 0x68, 0x6a]
const [SMALL_K, L, SMALL_S, SMALL_T, X, Z, HYPHEN] = [0x6b, 0x6c, 0x73, 0x74, 0x78, 0x7a, 0x2d]

/** Behind an Arabic article, before four letters. */
const articleEnd = (codes: Uint8Array): number => {
  if (codes[0] !== A || codes[1] !== L) return 0
  const end = codes[2] === HYPHEN ? 3 : 2
  for (let at = end; at < end + 4; at += 1) if ((codes[at] ?? 0) < A || (codes[at] ?? 0) > Z) return 0
  return end
}

/** Some of these tell with the next letter what is heard, or leave it to that. */
const hearStop = (codes: Uint8Array, at: number, isFirst: boolean): void => {
  const letter = codes[at] ?? 0
  const next = codes[at + 1] ?? 0
  switch (letter) {
    case C:
      if (softens[next] === 1) heard[size++] = S
      else if (next !== SMALL_K && next !== X) heard[size++] = K
      return
    case D:
      if (next !== Z && next !== J && !(next === SMALL_S && isCh(codes, at + 2))) heard[size++] = T
      return
    case SMALL_T:
      if (next !== SMALL_S && next !== Z && !isCh(codes, at + 1)) heard[size++] = T
      return
    case G:
      // Wright, Pittsburgh.
      if (next !== H || (codes[at + 2] !== SMALL_T && codes[at + 2] !== 0)) heard[size++] = K
      return
    case X:
      if (!isFirst) heard[size++] = K
      heard[size++] = S
      return
    default:
      heard[size++] = SOUNDS[letter] ?? NOTHING
  }
}
const isCh = (codes: Uint8Array, at: number): boolean => codes[at] === C && codes[at + 1] === H
/** Before these, a c hisses. */
const softens = new Uint8Array(0x80)
for (const letter of 'hzeiy') softens[letter.charCodeAt(0)] = 1

/** Each once where it is doubled. */
const consonantsHeard = (): string => {
  let consonants = ''
  let last = NOTHING
  for (let at = 0; at < size && consonants.length < MOST_CONSONANTS; at += 1) {
    const letter = heard[at] ?? NOTHING
    const next = heard[at + 1]
    const sound = letter === M && next === P ? N : letter
    if (sound < VOWEL && sound !== last) {
      consonants += CONSONANTS.charAt(sound)
      last = sound
    }
    // Washington, ワシントン: many languages lack this sound.
    if (letter === N && next === K && heard[at + 2] !== VOWEL) at += 1
  }
  return consonants
}
