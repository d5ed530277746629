import { createArticleMatcher } from '../../../src/enrich/tagging/article-matcher.ts'
import type { Mention, Mentions } from '../../../src/enrich/tagging/mentions.ts'
import type { Term } from '../../../src/enrich/tagging/term.ts'
import { createVocabularies } from '../../../src/enrich/tagging/tagger.ts'
import type { Vocabulary } from '../../../src/enrich/tagging/vocabulary.ts'
import { commonVocabulary } from '../../../src/enrich/tagging/vocabulary.ts'
import type { Taxonomy } from '../../../src/model/taxonomy.ts'
import { createNormalizer, normalForm } from '../../../src/text/normal-form.ts'
import { taxonomy } from './taxonomy.ts'

const NO_WORDS = commonVocabulary(taxonomy({}), normalForm)

type Written = Partial<Omit<Mention, 'end'>> & { readonly letters?: Term['letters']; readonly vocabulary?: Vocabulary }

/** A mention of a term in a title, unless it says otherwise, from `start` on. */
export const mention = (raw: string, { letters = 'any', ...more }: Written = {}): Mention => {
  const term: Term = { raw, pattern: raw.toLowerCase(), floating: false, afterProclitic: false, letters }
  const field = more.field ?? 'title'
  const start = more.start ?? 0
  return {
    kind: 'entity',
    target: 0,
    senses: { firsts: Int32Array.of(0, 1), codes: Int32Array.of(0), termOf: () => term },
    sense: 0,
    vocabulary: NO_WORDS,
    field,
    start,
    end: start + raw.length,
    sentence: 0,
    headline: field === 'title',
    ...more,
  }
}

/** All mentions of an article by a taxonomy, and the vocabularies that they are of. */
export const mentionsIn = (
  of: Taxonomy,
  language: string,
  title: string,
  text = '',
): { readonly mentions: Mentions; readonly vocabularies: readonly Vocabulary[] } => {
  const vocabularies = createVocabularies(of, createNormalizer())(language).words()
  return {
    mentions: createArticleMatcher(createNormalizer()).mentionsIn(title, text, vocabularies),
    vocabularies: vocabularies.all,
  }
}
