import { hostOf } from '../../lib/url.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { hideSecrets } from '../../model/secrets.ts'
import type { Source } from '../../model/source.ts'
import type { SourceSummary } from '../../store/ports/source-queue.ts'
import { foldedName } from '../folded-name.ts'
import { type Locale, localeFor } from '../locale.ts'

type SourceEntry = { readonly summary: SourceSummary; readonly source: Source | undefined }

/** Matches sources that have every word of the query: in the name, id, group or host, or as the language or country. */
export const sourceFinder = (locale: Locale, written: string): ((entry: SourceEntry) => boolean) => {
  const terms = partsOf(written)
  const locales = [...new Set([locale, ENGLISH])]
  return (entry) => {
    if (terms.length === 0) return true
    const known = textsAbout(entry, locales)
    const parts = known.flatMap(partsOf)
    const whole = foldedName(known.join(' '))
    // In Latin script a term is a prefix (`fr` is French, not Africa); scripts without spaces have no word prefixes.
    return terms.every(
      (term) => parts.some((part) => part.startsWith(term)) || (!ALPHABETIC.test(term) && whole.includes(term)),
    )
  }
}
const ENGLISH = localeFor('en', undefined)
const ALPHABETIC = /^[\p{Script=Latin}\d]+$/u

const textsAbout = ({ summary, source }: SourceEntry, locales: readonly Locale[]): readonly string[] => {
  const languages = [...new Set([source?.language ?? null, ...summary.languages.map(({ language }) => language)])].filter(
    (language): language is LanguageTag => language !== null,
  )
  const country = source?.country ?? null
  // Only hosts: the rest of an address may contain a subscriber's key.
  const hosts = [source?.url, source?.site, summary.feedLink].map((url) => hostOf(url ?? ''))
  return [
    summary.name,
    summary.id,
    source?.group ?? '',
    hideSecrets(hosts.join(' '), source?.secrets),
    ...languages.flatMap((language) => [language, ...locales.map((locale) => locale.languageName(language))]),
    ...(country === null ? [] : [country, ...locales.map((locale) => locale.countryName(country))]),
  ]
}

const partsOf = (text: string): readonly string[] =>
  foldedName(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
