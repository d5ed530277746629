import shinjitai from 'opencc-js/dict/JPShinjitaiCharacters'
import toTraditional from 'opencc-js/dict/STCharacters'
import toSimplified from 'opencc-js/dict/TSCharacters'
import type { LanguageTag } from '../../model/ids.ts'

/** Which Han characters belong to one way of writing only. */
const FIRST = 0x3400
const LAST = 0x9fff
const SIMPLIFIED = 1
const TRADITIONAL = 2
const JAPANESE = 3
/** Simplified in China and Japan alike (国, 争): speaks against traditional characters, and for neither country. */
const REFORMED = 4
const kinds = new Uint8Array(LAST - FIRST + 1)

const entriesOf = (table: string): readonly (readonly [character: string, forms: readonly string[]])[] =>
  table.split('|').map((line) => {
    const [character = '', ...forms] = line.split(' ')
    return [character, forms]
  })
/** Marks characters of one kind. One that stands for itself too (后, 里, 台) existed before the reform, and is left out. */
const mark = (table: string, kind: number, isAlsoElsewhere: (character: string) => boolean): void => {
  for (const [character, forms] of entriesOf(table)) {
    const code = character.charCodeAt(0)
    if (character.length !== 1 || code < FIRST || code > LAST || forms.includes(character) || isAlsoElsewhere(character))
      continue
    kinds[code - FIRST] = kind
  }
}
const markAll = (): void => {
  const chinese = new Set(entriesOf(toTraditional).flatMap(([character, forms]) => [character, ...forms]))
  const traditional = new Set(entriesOf(toSimplified).map(([character]) => character))
  mark(shinjitai, JAPANESE, (character) => chinese.has(character) || traditional.has(character))
  mark(toTraditional, SIMPLIFIED, () => false)
  const japanese = new Set(entriesOf(shinjitai).map(([character]) => character))
  mark(toTraditional, REFORMED, (character) => !japanese.has(character))
  mark(toSimplified, TRADITIONAL, (character) => (kinds[character.charCodeAt(0) - FIRST] ?? 0) !== 0)
}
markAll()

/** The language of a text in Han characters without kana. `declared` decides where no character does (中国人 and 中國人 decide, 人大 does not). */
export const chineseOf = (
  text: string,
  declared: LanguageTag | null,
): { readonly language: LanguageTag; readonly certain: boolean } => {
  const count = [0, 0, 0, 0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < FIRST || code > LAST) continue
    const kind = kinds[code - FIRST] ?? 0
    count[kind] = (count[kind] ?? 0) + 1
  }
  const [, simplified = 0, old = 0, japanese = 0, reformed = 0] = count
  // Headlines of Japanese papers may have no kana.
  if (japanese > simplified && japanese * 2 > old) return { language: 'ja', certain: simplified === 0 }
  if (declared === 'ja' && simplified === 0 && old <= japanese) return { language: 'ja', certain: japanese > 0 }
  const modern = simplified + reformed
  if (modern === old)
    return { language: declared === 'zh-Hant' ? 'zh-Hant' : 'zh-Hans', certain: declared?.startsWith('zh') === true }
  return { language: modern > old ? 'zh-Hans' : 'zh-Hant', certain: true }
}
