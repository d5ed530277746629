import type { LanguageTag } from '../../model/ids.ts'
import { chineseOf } from './chinese.ts'
import { wordVotes } from './function-words.ts'
import { languageTag } from './language-tag.ts'
import { type LanguageModels, loadLanguageModels } from './models.ts'
import { type WritingSystem, type Writing, writingOf } from './writing-system.ts'

export type DetectedLanguage = { readonly language: LanguageTag; readonly confidence: number }
/** `declared`: what item, feed or source say of themselves, one piece of evidence among others. */
export type LanguageDetector = (text: string, declared: LanguageTag | null) => DetectedLanguage

export const createLanguageDetector = async (): Promise<LanguageDetector> => {
  const models = await loadLanguageModels()
  return (text, declared) => detect(models, sampleOf(text), declared)
}

const SAMPLE = 600
const FEWEST_LETTERS = 4
/** Below this the declared language stands. */
const SURE = 0.6
const WEIGHT = { fastText: 1, cld3: 0.7, words: 0.8, declared: 0.5 } as const

/** Addresses, handles and numbers are in no language. */
const sampleOf = (text: string): string =>
  text
    .slice(0, 2 * SAMPLE)
    .replaceAll(/https?:\/\/\S+|www\.\S+|\S+@\S+|[@#][\w.-]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, SAMPLE)

const detect = (models: LanguageModels, sample: string, declared: LanguageTag | null): DetectedLanguage => {
  const writing = writingOf(sample)
  if (writing === null) return { language: declared ?? 'und', confidence: 0 }
  const certain = byWriting(writing, sample, declared)
  if (certain !== null) return certain
  if (writing.letters < FEWEST_LETTERS && declared !== null) return { language: declared, confidence: 0 }
  return byVotes(models, { system: writing.system ?? 'Latin', sample, declared })
}

/** Vowel letters that Hebrew writes otherwise. */
const YIDDISH = /[\u05f0-\u05f2\ufb1f\ufb2e\ufb2f]|\u05d0[\u05b7\u05b8]/

/** Where the letters alone decide. */
const byWriting = (writing: Writing, sample: string, declared: LanguageTag | null): DetectedLanguage | null => {
  if (writing.system === null) return { language: writing.language, confidence: writing.share }
  const found = (language: LanguageTag): DetectedLanguage => ({ language, confidence: writing.share })
  switch (writing.system) {
    case 'Korean':
      return found('ko')
    case 'Japanese':
      return found('ja')
    case 'Chinese': {
      const { language, certain } = chineseOf(sample, declared)
      return { language, confidence: certain ? writing.share : writing.share * 0.7 }
    }
    case 'Greek':
      return found('el')
    case 'Hebrew':
      return found(YIDDISH.test(sample) || declared === 'yi' ? 'yi' : 'he')
    case 'Bengali':
      return found(/[ৰৱ]/.test(sample) ? 'as' : 'bn')
    case 'Ethiopic':
      return found(declared === 'ti' ? 'ti' : 'am')
    case 'Latin':
    case 'Cyrillic':
    case 'Arabic':
    case 'Devanagari':
      return null
  }
}

type Question = { readonly system: WritingSystem; readonly sample: string; readonly declared: LanguageTag | null }

const byVotes = (models: LanguageModels, { system, sample, declared }: Question): DetectedLanguage => {
  // Models know capitals from names and sentence starts; a title in capitals misleads them.
  const lower = sample.toLowerCase()
  const scores = new Map<LanguageTag, number>()
  const add = (language: string, weight: number): void => {
    const tag = inSystem(system, language)
    if (tag !== null) scores.set(tag, (scores.get(tag) ?? 0) + weight)
  }
  for (const vote of models.fastText(lower)) add(vote.language, vote.weight * WEIGHT.fastText)
  for (const vote of models.cld3(lower)) add(vote.language, vote.weight * WEIGHT.cld3)
  for (const [language, share] of wordVotes(lower)) add(language, share * WEIGHT.words)
  if (declared !== null) add(declared, WEIGHT.declared)
  const whole = WEIGHT.fastText + WEIGHT.cld3 + WEIGHT.words + (declared === null ? 0 : WEIGHT.declared)
  const [best] = [...scores].toSorted((a, b) => b[1] - a[1])
  if (best === undefined) return { language: declared ?? 'und', confidence: 0 }
  const [language, score] = best
  const confidence = Math.min(1, score / whole)
  return { language: confidence < SURE && declared !== null && scores.has(declared) ? declared : language, confidence }
}

const CYRILLIC = new Set('ru uk be bg mk sr-Cyrl kk ky tg mn tt ba cv os ce sah tyv myv mhr av udm kv bxr'.split(' '))
const ARABIC = new Set('ar fa ur ps ckb sd ug azb pnb lrc mzn arz ku ks'.split(' '))
const DEVANAGARI = new Set('hi mr ne sa bh mai gom new bho'.split(' '))

/** Our tag for a model's code, null where that language is not written in this system. */
const inSystem = (system: WritingSystem, code: string): LanguageTag | null => {
  if (code === 'sr' || code === 'sh') return system === 'Cyrillic' ? 'sr-Cyrl' : system === 'Latin' ? 'sr-Latn' : null
  const tag = languageTag(code)
  if (tag === null) return null
  if (system === 'Cyrillic') return CYRILLIC.has(tag) ? tag : null
  if (system === 'Devanagari') return DEVANAGARI.has(tag) ? tag : null
  // Western Panjabi is written as Urdu is, and the models take one for the other.
  if (system === 'Arabic') return tag === 'pnb' ? 'ur' : ARABIC.has(tag) ? tag : null
  return isLatin(tag) ? tag : null
}
const NOT_LATIN = new Set(
  'el he yi ja ko zh-Hans zh-Hant th lo km my ka hy am ti bn as pa gu or ta te kn ml si dv bo'.split(' '),
)
const isLatin = (tag: LanguageTag): boolean =>
  !NOT_LATIN.has(tag) && !CYRILLIC.has(tag) && !DEVANAGARI.has(tag) && (!ARABIC.has(tag) || tag === 'ku')
