import { isSameSpan } from '../../model/article.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import { type Mention, termOf } from './mentions.ts'

type NameChecks = {
  /** True: a brand in Latin letters amid another script, which names nothing else, so that it is no word of the text's language. */
  readonly isCertain: (name: Mention) => boolean
  /** True: a short name from one country that only other languages list: in the text's language it may mean anything. */
  readonly isBorrowed: (name: Mention) => boolean
}

export const createNameChecks = (taxonomy: Taxonomy): ((names: readonly Mention[], language: string) => NameChecks) => {
  const known = new Set(taxonomy.lexicons.map(({ language }) => language))
  const isLatin = createLatinCheck()
  const isSameEverywhere = (name: Mention): boolean => {
    const entity = taxonomy.entities[name.target]
    if (entity === undefined || entity.place === null || WORLDWIDE.has(entity.kind)) return true
    return entity.names.any?.includes(termOf(name).raw) === true
  }
  return (names, language) => ({
    isCertain: (name) =>
      !isLatin(language) &&
      BRAND.test(termOf(name).raw) &&
      !names.some((other) => other.target !== name.target && isSameSpan(other, name)),
    isBorrowed: (name) =>
      (name.vocabulary.foreign || (name.vocabulary.language !== language && known.has(language))) &&
      SHORT.test(termOf(name).raw) &&
      !isSameEverywhere(name) &&
      !isNamedElse(name, names),
  })
}

/** Kinds that belong to no country, wherever their seat is: the WTO is not Switzerland's. */
const WORLDWIDE: ReadonlySet<string> = new Set(['intergovernmental', 'forum', 'agreement'])

/** Capital, then small letters: Discord, Grab. Abbreviations are too short to be certain of. */
const BRAND = /^\p{Lu}(?=[\p{sc=Latin}\d.]*\p{Ll})[\p{sc=Latin}\d. ]*$/u

/** An abbreviation of at most four letters, or another word of at most eight. */
const SHORT = /^(?:[\p{Lu}\d]{2,4}|(?=\S*\p{Ll})\S{2,8})$/u

/** True: the text's own language lists the name too, or the text has a longer name of the same body. */
const isNamedElse = (name: Mention, names: readonly Mention[]): boolean =>
  names.some(
    (other) =>
      other.target === name.target &&
      (isSameSpan(other, name) ? other.vocabulary !== name.vocabulary : !SHORT.test(termOf(other).raw)),
  )

/** True for a language written in Latin letters. Cached, as `Intl.Locale` is slow. */
const createLatinCheck = (): ((language: string) => boolean) => {
  const met = new Map<string, boolean>()
  return (language) => {
    const isLatin = met.get(language) ?? new Intl.Locale(language).maximize().script === 'Latn'
    met.set(language, isLatin)
    return isLatin
  }
}
