/** Schemas of the values in configuration files, with messages that say what to write instead. */
import { compile } from 'css-select'
import { z } from 'zod'
import { DAY, HOUR, MINUTE } from '../lib/durations.ts'

const SPAN_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
}
const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1_000_000,
  gb: 1_000_000_000,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

export const SPAN_PATTERN = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d|w)\s*)+$/
export const SIZE_PATTERN = /^\d+(?:\.\d+)?\s*(?:[KMGkmg]i?)?[Bb]$/

/** A thousand years, so that an instant plus a span is still a valid date. */
const LONGEST_SPAN_MS = 365_250 * DAY
/** Node's timers fire at once where their delay is more than 24.8 days. */
const LONGEST_TIMER_MS = 24 * DAY

/** `30m`, `1h`, `1h30m`, `400d` in milliseconds; null for anything else. */
export const parseSpan = (text: string): number | null => {
  if (!SPAN_PATTERN.test(text)) return null
  let sum = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(?<!\d)(\d+(?:\.\d+)?)\s*(ms|[smhdw])/g)) {
    sum += Number(amount) * (SPAN_UNITS[unit] ?? 0)
  }
  return sum <= LONGEST_SPAN_MS ? Math.round(sum) : null
}

/** `15MiB`, `512kB`, `100 B` in bytes; null for anything else. */
export const parseSize = (text: string): number | null => {
  if (!SIZE_PATTERN.test(text)) return null
  const [, amount = '', unit = ''] = /^([\d.]+)\s*([a-z]+)$/i.exec(text) ?? []
  const bytes = Math.round(Number(amount) * (SIZE_UNITS[unit.toLowerCase()] ?? Number.NaN))
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** A mapping with fixed keys. Its message for unknown keys is the list of known ones, from which `problems.ts` makes a sentence. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  })

const expects = (what: string) => ({ error: `expected ${what}` })

export const text = z.string(expects('text')).min(1, 'is empty')

export const line = text.max(200, 'at most 200 characters').regex(/^\P{C}*$/u, 'holds a line break or control character')

export const token = text.regex(/^[\x21-\x7e]{1,4096}$/, 'has spaces, or characters other than ASCII')

export const identifier = z
  .string(expects('an id: letters, digits, ".", "_" and "-"'))
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'an id has letters, digits, ".", "_" and "-" only, at most 100, and begins with a letter or digit',
  )

export const span = z
  .string(expects('a span of time with its unit: 30s, 10m, 1h, 400d'))
  .regex(SPAN_PATTERN, 'not a span of time; write a number and ms, s, m, h, d or w: 30s, 10m, 1h30m, 400d')
  .transform((written, context) => {
    const span = parseSpan(written)
    if (span === null) context.addIssue({ code: 'custom', message: 'this span of time is too long' })
    return span ?? z.NEVER
  })

export const interval = span.refine((ms) => ms >= 1000, 'too short: at least 1s')

const isTimed = (ms: number): boolean => ms <= LONGEST_TIMER_MS
export const pause = span.refine(isTimed, 'too long: at most 24d')
export const timeout = interval.refine(isTimed, 'too long: at most 24d')

export const size = z
  .string(expects('a size with its unit: 512kB, 15MiB'))
  .regex(SIZE_PATTERN, 'not a size; write a number and B, kB, MB, GB, KiB, MiB or GiB: 512kB, 15MiB')
  .transform((written, context) => {
    const bytes = parseSize(written)
    if (bytes === null || bytes === 0) context.addIssue({ code: 'custom', message: 'not a usable size' })
    return bytes ?? z.NEVER
  })

/** Whole number; digits in quotes are accepted too, since `${NAME}` always yields text. */
export const whole = (least: number, most: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z.int(expects('a whole number')).min(least, `at least ${least}`).max(most, `at most ${most}`),
  )

/** True or false; the words in quotes are accepted too, since `${NAME}` always yields text. */
export const yesOrNo = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(expects('true or false')),
)

export const webAddress = z
  .string(expects('an address that begins with https:// or http://'))
  .refine(isWebAddress, 'not an address; it begins with https:// or http:// and has no spaces')
  .meta({ format: 'uri' })

