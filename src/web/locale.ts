import { IntlMessageFormat } from 'intl-messageformat'
import type { Instant, LanguageTag } from '../model/ids.ts'
import { type Label, labelIn } from '../model/taxonomy.ts'
import { createDates, type LocaleDates } from './locale-dates.ts'
import { directionOf } from '../text/script.ts'
import { weightedList } from './http/accept.ts'
import ar from './locales/ar.json' with { type: 'json' }
import de from './locales/de.json' with { type: 'json' }
import en from './locales/en.json' with { type: 'json' }
import es from './locales/es.json' with { type: 'json' }
import fr from './locales/fr.json' with { type: 'json' }
import hi from './locales/hi.json' with { type: 'json' }
import id from './locales/id.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import pt from './locales/pt.json' with { type: 'json' }
import ru from './locales/ru.json' with { type: 'json' }
import zhHans from './locales/zh-Hans.json' with { type: 'json' }
import zhHant from './locales/zh-Hant.json' with { type: 'json' }

export type MessageKey = keyof typeof en
type Messages = Readonly<Record<MessageKey, string>>

/**
 * All texts of the interface, in ICU message format. To add a language, add `locales/LANGUAGE.json` with the keys of `en.json` and list it
 * here. The footer lists the languages in this order.
 */
export const MESSAGES: Readonly<Record<LanguageTag, Messages>> = {
  en,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
  ar,
  de,
  es,
  fr,
  hi,
  id,
  ja,
  pt,
  ru,
}

export const INTERFACE_LANGUAGES: readonly LanguageTag[] = Object.keys(MESSAGES)

type Values = Readonly<Record<string, string | number>>

/** The interface in one language: its messages, numbers, dates and names of languages. */
export type Locale = LocaleDates & {
  readonly language: LanguageTag
  readonly direction: 'ltr' | 'rtl'
  /** The languages that the reader prefers, best first: the page's language, then those of the browser. */
  readonly wanted: readonly LanguageTag[]
  /** The same, with English at the end. */
  readonly readable: readonly LanguageTag[]
  message(key: MessageKey, values?: Values): string
  number(value: number): string
  /** 10 MB. */
  bytes(value: number): string
  label(label: Label): string
  labelWithLanguage(label: Label): { readonly text: string; readonly language: LanguageTag }
  /** The names as alternatives: French, Arabic or Chinese. */
  listOr(names: readonly string[]): string
  languageName(tag: LanguageTag): string
  countryName(code: string): string
}

/** `year`: the current year, which dates leave out; null: every date has its year. */
const createLocale = (language: LanguageTag, messages: Messages, year: number | null): Locale => {
  const formats = new Map<MessageKey, IntlMessageFormat>()
  const formatOf = (key: MessageKey): IntlMessageFormat => {
    const format = formats.get(key) ?? new IntlMessageFormat(messages[key], language, undefined, { ignoreTag: true })
    formats.set(key, format)
    return format
  }
  const numbers = new Intl.NumberFormat(language)
  const lists = new Intl.ListFormat(language, { type: 'disjunction' })
  const unit = (unit: string) => new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 })
  const [kilobytes, megabytes] = [unit('kilobyte'), unit('megabyte')]
  const languageNames = new Intl.DisplayNames(language, { type: 'language' })
  const countryNames = new Intl.DisplayNames(language, { type: 'region' })
  const labelWithLanguage: Locale['labelWithLanguage'] = (label) => {
    const near = language === 'zh-Hant' ? ['zh-Hant', 'zh-Hans'] : [language]
    const found = [...near, language.split('-')[0] ?? '', 'en'].find((tag) => label[tag] !== undefined)
    return { text: capitalised(labelIn(label, found ?? language), found ?? language), language: found ?? 'und' }
  }
  const message: Locale['message'] = (key, values) => String(formatOf(key).format(values))
  return {
    ...createDates(language, year),
    language,
    wanted: [language],
    readable: [language],
    direction: directionOf(language) === 'rtl' ? 'rtl' : 'ltr',
    message,
    number: (value) => numbers.format(value),
    bytes: (value) => (value < 1_000_000 ? kilobytes.format(value / 1_000) : megabytes.format(value / 1_000_000)),
    label: (label) => labelWithLanguage(label).text,
    labelWithLanguage,
    listOr: (names) => lists.format(names),
    languageName: (tag) => (tag === 'und' ? message('language.unknown') : nameOf(languageNames, tag)),
    countryName: (code) => nameOf(countryNames, code),
  }
}

/**
 * A label with a capital at its beginning. Configurations write labels as in the middle of a sentence (`noms de domaine`). A first word
 * with a capital inside (eBay) is a brand's own spelling and stays.
 */
const capitalised = (text: string, language: LanguageTag): string => {
  const [word = ''] = text.split(' ')
  if (word !== word.toLowerCase()) return text
  const [first = ''] = text
  return first.toLocaleUpperCase(language) + text.slice(first.length)
}

/** The name of a code; the code itself if Intl has no name, or throws because the text does not have the form of a code. */
const nameOf = (names: Intl.DisplayNames, code: string): string => {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

const locales = new Map<string, Locale>()
const localeOf = (language: LanguageTag, year: number | null): Locale => {
  const key = `${language} ${year}`
  const locale = locales.get(key) ?? createLocale(language, MESSAGES[language] ?? en, year)
  locales.set(key, locale)
  return locale
}

/** The locale of the reader's choice (`?ui=`), else of the best match for Accept-Language, else English. Without `now`, every date has its year. */
export const localeFor = (chosen: string | null, acceptLanguage: string | undefined, now: Instant | null = null): Locale => {
  const accepted = acceptedLanguages(acceptLanguage ?? '')
  const choices = [...(chosen === null ? [] : [chosen]), ...accepted]
  const language = choices.map(nearestLocale).find((found) => found !== null) ?? 'en'
  const requested = [language, ...accepted.slice(0, MOST_READ).map(languageOf)]
  const wanted = [...new Set(requested.flatMap((tag) => [tag, tag.split('-')[0] ?? tag]))]
  return {
    ...localeOf(language, now === null ? null : new Date(now).getUTCFullYear()),
    wanted,
    readable: [...new Set([...wanted, 'en'])],
  }
}

/** How many languages of Accept-Language count. A page is rendered once for each list of languages. */
const MOST_READ = 4

/** The language tags of the header, the most wanted first. */
const acceptedLanguages = (header: string): readonly string[] =>
  weightedList(header.slice(0, 500))
    .filter(({ name, weight }) => weight > 0 && /^[a-z]{2,3}(?:-|$)/.test(name))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ name }) => name)

const TRADITIONAL = /^zh-(?:.*hant|tw|hk|mo)/i

/** The interface language nearest to a tag: `fr` for fr-CA, `zh-Hant` for zh-TW; null if there is none. */
export const nearestLocale = (tag: string): LanguageTag | null => {
  const has = (language: string): boolean => Object.hasOwn(MESSAGES, language)
  if (has(tag)) return tag
  const base = tag.toLowerCase().split('-')[0] ?? ''
  const language = base === 'zh' ? languageOf(tag) : base
  return has(language) ? language : null
}

/** The tag without its region; for Chinese, with the script: `fr` for fr-CA, `zh-Hant` for zh-TW. */
const languageOf = (tag: string): LanguageTag => {
  const base = tag.toLowerCase().split('-')[0] ?? ''
  if (base !== 'zh') return base
  return TRADITIONAL.test(tag) ? 'zh-Hant' : 'zh-Hans'
}
