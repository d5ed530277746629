import written from '../../words/word-endings.json' with { type: 'json' }

/**
 * What may be joined to a listed word in each language, where the lexicon does not say so itself with a `*`. Lexicons of Russian,
 * Ukrainian, Polish, Czech, Turkish, Korean, Bengali and Amharic mark every open ending themselves: there a word without `*` is meant
 * as written.
 */
export type WordRules = {
  /** Endings that a word may take on or exchange for another of them. */
  readonly endings: readonly string[]
  /** Endings that only names may take on: nobody lists all cases of Роскомнадзор. */
  readonly nameEndings: readonly string[]
  /**
   * Endings that a proper name may lose for another: Авито, but Тему is not Тем. Most languages' names lose nothing: آسيان is not آسيا.
   * Names of countries, and of several words, lose `endings` as well, but never those that only names take on: Kamerun is no Kamera.
   */
  readonly nominatives: readonly string[]
  /** False: a proper name takes no endings either. Uber, أوبر, is not the opera, أوبرا. */
  readonly namesTakeEndings: boolean
  /** True: names of other languages take endings too, without an apostrophe before: Microsoftem, Facebookului. */
  readonly foreignNamesBend: boolean
  /** The fewest letters of a word that takes endings; shorter words are meant as written. Vowel signs count as letters. */
  readonly endingsFrom: number
  /** Particles written together with the word that follows; a word may stand after any of them. */
  readonly proclitics: readonly string[]
  /** True: every term may follow a proclitic; false: only names and terms with a leading `*`. */
  readonly afterProclitic: boolean
  /** Words for «and»; with a leading `*`, endings that mean it. */
  readonly conjunctions: readonly string[]
  /** Words of this many letters or more also count as the first or last part of a compound; 0: none do. */
  readonly compoundFrom: number
  /** Parts of a word may be joined by a half-space (U+200C) or a space. */
  readonly halfSpace: boolean
  /** True: a term may be written with its space or without. Not in Arabic: شيان, the city, is not شي إن, the shop. */
  readonly joins: boolean
  /** Replaces one of two spellings in use by the other, without a change of length; null: nothing to do. */
  readonly respell: ((text: string) => string) | null
  /** Languages so near that their words are tried as well. */
  readonly related: readonly string[]
}

const words = (text = ''): readonly string[] => (text === '' ? [] : text.split(' '))

// hoá and hóa, thuỷ and thủy: the tone stands on the second vowel in the new spelling, on the first in the old.
const OLD_TONES: Readonly<Record<string, string>> = Object.fromEntries(
  words('oá=óa oà=òa oả=ỏa oã=õa oạ=ọa oé=óe oè=òe oẻ=ỏe oẽ=õe oẹ=ọe uý=úy uỳ=ùy uỷ=ủy uỹ=ũy uỵ=ụy').map((pair) => [
    pair.slice(0, 2),
    pair.slice(3),
  ]),
)
// After q the u belongs to the consonant: quý stays.
const oldTones = (text: string): string =>
  text.replaceAll(/(?<!q)[ou][áàảãạéèẻẽẹýỳỷỹỵ](?!\p{L})/giu, (found) => OLD_TONES[found] ?? found)

// ארה"ב and או"ם are written with the mark of abbreviations, a straight quote or a curly one. A quotation does not end between letters.
const straightQuotes = (text: string): string => text.replaceAll(/(?<=\p{L})[“”](?=\p{L})/gu, '"')

const RESPELLED: Readonly<Record<string, WordRules['respell']>> = { he: straightQuotes, vi: oldTones }

/** Lists as they are written: words separated by blanks. */
type WrittenRules = {
  readonly [Field in keyof WordRules]?: WordRules[Field] extends readonly string[] ? string : WordRules[Field]
}
const RULES: Readonly<Record<string, Omit<WrittenRules, 'respell'>>> = written

/** The rules of a language tag or of its base language; the defaults for an unknown language. */
export const wordRulesOf = (language: string): WordRules => {
  const base = language.split('-')[0] ?? ''
  const known = RULES[language] === undefined ? base : language
  return withDefaults(RULES[known] ?? {}, RESPELLED[known] ?? null)
}

/**
 * Every field is written out, so that the rules of all languages are objects of one shape: the engine compiles the code that reads 200,000
 * words by them for one shape only.
 */
const withDefaults = (rules: Omit<WrittenRules, 'respell'>, respell: WordRules['respell']): WordRules => ({
  endings: words(rules.endings),
  nameEndings: words(rules.nameEndings),
  nominatives: words(rules.nominatives),
  namesTakeEndings: rules.namesTakeEndings ?? true,
  foreignNamesBend: rules.foreignNamesBend ?? false,
  endingsFrom: rules.endingsFrom ?? 4,
  proclitics: words(rules.proclitics),
  afterProclitic: rules.afterProclitic ?? false,
  conjunctions: words(rules.conjunctions),
  compoundFrom: rules.compoundFrom ?? 0,
  halfSpace: rules.halfSpace ?? false,
  joins: rules.joins ?? false,
  respell,
  related: words(rules.related),
})