function isWebAddress(written: string): boolean {
  if (/\s/.test(written) || !/^https?:\/\//i.test(written)) return false
  return URL.canParse(written)
}

export const contact = z
  .string(expects('an address: mailto:editor@example.org or https://example.org/contact'))
  .refine(
    (written) => isWebAddress(written) || /^mailto:[^\s@?]+@[^\s@?]+$/.test(written),
    'not an address; write mailto:editor@example.org or https://example.org/contact',
  )

/** An origin as browsers send it in the header Origin. */
export const origin = z
  .string(expects('an origin such as https://app.example'))
  .refine((written) => isWebAddress(written) && new URL(written).origin === written, {
    error: 'not an origin: scheme, host and port only, in small letters, as https://app.example',
  })

const ARTICLE = /^a[0-9a-z]{20}$/
const STORY = /^s[0-9a-z]{20}$/
const expectsArticle = expects('the id of an article (a and 20 letters and digits) or its address')

/** The id or address of an article. The ids of stories are refused. */
export const articleReference = z
  .string(expectsArticle)
  .refine((written) => !STORY.test(written), 'this is a story; name its articles: "polywire story show ID" lists them')
  .refine((written) => STORY.test(written) || ARTICLE.test(written) || isWebAddress(written), expectsArticle)

export const host = z
  .string(expects('a host: example.org'))
  .refine(
    (written) => URL.parse(`http://${written}/`)?.hostname === written && /[.:]/.test(written),
    'not a host; write its name alone, in small letters: example.org',
  )

export const serverName = z
  .string(expects('a host: imap.example.org'))
  .refine((written) => /^[a-z0-9.:-]+$/.test(written), 'not a host; write its name alone, in small letters: imap.example.org')

export const reference = z
  .string(expects('the id of a story (s…) or article (a…), or an address'))
  .refine(
    (written) => STORY.test(written) || ARTICLE.test(written) || isWebAddress(written),
    'neither the id of a story (s and 20 letters and digits), nor of an article (a…), nor an address',
  )

export const languageTag = z
  .string(expects('a language tag: en, zh-Hans'))
  .refine(isLanguageTag, 'not a language tag (BCP 47): en, pt, zh-Hans')
  .transform((tag) => Intl.getCanonicalLocales(tag)[0] ?? tag)

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1 && /^[a-z]{2,3}(?:-|$)/i.test(tag)
  } catch {
    return false
  }
}

export const countryCode = z
  .string(expects('a country code (ISO 3166-1): NL, CN'))
  .regex(/^[A-Z]{2}$/, 'not a country code; write two capital letters (ISO 3166-1): NL, CN')

export const wikidataId = z.string(expects('a Wikidata id: Q42')).regex(/^Q[1-9]\d*$/, 'not a Wikidata id: Q42')

const byLanguage = z.record(languageTag, text, expects('text, or a mapping of language to text'))

/** One text for every language, or texts by language of which English is one. */
export const label = z
  .union([text, byLanguage.refine((label) => 'en' in label, 'needs an English text as well: en')], {
    error: 'expected text, or a mapping of language to text',
  })
  .transform((written) => (typeof written === 'string' ? { en: written } : written))

/** Has a letter or digit: a lone `*` would be ignored without a message. */
const word = text.refine((written) => /[\p{L}\p{N}]/u.test(written), 'holds no letter or digit to look for')
export const words = z.array(word, expects('a list: [one, two]'))

/** Names by language, `any` for every language; a bare list counts for every language. */
export const names = z
  .union([words, z.record(z.union([z.literal('any'), languageTag]), words)], {
    error: 'expected a list of names, or a mapping of language to such a list',
  })
  .transform((written): Readonly<Record<string, readonly string[]>> => (Array.isArray(written) ? { any: written } : written))

/** A Unicode date pattern (UTS 35). `YYYY-MM-DD`, as others write it, would match no date, silently. */
export const datePattern = text.regex(
  /^(?:[^'YD]|'[^']*(?:'|$))*$/,
  "years are yyyy, days dd (a Unicode date pattern: yyyy-MM-dd); what is no part of a date stands in quotes: 'D'",
)

/** A CSS selector; `a@href` selects an attribute instead of the text. */
export const selector = z
  .string(expects('a CSS selector, as "h2 a" or "a@href"'))
  .refine(isSelector, 'not a valid CSS selector (with @attribute at its end, if any)')

function isSelector(written: string): boolean {
  const css = written.replace(/@[A-Za-z_:][\w:.-]*$/, '').trim()
  try {
    compile(css === '' ? ':scope' : css)
    return written.trim() !== ''
  } catch {
    return false
  }
}
