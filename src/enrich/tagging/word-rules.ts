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

const words = (text: string): readonly string[] => text.split(' ')

// و and ف join sentences, ب ك ل are prepositions, ال is the article; ل + ال is written لل.
const ARABIC_PROCLITICS = words('و ف ب ك ل ال لل وب ول وك فل فب وال فال بال كال ولل وبال فلل وكال س')
// የ of, በ in, ለ for, ከ from, እና and, ስለ about.
const AMHARIC_PROCLITICS = words('የ በ ለ ከ እና ስለ ወደ')
const HEBREW_PROCLITICS = words('ה ו ב ל כ מ ש וה וב ול וכ ומ וש שה שב של כש כשה מה לה בה שמ')

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

const RULES: Readonly<Record<string, Partial<WordRules>>> = {
  en: { endings: words('s es') },
  fr: { endings: words('s x e es') },
  es: { endings: words('s es') },
  pt: { endings: words('s es') },
  it: { endings: words('a e i o he hi'), namesTakeEndings: false },
  ro: {
    endings: words('a e i o ă ul ului le lui lor ei ii ile ilor elor elor uri urile urilor lui'),
    nominatives: words('a ă e i ul le'),
    foreignNamesBend: true,
  },
  el: {
    endings: words('ο ου ον οι ων ουσ οσ α ασ εσ η ησ ησεσ ησεων ησησ εωσ εισ εων ι ια ιασ ιεσ ιου ιων ματα ματοσ ματων υ'),
    nominatives: words('ο οσ α ασ η ησ ι ια οι εσ'),
  },
  de: { endings: words('s es n en e er em'), nameEndings: words('ns ens'), compoundFrom: 8 },
  nl: { endings: words('s en n e'), compoundFrom: 8 },
  sv: {
    endings: words('s n en et t er ar or na erna arna orna ens ets a'),
    nameEndings: words('as ns nas'),
    compoundFrom: 8,
  },
  ar: {
    endings: words('ه ات ين ان ون ي يه ها هم ت ته تها ا'),
    namesTakeEndings: false,
    proclitics: ARABIC_PROCLITICS,
    afterProclitic: true,
  },
  fa: { endings: words('ها هاي هايي ي اي ان هايش شان ش ات'), namesTakeEndings: false, halfSpace: true, joins: true },
  ur: { endings: words('وں یں ے ي ا وں ئیں ز'), namesTakeEndings: false, halfSpace: true, joins: true },
  hi: { endings: words('ों ें े ी ा ो ओं एं स'), namesTakeEndings: false, endingsFrom: 3 },
  ru: {
    nameEndings: words('а у ы и е о ом ой ам ами ах ов ев ей я ю ем ый ий ая ое ые ого ому ым ыми ых их ую'),
    nominatives: words('а ы и е о я ый ий ой ая ое ые'),
  },
  uk: {
    nameEndings: words('а у и і ї е о ом ою ам ами ах ів ей я ю ем ий ій ого ому им ими их ої ові єю'),
    nominatives: words('а и і е о я ий ій'),
  },
  pl: {
    nameEndings: words('a u y i e ę ą o om ami ach ów owi em iem ie ego iego emu iemu ym im ymi imi ych ich ej iej ii ją'),
    nominatives: words('a y i e o'),
    foreignNamesBend: true,
  },
  cs: {
    nameEndings: words('a u y i e ě o ů ům ami ách ech em ou ého ému ém ý ým ými ých á é í ím ovi'),
    nominatives: words('a y i e ě o ý á é í'),
    foreignNamesBend: true,
  },
  tr: { nameEndings: words('nin nın nun nün in ın un ün a e ya ye da de ta te dan den tan ten i ı u ü yi yı yu yü la le') },
  bn: { nameEndings: words('র ের ে তে কে য় ও ই রা দের') },
  ko: {
    nameEndings: words(
      '은 는 이 가 을 를 의 에 에서 에게 에는 에도 에서는 에서도 에서의 로 으로 로는 으로는 로부터 으로부터 와 과 와의 과의 와는 과는 도 만 까지 부터 측 사 등 서 이라 라는 였다 이다',
    ),
    endingsFrom: 2,
    compoundFrom: 4,
    joins: true,
  },
  am: { nameEndings: words('ን ም ና ው'), proclitics: AMHARIC_PROCLITICS },
  he: { proclitics: HEBREW_PROCLITICS, respell: straightQuotes },
  id: { endings: words('nya an'), related: ['ms'] },
  ms: { endings: words('nya an'), related: ['id'] },
  'zh-Hans': { related: ['zh-Hant'] },
  'zh-Hant': { related: ['zh-Hans'] },
  vi: { respell: oldTones },
  zh: { related: ['zh-Hans', 'zh-Hant'] },
  da: { related: ['sv'] },
  nb: { related: ['sv'] },
  nn: { related: ['sv'] },
  sk: { related: ['cs'] },
  be: { related: ['ru', 'uk'] },
  gl: { related: ['es', 'pt'] },
  ca: { related: ['es'] },
}

/** The rules of a language tag or of its base language; the defaults for an unknown language. */
export const wordRulesOf = (language: string): WordRules =>
  withDefaults(RULES[language] ?? RULES[language.split('-')[0] ?? ''] ?? {})

/**
 * Every field is written out, so that the rules of all languages are objects of one shape: the engine compiles the code that reads 200,000
 * words by them for one shape only.
 */
const withDefaults = (rules: Partial<WordRules>): WordRules => ({
  endings: rules.endings ?? [],
  nameEndings: rules.nameEndings ?? [],
  nominatives: rules.nominatives ?? [],
  namesTakeEndings: rules.namesTakeEndings ?? true,
  foreignNamesBend: rules.foreignNamesBend ?? false,
  endingsFrom: rules.endingsFrom ?? 4,
  proclitics: rules.proclitics ?? [],
  afterProclitic: rules.afterProclitic ?? false,
  compoundFrom: rules.compoundFrom ?? 0,
  halfSpace: rules.halfSpace ?? false,
  joins: rules.joins ?? false,
  respell: rules.respell ?? null,
  related: rules.related ?? [],
})
