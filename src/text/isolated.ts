import type { LanguageTag } from '../model/ids.ts'
import { directionOf } from './script.ts'

/**
 * A name or title, in any script, for a sentence in this language. The sentence “صحيفة الميناء, 26 Nov” would otherwise show the 26 before
 * the name (UAX #9). It is isolated by characters, because feed readers remove elements and attributes that they do not know.
 */
export const isolatedIn = (language: LanguageTag, text: string): string =>
  directionOf(language) === 'rtl' || RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
