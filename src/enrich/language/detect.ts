import { loadModule } from 'cld3-asm'
import { getLIDModel } from 'fasttext.wasm.js'
import type { LanguageTag } from '../../model/ids.ts'
import { singleSpaces } from '../../text/characters.ts'
import { chineseOf } from './chinese.ts'
import { languageTag } from './language-tag.ts'
import { type WordVotes, createWordVotes } from './word-votes.ts'
import { type Writing, type WritingSystem, writingOf } from './writing-system.ts'

export type DetectedLanguage = { readonly language: LanguageTag; readonly confidence: number }
/** `declared`: the language that item, feed or source declare, one piece of evidence among others. */
export type LanguageDetector = (text: string, declared: LanguageTag | null) => DetectedLanguage

/** Loads the models. One detector per thread is enough. */
export const createLanguageDetector = async (): Promise<LanguageDetector> => {
  const judges = { ...(await loadLanguageModels()), wordVotes: createWordVotes() }
  return (text, declared) => detect(judges, sampleOf(text), declared)
}

type Judges = LanguageModels & { readonly wordVotes: WordVotes }

const SAMPLE = 400
/**
 * Letters that the models read, whose cost grows with each: of 3,040 texts of 270 letters on average, two get another language than by 250
 * letters.
 */
const MODEL_SAMPLE = 160
const FEWEST_LETTERS = 4
/**
 * Confidence below which the declared language is chosen, which counts as evidence already. Of headlines in 38 languages with a declaration
 * that is wrong once in ten times .3 is best (99.7 and 99.4 % in the halves that it was chosen on; .6 gives 99.4 and 99.3, .8 gives 99.1 and
 * 98.7).
 */
const SURE = 0.3
/**
 * Confidence below which a language is not guessed, where none is declared and no language lists a word of the text: such guesses are right
 * nine times of 41.
 */
const GUESS = 0.25

