import { hostOf } from '../../lib/url.ts'
import { normalForm } from '../../text/normal-form.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { hideSecrets } from '../../model/secrets.ts'
import type { Source } from '../../model/source.ts'
import type { SourceSummary } from '../../store/store.ts'
import { type Locale, localeFor } from '../locale.ts'

type Sought = { readonly summary: SourceSummary; readonly source: Source | undefined }

/** Has a source each of the words that a reader wrote: in its name, id or host, or as its language or country? */
export const sourceFinder = (locale: Locale, written: string): ((sought: Sought) => boolean) => {
  const terms = partsOf(written)
  const locales = [...new Set([locale, ENGLISH])]
  return (sought) => {
    if (terms.length === 0) return true
    const known = wordsAbout(sought, locales)
    const parts = known.flatMap(partsOf)
    const whole = folded(known.join(' '))
    // `fr` is French and not Africa; scripts without spaces have no beginnings of words.
    return terms.every(
      (term) => parts.some((part) => part.startsWith(term)) || (!ALPHABETIC.test(term) && whole.includes(term)),
    )
  }
}
const ENGLISH = localeFor('en', undefined)
const ALPHABETIC = /^[\p{Script=Latin}\d]+$/u

const wordsAbout = ({ summary, source }: Sought, locales: readonly Locale[]): readonly string[] => {
  const languages = [...new Set([source?.language ?? null, ...summary.languages.map(({ language }) => language)])].filter(
    (language): language is LanguageTag => language !== null,
  )
  const country = source?.country ?? null
  // Only hosts: the rest of an address may hold a subscriber's key.
  const hosts = [source?.url, source?.site, summary.feedLink].map((url) => hostOf(url ?? ''))
  return [
    summary.name,
    summary.id,
    hideSecrets(hosts.join(' '), source?.secrets),
    ...languages.flatMap((language) => [language, ...locales.map((locale) => locale.languageName(language))]),
    ...(country === null ? [] : [country, ...locales.map((locale) => locale.countryName(country))]),
  ]
}

/** As it is compared: without case, and without the marks above letters that a keyboard may lack. */
const folded = (text: string): string =>
  normalForm(text)
    .text.normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
const partsOf = (text: string): readonly string[] =>
  folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
