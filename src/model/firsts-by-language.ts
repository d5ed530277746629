/** Who reported a story first, and how long the other languages took. */
import type { StoredArticle } from './article.ts'
import type { Instant, LanguageTag, SourceId } from './ids.ts'

export type FirstReport = {
  readonly language: LanguageTag
  readonly source: SourceId
  readonly at: Instant
  /** Milliseconds after the first report in any language. */
  readonly lagMs: number
}

/** The first report in each language, by the dates that their publishers give, the earliest first. */
export const firstReports = (
  articles: readonly Pick<StoredArticle, 'language' | 'source' | 'publishedAt'>[],
): readonly FirstReport[] => {
  const inOrder = articles.toSorted((a, b) => a.publishedAt - b.publishedAt)
  const began = inOrder[0]?.publishedAt ?? 0
  return [...Map.groupBy(inOrder, ({ language }) => language)].flatMap(([language, [first]]) =>
    first === undefined ? [] : [{ language, source: first.source, at: first.publishedAt, lagMs: first.publishedAt - began }],
  )
}
