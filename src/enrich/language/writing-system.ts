import { codeUnitsOf } from '../../text/code-units.ts'
import type { LanguageTag } from '../../model/ids.ts'

/** A writing system and its blocks of the Basic Multilingual Plane. */
type System = {
  readonly name: string
  readonly blocks: readonly (readonly [first: number, last: number])[]
  readonly weight: number
}

/** `weight`: how many letters of an alphabet one character of this system stands for. */
const SYSTEMS: readonly System[] = [
  {
    name: 'Latin',
    weight: 1,
    blocks: [
      [0x41, 0x5a],
      [0x61, 0x7a],
      [0xc0, 0xd6],
      [0xd8, 0xf6],
      [0xf8, 0x24f],
      [0x250, 0x2af],
      [0x1e00, 0x1eff],
    ],
  },
  { name: 'Cyrillic', weight: 1, blocks: [[0x400, 0x52f]] },
  {
    name: 'Greek',
    weight: 1,
    blocks: [
      [0x370, 0x3ff],
      [0x1f00, 0x1fff],
    ],
  },
  {
    name: 'Arabic',
    weight: 1.3,
    blocks: [
      [0x620, 0x64a],
      [0x66e, 0x6d3],
      [0x6d5, 0x6dc],
      [0x6ee, 0x6ef],
      [0x6fa, 0x77f],
      [0x8a0, 0x8c9],
      [0xfb50, 0xfdff],
      [0xfe70, 0xfefc],
    ],
  },
  {
    name: 'Hebrew',
    weight: 1.3,
    blocks: [
      [0x5d0, 0x5f2],
      [0xfb1d, 0xfb4f],
    ],
  },
  {
    name: 'Han',
    weight: 3,
    blocks: [
      [0x3005, 0x3007],
      [0x3400, 0x9fff],
      [0xf900, 0xfaff],
    ],
  },
  {
    name: 'Hiragana',
    weight: 2,
    blocks: [[0x3041, 0x309f]],
  },
  {
    name: 'Katakana',
    weight: 2,
    blocks: [
      [0x30a1, 0x30fa],
      [0x30fc, 0x30ff],
      [0xff66, 0xff9d],
    ],
  },
  {
    name: 'Hangul',
    weight: 2.5,
    blocks: [
      [0x1100, 0x11ff],
      [0x3131, 0x318e],
      [0xac00, 0xd7a3],
    ],
  },
  {
    name: 'Devanagari',
    weight: 1.3,
    blocks: [
      [0x904, 0x939],
      [0x958, 0x961],
      [0x971, 0x97f],
    ],
  },
  {
    name: 'Bengali',
    weight: 1.3,
    blocks: [
      [0x985, 0x9b9],
      [0x9dc, 0x9e1],
      [0x9f0, 0x9f1],
    ],
  },
  {
    name: 'Ethiopic',
    weight: 2,
    blocks: [
      [0x1200, 0x135a],
      [0x1380, 0x138f],
      [0x2d80, 0x2dde],
    ],
  },
  {
    name: 'pa',
    weight: 1.3,
    blocks: [
      [0xa05, 0xa39],
      [0xa59, 0xa5e],
    ],
  },
  { name: 'gu', weight: 1.3, blocks: [[0xa85, 0xab9]] },
  { name: 'or', weight: 1.3, blocks: [[0xb05, 0xb39]] },
  { name: 'ta', weight: 1.3, blocks: [[0xb83, 0xbb9]] },
  { name: 'te', weight: 1.3, blocks: [[0xc05, 0xc39]] },
  { name: 'kn', weight: 1.3, blocks: [[0xc85, 0xcb9]] },
  { name: 'ml', weight: 1.3, blocks: [[0xd05, 0xd3a]] },
  { name: 'si', weight: 1.3, blocks: [[0xd85, 0xdc6]] },
  {
    name: 'th',
    weight: 1.3,
    blocks: [
      [0xe01, 0xe30],
      [0xe32, 0xe33],
      [0xe40, 0xe46],
    ],
  },
  {
    name: 'lo',
    weight: 1.3,
    blocks: [
      [0xe81, 0xeb0],
      [0xec0, 0xec6],
    ],
  },
  { name: 'bo', weight: 1.3, blocks: [[0xf40, 0xf6c]] },
  {
    name: 'my',
    weight: 1.3,
    blocks: [
      [0x1000, 0x102a],
      [0x103f, 0x1055],
    ],
  },
  {
    name: 'ka',
    weight: 1,
    blocks: [
      [0x10a0, 0x10ff],
      [0x1c90, 0x1cbf],
    ],
  },
  { name: 'km', weight: 1.3, blocks: [[0x1780, 0x17b3]] },
  {
    name: 'hy',
    weight: 1,
    blocks: [
      [0x531, 0x556],
      [0x561, 0x587],
    ],
  },
  { name: 'dv', weight: 1.3, blocks: [[0x780, 0x7a5]] },
]

