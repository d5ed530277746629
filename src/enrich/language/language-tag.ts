import type { LanguageTag } from '../../model/ids.ts'

/** Older and broader codes, and the codes used here; a macro-language stands for its member that is written. */
const SAME_AS: Readonly<Record<string, string>> = {
  no: 'nb',
  iw: 'he',
  in: 'id',
  ji: 'yi',
  jw: 'jv',
  mo: 'ro',
  tl: 'fil',
  cmn: 'zh',
  prs: 'fa',
  arz: 'ar',
  sh: 'sr',
  zsm: 'ms',
  arb: 'ar',
  pes: 'fa',
  ekk: 'et',
  lvs: 'lv',
  swh: 'sw',
  khk: 'mn',
}
/** Country codes that publishers write for the language. Others (`us`, `vn`) leave open which is meant, or are languages too (`br`, `se`). */
const COUNTRIES_FOR_LANGUAGES: Readonly<Record<string, string>> = { cn: 'zh', jp: 'ja', kr: 'ko' }
/** Languages that a model knows, and `Intl.DisplayNames` does not. */
const UNNAMED = new Set(['azb', 'cbk', 'dty', 'eml', 'nah'])
const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const HANT_REGIONS = new Set(['TW', 'HK', 'MO'])
const NAMES: Readonly<Record<string, string>> = {
  english: 'en',
  deutsch: 'de',
  german: 'de',
  french: 'fr',
  francais: 'fr',
  spanish: 'es',
  chinese: 'zh',
  russian: 'ru',
  arabic: 'ar',
  japanese: 'ja',
  korean: 'ko',
  portuguese: 'pt',
  italian: 'it',
}

const known = new Map<string, LanguageTag | null>()
/** The most declarations that are cached: publishers invent codes without end. */
const MEMORY = 2_000

/** The tag that is used here for what a document or an operator declares (`en-us`, `ZH_TW`, `iw`); null: it is not understood. */
export const languageTag = (declared: string | null): LanguageTag | null => {
  if (declared === null || declared.length > 35) return null
  const remembered = known.get(declared)
  if (remembered !== undefined) return remembered
  if (known.size >= MEMORY) known.clear()
  const tag = readTag(declared.trim().replaceAll('_', '-'))
  known.set(declared, tag)
  return tag
}

const readTag = (text: string): LanguageTag | null => {
  const named = NAMES[text.toLowerCase()]
  if (named !== undefined) return named === 'zh' ? 'zh-Hans' : named
  if (!/^(?!(?:und|mul|mis|zxx|xx)\b)[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(text)) return null
  const locale = localeOf(text)
  if (locale === null) return null
  const language = languageIn(text, locale)
  if (language === null) return null
  if (language === 'zh') return locale.script === 'Hant' || HANT_REGIONS.has(locale.region ?? '') ? 'zh-Hant' : 'zh-Hans'
  if (language === 'yue') return 'zh-Hant'
  if (language === 'sr') return locale.script === 'Latn' ? 'sr-Latn' : locale.script === 'Cyrl' ? 'sr-Cyrl' : 'sr'
  return language
}

const languageIn = (text: string, { language }: Intl.Locale): string | null => {
  const named = COUNTRIES_FOR_LANGUAGES[language] ?? SAME_AS[language] ?? language
  if (named === language && !UNNAMED.has(language) && languageNames.of(language) === undefined) return null
  return isCountry(text, named) ? null : named
}

/** True: two capitals alone mean the country (`CA`, `AR`, `UK`), unless its language has the same code (`FR`). */
const isCountry = (text: string, language: string): boolean =>
  /^[A-Z]{2}$/.test(text) &&
  countryNames.of(text) !== undefined &&
  new Intl.Locale(`und-${text}`).maximize().language !== language

const localeOf = (text: string): Intl.Locale | null => {
  try {
    return new Intl.Locale(text)
  } catch {
    // Only the first part is a language: `en-english`, `de-1`.
    const language = text.split('-')[0] ?? ''
    return /^[a-z]{2,3}$/i.test(language) ? new Intl.Locale(language) : null
  }
}
