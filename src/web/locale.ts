import { IntlMessageFormat } from 'intl-messageformat'
import type { Instant, LanguageTag } from '../model/ids.ts'
import { type Label, labelIn } from '../model/taxonomy.ts'
import { directionOf } from '../text/script.ts'
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
 * All texts of the interface, in ICU message format. A new language is one file `locales/LANGUAGE.json` with the keys of `en.json`,
 * named here. The footer lists the languages in this order.
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
export type Locale = {
  readonly language: LanguageTag
  readonly direction: 'ltr' | 'rtl'
  /** The languages that its reader reads, best first: `zh-Hant`, then any Chinese, then English. */
  readonly readable: readonly LanguageTag[]
  message(key: MessageKey, values?: Values): string
  number(value: number): string
  /** 24 November 2026. */
  day(at: Instant): string
  /** 24 Nov, 16:05 UTC. */
  moment(at: Instant): string
  /** 24 Nov. */
  shortDay(at: Instant): string
  /** 10 MB. */
  bytes(value: number): string
  /** A label of the configuration in the nearest language that it has. */
  label(label: Label): string
  labelWithLanguage(label: Label): { readonly text: string; readonly language: LanguageTag }
  /** French, Arabic or Chinese. */
  listOr(names: readonly string[]): string
  languageName(tag: LanguageTag): string
  countryName(code: string): string
}

/** All times on pages are in UTC and say so, because one cached page serves all readers. */
const ZONE = { timeZone: 'UTC' } as const

const createLocale = (language: LanguageTag, messages: Messages): Locale => {
  const formats = new Map<MessageKey, IntlMessageFormat>()
  const formatOf = (key: MessageKey): IntlMessageFormat => {
    const format = formats.get(key) ?? new IntlMessageFormat(messages[key], language, undefined, { ignoreTag: true })
    formats.set(key, format)
    return format
  }
  // All English-speaking countries but the United States write the day before the month.
  const dateLanguage = language === 'en' ? 'en-GB' : language
  const numbers = new Intl.NumberFormat(language)
  const days = new Intl.DateTimeFormat(dateLanguage, { ...ZONE, dateStyle: 'long' })
  const moments = new Intl.DateTimeFormat(dateLanguage, {
    ...ZONE,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const shortDays = new Intl.DateTimeFormat(dateLanguage, { ...ZONE, month: 'short', day: 'numeric' })
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
    language,
    readable: [...new Set([language, language.split('-')[0] ?? language, 'en'])],
    direction: directionOf(language) === 'rtl' ? 'rtl' : 'ltr',
    message,
    number: (value) => numbers.format(value),
    day: (at) => days.format(at),
    moment: (at) => message('time.utc', { time: moments.format(at) }),
    shortDay: (at) => shortDays.format(at),
    bytes: (value) => (value < 1_000_000 ? kilobytes.format(value / 1_000) : megabytes.format(value / 1_000_000)),
    label: (label) => labelWithLanguage(label).text,
    labelWithLanguage,
    listOr: (names) => lists.format(names),
    languageName: (tag) => (tag === 'und' ? message('language.unknown') : nameOf(languageNames, tag)),
    countryName: (code) => nameOf(countryNames, code),
  }
}

/**
 * A label as it begins a line. Configurations write labels as in the middle of a sentence (`noms de domaine`). A first word with a
 * capital inside (eBay) is a brand's own spelling and stays.
 */
const capitalised = (text: string, language: LanguageTag): string => {
  const [word = ''] = text.split(' ')
  if (word !== word.toLowerCase()) return text
  const [first = ''] = text
  return first.toLocaleUpperCase(language) + text.slice(first.length)
}

/** Intl throws if the text is not shaped like a code; such a code is then its own name. */
const nameOf = (names: Intl.DisplayNames, code: string): string => {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

const locales = new Map<LanguageTag, Locale>()
const localeOf = (language: LanguageTag): Locale => {
  const locale = locales.get(language) ?? createLocale(language, MESSAGES[language] ?? en)
  locales.set(language, locale)
  return locale
}

/** The reader's choice (`?ui=`), else the best match for Accept-Language, else English. */
export const localeFor = (chosen: string | null, acceptLanguage: string | undefined): Locale =>
  localeOf((chosen === null ? null : nearestLocale(chosen)) ?? preferred(acceptLanguage ?? '') ?? 'en')

const preferred = (header: string): LanguageTag | null => {
  const ranges = header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', quality = 'q=1'] = part.trim().split(/\s*;\s*/)
      return { tag, weight: Number(quality.replace(/^q=/i, '')) || 0 }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
  for (const { tag } of ranges) {
    const found = nearestLocale(tag)
    if (found !== null) return found
  }
  return null
}

const TRADITIONAL = /^zh-(?:.*hant|tw|hk|mo)/i

/** The interface language nearest to a tag: `fr` for fr-CA, `zh-Hant` for zh-TW; null if there is none. */
export const nearestLocale = (tag: string): LanguageTag | null => {
  const has = (language: string): boolean => Object.hasOwn(MESSAGES, language)
  if (has(tag)) return tag
  const base = tag.toLowerCase().split('-')[0] ?? ''
  if (base === 'zh') {
    const script = TRADITIONAL.test(tag) ? 'zh-Hant' : 'zh-Hans'
    return has(script) ? script : null
  }
  return has(base) ? base : null
}