/** Index + 1 of the system of each letter of the Basic Multilingual Plane; 0: no letter, or of a system not listed. */
const systemOf = new Uint8Array(0x1_0000)
for (const [index, { blocks }] of SYSTEMS.entries()) {
  for (const [first, last] of blocks) systemOf.fill(index + 1, first, last + 1)
}
systemOf[0xd7] = 0

export type WritingSystem =
  | 'Latin'
  | 'Cyrillic'
  | 'Arabic'
  | 'Hebrew'
  | 'Devanagari'
  | 'Bengali'
  | 'Ethiopic'
  | 'Chinese'
  | 'Japanese'
  | 'Korean'
  | 'Greek'
/** A system that several languages share, or the one language that it is for; `letters`: how many characters are of it. */
export type Writing =
  | { readonly system: WritingSystem; readonly language: null; readonly letters: number; readonly share: number }
  | { readonly system: null; readonly language: LanguageTag; readonly letters: number; readonly share: number }

const weights = Float64Array.from(SYSTEMS, ({ weight }) => weight)
const indexOfSystem = (name: string): number => SYSTEMS.findIndex((system) => system.name === name)
const HAN = indexOfSystem('Han')
const HIRAGANA = indexOfSystem('Hiragana')
const KATAKANA = indexOfSystem('Katakana')
const HANGUL = indexOfSystem('Hangul')

/** How many letters of each system a text has. */
const lettersIn = (text: string): Float64Array => {
  const units = codeUnitsOf(text)
  const counts = new Float64Array(SYSTEMS.length + 1)
  for (let at = 0; at < units.length; at += 1) {
    const system = systemOf[units[at] ?? 0] ?? 0
    counts[system] = (counts[system] ?? 0) + 1
  }
  return counts.subarray(1)
}

/** The system that most of the text is written in; null: the text has no letter. Latin names within another script weigh little. */
export const writingOf = (text: string): Writing | null => {
  const letters = lettersIn(text)
  let [first, most, total] = [0, 0, 0]
  for (let index = 0; index < letters.length; index += 1) {
    const weight = (letters[index] ?? 0) * (weights[index] ?? 0)
    total += weight
    if (weight > most) [first, most] = [index, weight]
  }
  if (total === 0) return null
  const eastAsian = eastAsianLetters(letters)
  const weight = 3 * eastAsian.han + 2 * eastAsian.kana + 2.5 * eastAsian.hangul
  if (weight >= most || isGrammar(eastAsian, letters)) return eastAsianWriting(eastAsian, weight / total)
  return named(SYSTEMS[first]?.name ?? '', letters[first] ?? 0, most / total)
}

type EastAsianLetters = {
  readonly hiragana: number
  readonly kana: number
  readonly hangul: number
  readonly han: number
}
const eastAsianLetters = (letters: Float64Array): EastAsianLetters => {
  const [hiragana = 0, katakana = 0] = [letters[HIRAGANA], letters[KATAKANA]]
  return { hiragana, kana: hiragana + katakana, hangul: letters[HANGUL] ?? 0, han: letters[HAN] ?? 0 }
}

/** True: hiragana, the particles and endings of a Japanese sentence however many Latin names it has, or enough Hangul of a Korean one. */
const isGrammar = ({ hiragana, kana, hangul, han }: EastAsianLetters, letters: Float64Array): boolean => {
  const all = letters.reduce((sum, count) => sum + count, 0)
  return (hiragana > 0 && (kana + han) * 10 >= all) || hangul * 5 >= all
}

const SHARED: ReadonlySet<string> = new Set([
  'Latin',
  'Cyrillic',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Ethiopic',
  'Greek',
])
const isShared = (name: string): name is WritingSystem => SHARED.has(name)
const named = (name: string, letters: number, share: number): Writing =>
  isShared(name) ? { system: name, language: null, letters, share } : { system: null, language: name, letters, share }

const eastAsianWriting = (count: EastAsianLetters, share: number): Writing => {
  const letters = count.kana + count.hangul + count.han
  if (count.hangul > count.kana && count.hangul * 3 > count.han) return { system: 'Korean', language: null, letters, share }
  // A の or ー within a brand does not make a Chinese headline Japanese.
  const isJapanese = count.kana > 0 && count.kana * 12 >= count.han
  return { system: isJapanese ? 'Japanese' : 'Chinese', language: null, letters, share }
}
