import type { ArticleEvidence } from '../../../src/enrich/tagging/article-evidence.ts'

/** An English article of which only this is known. */
export const articleEvidence = (more: Partial<ArticleEvidence> = {}): ArticleEvidence => ({
  topics: new Map(),
  hints: [],
  usual: new Set(),
  fieldWords: [],
  authorities: [],
  companies: [],
  places: [],
  weightOf: () => 1,
  isOutside: () => false,
  words: [],
  language: 'en',
  titleLength: 40,
  textLength: 200,
  ...more,
})
