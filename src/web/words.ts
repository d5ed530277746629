import { IntlMessageFormat } from 'intl-messageformat'
import { directionOf } from '../text/text-direction.ts'
import type { Instant, LanguageTag } from '../model/ids.ts'
import { type Label, labelIn } from '../model/taxonomy.ts'
import { ar } from './messages/ar.ts'
import { de } from './messages/de.ts'
import { en, type MessageKey, type Messages } from './messages/en.ts'
import { es } from './messages/es.ts'
import { fr } from './messages/fr.ts'
import { hi } from './messages/hi.ts'
import { id } from './messages/id.ts'
import { ja } from './messages/ja.ts'
import { pt } from './messages/pt.ts'
import { ru } from './messages/ru.ts'
import { zhHans } from './messages/zh-Hans.ts'
import { zhHant } from './messages/zh-Hant.ts'

/** One table a language: add `messages/LANGUAGE.ts`, with `evidence/` and `sources/LANGUAGE.ts` beside it, and name it here. The order is that of the choice in the footer. */
export const TABLES: Readonly<Record<LanguageTag, Messages>> = {
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

type Values = Readonly<Record<string, string | number>>

/** The interface in one language: its sentences, numbers, dates and names of languages. */
export type Words = {
  readonly language: LanguageTag
  readonly direction: 'ltr' | 'rtl'
  /** What its reader reads, best first: `zh-Hant`, then any Chinese, then English rather than whatever reported first. */
  readonly spoken: readonly LanguageTag[]
  say(key: MessageKey, values?: Values): string
  number(value: number): string
  /** 24 November 2026. */
  day(at: Instant): string
  /** 24 Nov, 16:05 UTC. */
  moment(at: Instant): string
  /** 24 Nov. */
  shortDay(at: Instant): string
  /** 10 MB. */
  bytes(value: number): string
  /** A name of the configuration, as near to the reader's language as it has one. */
  label(label: Label): string
  /** The same, and which language it is in. */
  named(label: Label): { readonly text: string; readonly language: LanguageTag }
  /** French, Arabic or Chinese. */
  either(names: readonly string[]): string
  languageName(tag: LanguageTag): string
  countryName(code: string): string
}

export const INTERFACE_LANGUAGES: readonly LanguageTag[] = Object.keys(TABLES)

/** Every time on our pages is in UTC, and says so: the same page is kept for all readers. */
const ZONE = { timeZone: 'UTC' } as const

const createWords = (language: LanguageTag, table: Messages): Words => {
  const formats = new Map<MessageKey, IntlMessageFormat>()
  const formatOf = (key: MessageKey): IntlMessageFormat => {
    const known = formats.get(key) ?? new IntlMessageFormat(table[key], language, undefined, { ignoreTag: true })
    formats.set(key, known)
    return known
  }
  // Day before month: all readers of English but those of one country.
  const locale = language === 'en' ? 'en-GB' : language
  const numbers = new Intl.NumberFormat(language)
  const days = new Intl.DateTimeFormat(locale, { ...ZONE, dateStyle: 'long' })
  const moments = new Intl.DateTimeFormat(locale, {
    ...ZONE,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const shortDays = new Intl.DateTimeFormat(locale, { ...ZONE, month: 'short', day: 'numeric' })
  const lists = new Intl.ListFormat(language, { type: 'disjunction' })
  const unit = (unit: string) => new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 })
  const [kilobytes, megabytes] = [unit('kilobyte'), unit('megabyte')]
  const languageNames = new Intl.DisplayNames(language, { type: 'language' })
  const countryNames = new Intl.DisplayNames(language, { type: 'region' })
  const named: Words['named'] = (label) => {
    const near = language === 'zh-Hant' ? ['zh-Hant', 'zh-Hans'] : [language]
    const found = [...near, language.split('-')[0] ?? '', 'en'].find((tag) => label[tag] !== undefined)
    return { text: standingAlone(labelIn(label, found ?? language), found ?? language), language: found ?? 'und' }
  }
  const say: Words['say'] = (key, values) => String(formatOf(key).format(values))
  return {
    language,
    spoken: [...new Set([language, language.split('-')[0] ?? language, 'en'])],
    direction: directionOf(language) === 'rtl' ? 'rtl' : 'ltr',
    say,
    number: (value) => numbers.format(value),
    day: (at) => days.format(at),
    moment: (at) => say('time.utc', { time: moments.format(at) }),
    shortDay: (at) => shortDays.format(at),
    bytes: (value) => (value < 1_000_000 ? kilobytes.format(value / 1_000) : megabytes.format(value / 1_000_000)),
    label: (label) => named(label).text,
    named,
    either: (names) => lists.format(names),
    languageName: (tag) => (tag === 'und' ? say('language.unknown') : nameOf(languageNames, tag)),
    countryName: (code) => nameOf(countryNames, code),
  }
}

/**
 * A name as it begins a line. Labels come in the form for the middle of a sentence (`noms de domaine`); a first word that has a
 * capital elsewhere (eBay) is written as its owner wants it.
 */
const standingAlone = (text: string, language: LanguageTag): string => {
  const [word = ''] = text.split(' ')
  if (word !== word.toLowerCase()) return text
  const [first = ''] = text
  return first.toLocaleUpperCase(language) + text.slice(first.length)
}

/** Intl throws at what is not shaped like a code; such a code is then its own name. */
const nameOf = (names: Intl.DisplayNames, code: string): string => {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

const made = new Map<LanguageTag, Words>()
const wordsOf = (language: LanguageTag): Words => {
  const words = made.get(language) ?? createWords(language, TABLES[language] ?? en)
  made.set(language, words)
  return words
}

/** The reader's choice (`?ui=`), else the best that Accept-Language asks for, else English. */
export const wordsFor = (chosen: string | null, acceptLanguage: string | undefined): Words =>
  wordsOf((chosen === null ? null : nearestTable(chosen)) ?? preferred(acceptLanguage ?? '') ?? 'en')

const preferred = (header: string): LanguageTag | null => {
  const wishes = header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', quality = 'q=1'] = part.trim().split(/\s*;\s*/)
      return { tag, weight: Number(quality.replace(/^q=/i, '')) || 0 }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
  for (const { tag } of wishes) {
    const found = nearestTable(tag)
    if (found !== null) return found
  }
  return null
}

const TRADITIONAL = /^zh-(?:.*hant|tw|hk|mo)/i

/** The interface language nearest to a tag: `fr` for fr-CA, `zh-Hant` for zh-TW; null: none. */
export const nearestTable = (tag: string): LanguageTag | null => {
  const has = (language: string): boolean => Object.hasOwn(TABLES, language)
  if (has(tag)) return tag
  const base = tag.toLowerCase().split('-')[0] ?? ''
  if (base === 'zh') {
    const script = TRADITIONAL.test(tag) ? 'zh-Hant' : 'zh-Hans'
    return has(script) ? script : null
  }
  return has(base) ? base : null
}
