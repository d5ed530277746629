import type { LanguageTag } from '../../model/ids.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import type { Normalizer } from '../../text/normal-form.ts'
import { type ContextVocabularies, createContextWords } from './contexts.ts'
import { prefixFilter } from './prefix-filter.ts'
import { type Vocabularies, type Vocabulary, commonVocabulary, contextVocabulary, ownVocabulary } from './vocabulary.ts'
import { wordRulesOf } from './word-rules.ts'

/** What texts of each language are compared with, compiled when it is asked for. */
export const createVocabularies = (
  taxonomy: Taxonomy,
  normalForm: Normalizer,
): ((language: LanguageTag) => ContextVocabularies) => {
  const known = new Set(taxonomy.lexicons.map(({ language }) => language))
  const own = kept((language) => ownVocabulary(taxonomy, language, normalForm))
  const context = kept((language) => contextVocabulary(taxonomy, language, normalForm))
  const common = kept(() => commonVocabulary(taxonomy, normalForm))
  const nearest = (language: LanguageTag): readonly string[] => {
    if (language === 'und') return ['en']
    const base = language.split('-')[0] ?? language
    return [known.has(language) ? language : base, ...wordRulesOf(language).related].filter((one) => known.has(one))
  }
  const words = kept((language) => together([...nearest(language).map(own), common('any')]))
  return kept((language) => {
    // Names that are the same everywhere have their contexts in all languages, and may take on an English ending.
    const languages = [...new Set([...nearest(language), 'en'])]
    return {
      words: () => words(language),
      contexts: () => languages.map(context),
      contextsOf: createContextWords(taxonomy, languages, normalForm),
    }
  })
}

const together = (all: readonly Vocabulary[]): Vocabularies => ({
  all,
  filter: prefixFilter(all.map(({ index }) => index.anchored)),
})

/** Made once for each language. */
const kept = <Made>(make: (language: string) => Made): ((language: string) => Made) => {
  const made = new Map<string, Made>()
  return (language) => {
    const known = made.get(language) ?? make(language)
    made.set(language, known)
    return known
  }
}
