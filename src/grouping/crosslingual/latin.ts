import type { LanguageTag } from '../../model/ids.ts'

const known = new Map<LanguageTag, boolean>()

/** Is the language written in Latin letters? */
export const isInLatin = (language: LanguageTag): boolean => {
  const held = known.get(language)
  if (held !== undefined) return held
  const is = new Intl.Locale(language).maximize().script === 'Latn'
  known.set(language, is)
  return is
}
