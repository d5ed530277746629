import systems from '../../words/writing-systems.json' with { type: 'json' }
import { codeUnitsOf } from '../../text/code-units.ts'
import type { LanguageTag } from '../../model/ids.ts'

const SYSTEMS = systems.map(({ name, weight, blocks }) => ({
  name,
  weight,
  blocks: blocks.split(' ').map((block) => block.split('-').map((unit) => Number.parseInt(unit, 16))),
}))

/** Index + 1 of the system of each letter of the Basic Multilingual Plane; 0: no letter, or of a system not listed. */
const systemOf = new Uint8Array(0x1_0000)
for (const [index, { blocks }] of SYSTEMS.entries()) {
  for (const [first = 0, last = first] of blocks) systemOf.fill(index + 1, first, last + 1)
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
