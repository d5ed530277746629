import { rangesOf } from './code-units.ts'

/** Scripts, by how their letters make words; `NONE` is everything that stands between words. */
export const NONE = 0
export const LATIN = 1
const GREEK = 2
const CYRILLIC = 3
export const HEBREW = 4
export const ARABIC = 5
export const HANGUL = 6
/** From here to `SOUTH_EAST_ASIAN`, letters are written without spaces between words. */
export const HAN = 7
export const HIRAGANA = 8
export const KATAKANA = 9
/** Thai, Lao, Khmer, Myanmar. */
export const SOUTH_EAST_ASIAN = 10
/** Any other letters: Devanagari, Bengali, Ethiopic … each word between spaces. */
const OTHER = 11

/** Blocks of the Basic Multilingual Plane, first and last code unit. ASCII digits count as Latin. */
const BLOCKS: readonly (readonly [first: number, last: number, script: number])[] = [
  [0x00, 0x24f, LATIN],
  [0x250, 0x2af, LATIN],
  [0x370, 0x3ff, GREEK],
  [0x400, 0x52f, CYRILLIC],
  [0x590, 0x5ff, HEBREW],
  [0x600, 0x77f, ARABIC],
  [0x8a0, 0x8ff, ARABIC],
  [0xe00, 0xeff, SOUTH_EAST_ASIAN],
  [0x1000, 0x109f, SOUTH_EAST_ASIAN],
  [0x1100, 0x11ff, HANGUL],
  [0x1780, 0x17ff, SOUTH_EAST_ASIAN],
  [0x1e00, 0x1eff, LATIN],
  [0x1f00, 0x1fff, GREEK],
  [0x3005, 0x3007, HAN],
  [0x3040, 0x309f, HIRAGANA],
  [0x30a0, 0x30ff, KATAKANA],
  [0x3400, 0x9fff, HAN],
  [0xac00, 0xd7af, HANGUL],
  [0xf900, 0xfaff, HAN],
]

const scripts = new Uint8Array(0x1_0000)
for (const [first, last] of rangesOf(/[\p{L}\p{M}\p{Nd}ー]/u)) scripts.fill(OTHER, first, last + 1)
for (const [first, last, script] of BLOCKS)
  for (let unit = first; unit <= last; unit++) if (scripts[unit] !== NONE) scripts[unit] = script
// The rest beyond the surrogates are compatibility forms, which no normal form has.
scripts.fill(NONE, 0xe000, 0xf900).fill(NONE, 0xfb00)
// Ideographs beyond the first plane come in pairs of surrogates.
scripts.fill(HAN, 0xd840, 0xd880)

export const scriptOf = (unit: number): number => scripts[unit] ?? NONE

/** True: the script is written without spaces between words. */
export const runsOn = (script: number): boolean => script >= HAN && script <= SOUTH_EAST_ASIAN

/** Scripts written from right to left, and the languages that use them where the tag names no script. */
const SCRIPTS = new Set(['adlm', 'arab', 'aran', 'hebr', 'nkoo', 'rohg', 'samr', 'syrc', 'thaa'])
const LANGUAGES = new Set([
  'ar',
  'arc',
  'azb',
  'ckb',
  'dv',
  'fa',
  'he',
  'iw',
  'ks',
  'mzn',
  'nqo',
  'pnb',
  'ps',
  'sd',
  'syr',
  'ug',
  'ur',
  'yi',
])

/** Writing direction of a BCP 47 tag; `auto` where the language is not known. */
export const directionOf = (language: string): 'ltr' | 'rtl' | 'auto' => {
  const [base = '', ...rest] = language.toLowerCase().split('-')
  if (base === '' || base === 'und') return 'auto'
  const script = rest.find((part) => part.length === 4)
  if (script !== undefined) return SCRIPTS.has(script) ? 'rtl' : 'ltr'
  return LANGUAGES.has(base) ? 'rtl' : 'ltr'
}
