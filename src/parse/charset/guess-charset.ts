import { type Alphabet, alphabetOf } from './alphabets.ts'
import { canonicalCharset, decodeAs } from './charset-names.ts'

/** Bytes from the first that is not ASCII on; more adds nothing. */
const SAMPLE = 65_536
/** A declared charset whose reading scores this well is not doubted. */
const GOOD_ENOUGH = 0.55
/** What a declaration is worth against the look of other readings. */
const DECLARED = 0.2
const DETECTED = 0.1
/** Charsets of machines that publish nothing any more: taken only where nothing else looks right. */
const RARE = /^(?:mac|cp(?!932|949)\d{3}$|iso-?8859-(?:3|4|10|14)$)/
const RARITY = 0.4

/**
 * The charset of bytes that are not UTF-8: the declared one while its reading looks like text; else the best of what is
 * declared, what jschardet finds and what the language is usually written in, by the look of each reading.
 */
export const guessCharset = async (
  bytes: Uint8Array,
  declared: readonly string[],
  language: string | null,
): Promise<string> => {
  const sample = sampleOf(bytes)
  const alphabet = alphabetOf(language)
  for (const charset of declared) {
    if (judgeReading(decodeSample(sample, charset), alphabet) >= GOOD_ENOUGH) return charset
  }
  const detected = await detect(sample)
  const candidates = new Set([...declared, detected.charset, ...(alphabet?.charsets ?? []), 'windows-1252'])
  let best = 'windows-1252'
  let bestScore = -Infinity
  for (const [at, charset] of [...candidates].entries()) {
    if (charset === null) continue
    const prior = priorOf(charset, declared, detected.charset) - at / 1000
    const score = judge(decodeSample(sample, charset), alphabet, detected.alphabet) + prior
    if (score > bestScore) [best, bestScore] = [charset, score]
  }
  return best
}

const priorOf = (charset: string, declared: readonly string[], detected: string | null): number => {
  if (declared.includes(charset)) return DECLARED + (charset === detected ? DETECTED : 0)
  return (charset === detected ? DETECTED : 0) - (RARE.test(charset) ? RARITY : 0)
}

/** By the alphabet that fits better; a hint may be wrong, but a detector more often is. */
const judge = (text: string, hinted: Alphabet | null, detected: Alphabet | null): number => {
  const byDetected = judgeReading(text, detected)
  return hinted === null ? byDetected : Math.max(judgeReading(text, hinted), byDetected - 0.3)
}

const sampleOf = (bytes: Uint8Array): Uint8Array => {
  const first = bytes.findIndex((value) => value >= 0x80)
  return bytes.subarray(Math.max(0, first), Math.max(0, first) + SAMPLE)
}

/** The sample may end inside a character: its last one is not judged. */
const decodeSample = (sample: Uint8Array, charset: string): string => decodeAs(sample, charset).replace(/\ufffd{1,3}$/, '')

type Detected = { readonly charset: string | null; readonly alphabet: Alphabet | null }

/** Loaded when first needed: its model takes 100 ms and some megabytes, and nearly all documents are UTF-8. */
const detect = async (sample: Uint8Array): Promise<Detected> => {
  const { detect: run } = await import('jschardet')
  const found = run(sample)
  return { charset: canonicalCharset(found.encoding), alphabet: alphabetOf(found.language) }
}

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
const judgeReading = (text: string, alphabet: Alphabet | null): number => {
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
