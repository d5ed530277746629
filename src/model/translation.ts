/** Machine translations of headlines and excerpts: their keys, their outcomes, and which one a reader sees. */
import { createHash } from 'node:crypto'
import { DAY } from '../lib/durations.ts'
import type { Instant, LanguageTag } from './ids.ts'

/** Identifies a text and its target language: SHA-256 as base64url, 43 characters. */
export type TranslationKey = string

/** `text` null: the text will not be translated, for this reason. */
export type TranslationOutcome = { readonly key: TranslationKey } & (
  | { readonly text: string; readonly reason: null }
  | { readonly text: null; readonly reason: string }
)

/** The note of the store with the day (UTC, since 1970) on which characters were sent last, and how many. */
export const SPENT_NOTE = 'translation.spent'
export const spentNote = (characters: number, now: Instant): string => `${Math.floor(now / DAY)} ${characters}`
/** The characters that were sent on this day (UTC), by the note. */
export const spentToday = (note: string | null, now: Instant): number => {
  const [day, characters = 0] = (note ?? '').split(' ').map(Number)
  return day === Math.floor(now / DAY) ? characters : 0
}

/** A translation as it is shown: always marked as a machine's. */
export type ShownTranslation = { readonly language: LanguageTag; readonly text: string }

/** The translation of a text into a language; null: there is none, or not yet. */
export type Translated = (text: string, to: LanguageTag) => string | null

export const translationKey = (text: string, to: LanguageTag): TranslationKey =>
  createHash('sha256').update(`${to}\n${text}`, 'utf8').digest('base64url')

/** Are both the same language? A tag without a script equals one with a script (zh and zh-Hans); two scripts differ (zh-Hans, zh-Hant). */
export const isSameLanguage = (one: LanguageTag, other: LanguageTag): boolean => speaks(one, other) || speaks(other, one)

/** Is a language the wanted one, or a form of it? `zh-Hant` is `zh`, and not the other way. */
export const speaks = (language: LanguageTag, wanted: LanguageTag): boolean =>
  language === wanted || language.startsWith(`${wanted}-`)

/** The translation for a reader of these languages, the preferred one first. Null: the text is in one of them, or no translation exists. */
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
