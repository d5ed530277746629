import alphabets from '../../words/charsets.json' with { type: 'json' }
import { canonicalCharset, decodeAs } from './declared-charset.ts'

/** How many bytes are examined, from the first that is not ASCII on; more do not change the result. */
const SAMPLE = 65_536
/** A declared charset is used without comparing others if its text scores at least this. */
const GOOD_ENOUGH = 0.55
/** Added to the score of a declared charset, and of the one that jschardet detects. */
const DECLARED = 0.2
const DETECTED = 0.1
/** Charsets of obsolete systems: chosen only where no other charset gives plausible text. `RARITY` is subtracted from their score. */
const RARE = /^(?:mac|cp(?!932|949)\d{3}$|iso-?8859-(?:3|4|10|14)$)/
const RARITY = 0.4

/**
 * The charset of bytes that are not UTF-8: a declared one if its text is plausible; otherwise the best by score of the declared ones, the
 * one that jschardet detects and those that the language is usually written in.
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

/** The score by the alphabet that fits better. A detected language counts less than a hinted one: it is more often wrong. */
const judge = (text: string, hinted: Alphabet | null, detected: Alphabet | null): number => {
  const byDetected = judgeReading(text, detected)
  return hinted === null ? byDetected : Math.max(judgeReading(text, hinted), byDetected - 0.3)
}

const sampleOf = (bytes: Uint8Array): Uint8Array => {
  const first = bytes.findIndex((value) => value >= 0x80)
  return bytes.subarray(Math.max(0, first), Math.max(0, first) + SAMPLE)
}

/** The sample may end inside a character; replacement characters at its end are dropped. */
const decodeSample = (sample: Uint8Array, charset: string): string => decodeAs(sample, charset).replace(/\ufffd{1,3}$/, '')

type Detected = { readonly charset: string | null; readonly alphabet: Alphabet | null }

/** jschardet is loaded when first needed: its model takes 100 ms and some megabytes, and nearly all documents are UTF-8. */
const detect = async (sample: Uint8Array): Promise<Detected> => {
  const { detect: run } = await import('jschardet')
  const found = run(sample)
  return { charset: canonicalCharset(found.encoding), alphabet: alphabetOf(found.language) }
}

/** Punctuation and symbols that occur in the prose of any language. */
const PROSE = /[\u00a0«»“”„‘’‚…–—•·€£©®™°§№\u200b-\u200f。、，：；！？「」『』《》（）【】・～〜￥％\u3000\uff01-\uff5e]/u
const LETTER = /\p{L}|\p{M}/u
const LATIN = /\p{Script=Latin}/u
const UPPER = /\p{Lu}/u
const LOWER = /\p{Ll}/u

/** The most characters beyond ASCII that are scored. */
const LOOK_AT = 4000

/**
 * How plausible decoded text is, from about −5 (noise) to 1 (every character belongs). Only characters beyond ASCII count; with an alphabet,
 * also how frequent they are in that language.
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
  // A capital is rarer than its small letter, so charsets that swap the two (KOI8 read as windows-1251) score less.
  return UPPER.test(character) ? 0.4 : 0.7
}

/** The penalty for a capital after a small letter, and for a third accented letter in a row: both are typical of wrong charsets. */
const misplaced = (character: string, before: string, run: number): number =>
  (LOWER.test(before) && UPPER.test(character) ? 1 : 0) + (run >= 3 ? 0.7 : 0)

/**
 * A language's characters beyond ASCII, and the charsets that it is written in. `usual`: the characters that most of a text consists of,
 * which are half of running text in Hangul and a third in Hanzi; `letters`: all that occur in it.
 */
type Alphabet = { readonly usual: ReadonlySet<string>; readonly letters: RegExp; readonly charsets: readonly string[] }

const byLanguage = new Map<string, Alphabet>()
for (const { languages, charsets, usual, letters } of alphabets) {
  const alphabet = {
    usual: new Set(usual),
    letters: new RegExp(`[${letters}${letters.includes('-') && !letters.includes('а-я') ? '' : letters.toUpperCase()}]`, 'iu'),
    charsets: charsets.split(' '),
  }
  for (const language of languages.split(' ')) byLanguage.set(language, alphabet)
}

/** The alphabet of a BCP 47 tag, for Chinese by script or region; null: the language has no row. */
const alphabetOf = (language: string | null): Alphabet | null => {
  const tag = (language ?? '').toLowerCase().replaceAll('_', '-')
  const [base = ''] = tag.split('-')
  if (base === 'zh') return byLanguage.get(/hant|tw|hk|mo/.test(tag) ? 'zh-hant' : 'zh-hans') ?? null
  return byLanguage.get(tag) ?? byLanguage.get(base) ?? null
}
