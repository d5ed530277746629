/** Machine translations of headlines: what is asked for, what became of it, and which one a reader is shown. */
import { createHash } from 'node:crypto'
import type { LanguageTag } from './ids.ts'

/** Names a text and the language it is put into, in 43 characters. */
export type TranslationKey = string

/** `text` null: the text was given up for good, for this reason. */
export type TranslationOutcome = { readonly key: TranslationKey } & (
  | { readonly text: string; readonly reason: null }
  | { readonly text: null; readonly reason: string }
)

/** A translation as it is shown: always marked as a machine's. */
export type ShownTranslation = { readonly language: LanguageTag; readonly text: string }

/** The translation of a text into a language; null: there is none, or not yet. */
export type Translated = (text: string, to: LanguageTag) => string | null

export const translationKey = (text: string, to: LanguageTag): TranslationKey =>
  createHash('sha256').update(`${to}\n${text}`, 'utf8').digest('base64url')

/** One language, or one of its scripts where the other names none: zh and zh-Hans, never zh-Hans and zh-Hant. */
export const isSameLanguage = (one: LanguageTag, other: LanguageTag): boolean =>
  one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`)

/** For a reader of these languages, the best first: none where the text is in one of them. */
export const translationFor = (
  { text, language }: { readonly text: string; readonly language: LanguageTag },
  wanted: readonly LanguageTag[],
  translated: Translated,
): ShownTranslation | null => {
  if (wanted.some((one) => isSameLanguage(one, language))) return null
  for (const to of wanted) {
    const found = translated(text, to)
    if (found !== null) return { language: to, text: found }
  }
  return null
}
