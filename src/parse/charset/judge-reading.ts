import type { Alphabet } from './alphabets.ts'

/** Signs that belong to every language's prose. */
const PROSE = /[\u00a0«»“”„‘’‚…–—•·€£©®™°§№\u200b-\u200f。、，：；！？「」『』《》（）【】・～〜￥％\u3000\uff01-\uff5e]/u
const LETTER = /\p{L}|\p{M}/u
const LATIN = /\p{Script=Latin}/u
const UPPER = /\p{Lu}/u
const LOWER = /\p{Ll}/u

/** More characters add nothing. */
const LOOK_AT = 4000

/**
 * How much a reading of bytes looks like text, from about −5 (noise) to 1 (every character belongs). Looks only at
 * characters beyond ASCII; with an alphabet also at how frequent they are in that language.
 */
export const judgeReading = (text: string, alphabet: Alphabet | null): number => {
  let seen = 0
  let score = 0
  let run = 0
  let before = ' '
  for (const character of text) {
    if (character.charCodeAt(0) >= 0x80 && seen < LOOK_AT) {
      run = LATIN.test(character) ? run + 1 : 0
      seen += 1
      score += worth(character, alphabet) - misplaced(character, before, run)
    } else run = 0
    before = character
  }
  return seen === 0 ? 1 : score / seen
}

const worth = (character: string, alphabet: Alphabet | null): number => {
  const code = character.codePointAt(0) ?? 0
  if (code === 0xff_fd) return -5
  if (code < 0xa0) return -3
  if ((code >= 0xe0_00 && code <= 0xf8_ff) || code > 0x3_ff_ff) return -2
  if (PROSE.test(character)) return 0.6
  if (!LETTER.test(character)) return -1
  if (alphabet === null) return code > 0xff_00 ? 0 : 0.7
  if (alphabet.usual.has(character)) return 1
  if (!alphabet.letters.test(character)) return -1
  // A capital is rarer than its small letter: readings that swap the two (KOI8 as windows-1251) show it.
  return UPPER.test(character) ? 0.4 : 0.7
}

/** A capital after a small letter, or a third accented letter in a row, is what text read wrong looks like. */
const misplaced = (character: string, before: string, run: number): number =>
  (LOWER.test(before) && UPPER.test(character) ? 1 : 0) + (run >= 3 ? 0.7 : 0)
