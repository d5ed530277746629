import type { LanguageTag } from '../../model/ids.ts'
import { namesFrom, type Names } from './filter-vocabulary.ts'

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/**
 * `ZH-tw` → `zh-Hant`, `pt-BR` → `pt`: articles are marked with a script where it matters and never with a country. Null: no such
 * language.
 */
export const readLanguage = (written: string, known: readonly LanguageTag[]): LanguageTag | null => {
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(written)) return null
  const tag = written.replaceAll('_', '-')
  if (tag.toLowerCase() === 'und') return 'und'
  const locale = localeOf(tag)
  if (locale === null) return null
  const { language, script } = locale
  if (languageNames.of(language) === undefined && !known.includes(language)) return null
  if (script !== undefined) return `${language}-${script}`
  const scriptOfRegion = language === 'zh' && locale.region !== undefined ? locale.maximize().script : undefined
  return scriptOfRegion === undefined ? language : `${language}-${scriptOfRegion}`
}

/** `uk` → `GB`; null: no such country. */
export const readCountry = (written: string, known: readonly string[]): string | null => {
  if (!/^[a-z]{2}$/i.test(written)) return null
  const code = written.toUpperCase()
  if (known.includes(code)) return code
  const region = localeOf(`und-${code}`)?.region
  return region !== undefined && regionNames.of(region) !== undefined ? region : null
}

/** Names for suggestions: in English, and for languages of the configuration also in the language itself. */
export const languagesByName = (known: readonly LanguageTag[]): Names<string> =>
  namesFrom([
    ...pairs().map((code) => ({ id: code, name: languageNames.of(code) })),
    ...known.map((tag) => ({ id: tag, name: new Intl.DisplayNames(tag, { type: 'language', fallback: 'none' }).of(tag) })),
  ])

export const countriesByName = (): Names<string> =>
  namesFrom(
    pairs()
      .map((pair) => pair.toUpperCase())
      // DD is known too, as an old name of DE.
      .filter((code) => localeOf(`und-${code}`)?.region === code)
      .map((code) => ({ id: code, name: regionNames.of(code) })),
  )

const localeOf = (tag: string): Intl.Locale | null => {
  try {
    return new Intl.Locale(tag)
  } catch {
    // Not a language tag at all: the caller reports that.
    return null
  }
}

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')
const pairs = (): readonly string[] => LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
