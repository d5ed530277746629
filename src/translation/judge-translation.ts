/** Whether an answer may be shown as the translation of a text. If not, it is not requested again by itself: that would cost and give the same. */
import { decodeHTML } from 'entities'
import type { LanguageTag } from '../model/ids.ts'

export type Judgement = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string }

const LONGER = 4
/** A text with fewer bytes counts as this long, since short texts may grow more: 4 Chinese characters are 12 bytes. */
const LEAST_BYTES = 40
/** The least share of letters in the target's script: names of products and people often stay in theirs. */
const LEAST_SHARE = 0.3
const ENTITY = /&(?:#\d+|#x[\da-f]+|[a-z]\w+);/i

export const judgeTranslation = (original: string, answer: string, to: LanguageTag): Judgement => {
  const decoded = ENTITY.test(original) ? answer : decodeHTML(answer)
  // A headline about markup may itself contain tags.
  if (hasTag(decoded) && !hasTag(original)) return refused('answer with markup')
  const text = plain(decoded)
  if (text === '') return refused('empty answer')
  if (folded(text) === folded(original)) return refused('answer equals the original')
  if (Buffer.byteLength(text) > LONGER * Math.max(LEAST_BYTES, Buffer.byteLength(original)))
    return refused('answer far too long')
  if (!isInScriptOf(text, to)) return refused('answer in the wrong script')
  return { ok: true, text }
}

const hasTag = (text: string): boolean => {
  const start = text.search(/<\/?[a-z!]/i)
  return start !== -1 && text.includes('>', start)
}

const refused = (reason: string): Judgement => ({ ok: false, reason })

/** The text on one line, without characters that reorder or hide the text around them. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()

const folded = (text: string): string => plain(text).toLowerCase()

const isInScriptOf = (text: string, to: LanguageTag): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const own = text.match(scriptOf(to))?.length ?? 0
  return letters > 0 && own >= letters * LEAST_SHARE
}

/** Scripts of ISO 15924 that are several scripts of Unicode, or one of another name. */
const WRITTEN_IN: Readonly<Record<string, string>> = {
  Hans: '\\p{sc=Han}',
  Hant: '\\p{sc=Han}',
  Jpan: '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー',
  Kore: '\\p{sc=Hangul}\\p{sc=Han}',
}

const scriptOf = (language: LanguageTag): RegExp => {
  const { script = 'Latn' } = new Intl.Locale(language).maximize()
  return new RegExp(`[${WRITTEN_IN[script] ?? `\\p{sc=${script}}`}]`, 'gu')
}
