import type { LanguageTag } from '../../model/ids.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import { type ContextWords, createContextWords } from './context-words.ts'
import { type HeadFilter, filterOf } from './head-filter.ts'
import type { ContextKind } from './uses.ts'
import { type Vocabulary, commonVocabulary, contextVocabulary, ownVocabulary } from './vocabulary.ts'
import { wordRulesOf } from './word-rules.ts'

/** All that a text is compared with at a time. */
export type Vocabularies = {
  readonly all: readonly Vocabulary[]
  /** How the keys begin that begin where a word begins. */
  readonly heads: HeadFilter
}

/** What texts of a language are compared with. Indexed when asked for. */
export type LanguageWords = {
  readonly words: () => Vocabularies
  /** Words beside which ambiguous names count, of all names. */
  readonly contexts: () => readonly Vocabulary[]
  /** Those of one name. */
  readonly contextsOf: (kind: ContextKind, target: number) => ContextWords
}

export const createVocabularies = (taxonomy: Taxonomy): ((language: LanguageTag) => LanguageWords) => {
  const known = new Set(taxonomy.lexicons.map(({ language }) => language))
  const own = kept((language) => ownVocabulary(taxonomy, language))
  const context = kept((language) => contextVocabulary(taxonomy, language))
  const common = kept(() => commonVocabulary(taxonomy))
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
      contextsOf: createContextWords(taxonomy, languages),
    }
  })
}

const together = (all: readonly Vocabulary[]): Vocabularies => ({
  all,
  heads: filterOf(all.map(({ index }) => index.anchored)),
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