/** The text without addresses and handles, which are in no language, cut to `SAMPLE`. */
const sampleOf = (text: string): string => singleSpaces(withoutAddresses(text.slice(0, 2 * SAMPLE))).slice(0, SAMPLE)
// Most texts have nothing to remove: this test costs a tenth of the replacement, which searches every word.
const withoutAddresses = (text: string): string =>
  /[@#]|:\/\/|www\./.test(text)
    ? text.replaceAll(/\S+/g, (word) => (/.@./.test(word) ? ' ' : word.replaceAll(/(?:https?:\/\/|www\.).+|[@#][\w.-]+/g, ' ')))
    : text

const detect = (judges: Judges, sample: string, declared: LanguageTag | null): DetectedLanguage => {
  const writing = writingOf(sample)
  if (writing === null) return { language: declared ?? 'und', confidence: 0 }
  const certain = byWriting(writing, sample, declared)
  if (certain !== null) return certain
  if (writing.letters < FEWEST_LETTERS) return { language: declared ?? 'und', confidence: 0 }
  return byVotes(judges, { system: writing.system ?? 'Latin', sample, declared })
}

/** Letters of Yiddish vowels, which Hebrew writes otherwise. */
const YIDDISH = /[\u05f0-\u05f2\ufb1f\ufb2e\ufb2f]|\u05d0[\u05b7\u05b8]/

/** The language, where its letters alone decide; null: several languages are written so. */
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
type Shares = ReadonlyMap<LanguageTag, number>

/**
 * Opinions are pooled as logarithms (nats), so that a good reason against a language counts as much as one for it. Settings from the
 * development half of 38 languages at title length: 98.1 % without and 99.5 % with a declared language that is wrong once in sixteen
 * times (fastText alone 94.8, cld3 alone 95.1, their sum 97.2).
 */
const FAST_TEXT = { weight: 0.55, floor: 0.02 }
const CLD3 = { weight: 0.6, floor: 0.1 }
const WORD = { weight: 1.6, most: 3 }
const DECLARED = 3.6
/** The weight of English, which programs declare that nobody has configured. */
const DECLARED_ENGLISH = 1.8
/** Subtracted for languages in which hardly any press is written: models trained on encyclopaedias suggest them far too often. */
const SELDOM = 0.7

const byVotes = (judges: Judges, { system, sample, declared }: Question): DetectedLanguage => {
  // Models know capitals from names and beginnings; a title in capitals misleads them.
  const text = sample.toLowerCase()
  const words = judges.wordVotes(text)
  const most = Math.max(1, ...words.values())
  const wordScore = (count: number): number => WORD.weight * Math.max(count - most, -WORD.most)
  const plainScore = (language: LanguageTag): number =>
    wordScore(words.get(language) ?? 0) +
    (language === declared ? (language === 'en' ? DECLARED_ENGLISH : DECLARED) : 0) -
    (isSeldom(language) ? SELDOM : 0)
  const candidates = new Set<LanguageTag>()
  for (const [language, count] of words) if (count > most - WORD.most) candidates.add(language)
  if (declared !== null && isWritten(system, declared)) candidates.add(declared)
  // The models cost more than all the rest, and cld3 most: each runs only where it could change the answer.
  const plain = likelihoods(candidates, plainScore, wordScore(0))
  if (plain.lead > swayOf(FAST_TEXT) + swayOf(CLD3)) return decided(plain, declared, words.size)

  const fastText = sharesOf(judges.fastText(text.slice(0, MODEL_SAMPLE)), system)
  for (const language of fastText.keys()) candidates.add(language)
  const firstScore = (language: LanguageTag): number => plainScore(language) + logShare(FAST_TEXT, fastText, language)
  const first = likelihoods(candidates, firstScore)
  if (first.lead > swayOf(CLD3)) return decided(first, declared, words.size)

  const cld3 = sharesOf(judges.cld3(text.slice(0, MODEL_SAMPLE)), system)
  for (const language of cld3.keys()) candidates.add(language)
  return decided(
    likelihoods(candidates, (language) => firstScore(language) + logShare(CLD3, cld3, language)),
    declared,
    words.size,
  )
}

const logShare = ({ weight, floor }: typeof CLD3, shares: Shares, language: LanguageTag): number =>
  weight * Math.log((shares.get(language) ?? 0) + floor)
/** By how much a model can bring one language nearer to another. */
const swayOf = ({ weight, floor }: typeof CLD3): number => weight * Math.log((1 + floor) / floor)

type Likelihoods = { readonly best: LanguageTag; readonly share: number; readonly lead: number }
/** `others`: the score of languages that are not among the candidates. */
const likelihoods = (
  candidates: ReadonlySet<LanguageTag>,
  scoreOf: (language: LanguageTag) => number,
  others = Number.NEGATIVE_INFINITY,
): Likelihoods => {
  let [best, top, second, sum] = ['und', Number.NEGATIVE_INFINITY, others, 0]
  for (const language of candidates) {
    const score = scoreOf(language)
    if (score > top) [best, top, second, sum] = [language, score, Math.max(second, top), sum * Math.exp(top - score) + 1]
    else [second, sum] = [Math.max(second, score), sum + Math.exp(score - top)]
  }
  return { best, share: candidates.size === 0 ? 0 : 1 / sum, lead: top - second }
}

const decided = ({ best, share }: Likelihoods, declared: LanguageTag | null, ownWords: number): DetectedLanguage => {
  if (declared !== null) return { language: share < SURE ? declared : best, confidence: share }
  return { language: share < GUESS && ownWords === 0 ? 'und' : best, confidence: share }
}

const sharesOf = (votes: readonly Vote[], system: WritingSystem): Shares => {
  const shares = new Map<LanguageTag, number>()
  for (const { language, weight } of votes) {
    const tag = inSystem(system, language)
    if (tag !== null) shares.set(tag, (shares.get(tag) ?? 0) + weight)
  }
  return shares
}

const CYRILLIC = new Set('ru uk be bg mk sr-Cyrl kk ky tg mn tt ba cv os ce sah tyv myv mhr av udm kv bxr'.split(' '))
const ARABIC = new Set('ar fa ur ps ckb sd ug azb pnb lrc mzn arz ku ks'.split(' '))
const DEVANAGARI = new Set('hi mr ne sa bh mai gom new bho'.split(' '))

/** Our tag for a model's code; null: that language is not written in this system. */
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

/** True: the declared language may be the one written here. A Russian feed's English title is not Russian. */
const isWritten = (system: WritingSystem, tag: LanguageTag): boolean => inSystem(system, tag) === tag

const SELDOM_USED = new Set(
  (
    'gl ceb ht jv lb la war co mt eo ia io vo oc ast nds fy ba cv os ce sah tyv su sc vec lmo pms nap scn als bar ny st sn sm haw xh yo ' +
    'ig mg mi gd cy ga br hsb dsb kw gv wa li zea frr rm fur an ext lad sa bh mai gom new tg kv nah jbo nn is'
  ).split(' '),
)
const isSeldom = (tag: LanguageTag): boolean => SELDOM_USED.has(tag)

type Vote = { readonly language: string; readonly weight: number }
/** A trained model's votes, the best first; their weights sum to at most 1. Codes are the model's own. */
type LanguageModel = (text: string) => readonly Vote[]

type LanguageModels = { readonly fastText: LanguageModel; readonly cld3: LanguageModel }

/** Takes 40 MB of WebAssembly memory and 100 ms. */
const loadLanguageModels = async (): Promise<LanguageModels> => {
  const [fastText, cld3] = await Promise.all([loadFastText(), loadCld3()])
  return { fastText, cld3 }
}

/** The shape of a result; the package refers to this type without exporting it. */
type Found = {
  readonly size: () => number
  readonly get: (index: number) => readonly [number, string]
  readonly delete: () => void
}

/** The model lid.176.ftz takes 0.02 ms for a title. */
const loadFastText = async (): Promise<LanguageModel> => {
  const model = await (await getLIDModel()).load()
  return (text) => {
    // Lives in WebAssembly memory until it is deleted.
    const found: Found = model.predict(`${text}\n`, 6, 0.01)
    const votes = Array.from({ length: found.size() }, (_, index) => {
      const [weight, label] = found.get(index)
      return { language: label.slice('__label__'.length), weight }
    })
    found.delete()
    return votes
  }
}

/** Takes 0.09 ms for a title. */
const loadCld3 = async (): Promise<LanguageModel> => {
  const identifier = (await loadModule()).create(0, 1_000)
  return (text) => {
    const { language, probability } = identifier.findLanguage(text)
    return [{ language, weight: probability }]
  }
}
