import type { ArticleId } from '../model/ids.ts'
import type { SentenceVector } from '../model/sentence-vector.ts'
import type { LoggedArticle } from '../store/ports/article-log.ts'

/** A logged article with its kind and its topics by meaning, and its vector; `vector` null: no model, or no answer in time. */
export type EncodedArticle = LoggedArticle & { readonly vector: SentenceVector | null }

/**
 * Reads articles by meaning: one answer for each, in their order. What has a kind was read before, and keeps its kind and tags. `known`: vectors that are stored, by article; one of the current model is used
 * again. Never rejects.
 */
export type Understand = (
  articles: readonly LoggedArticle[],
  known?: ReadonlyMap<ArticleId, SentenceVector>,
) => Promise<readonly EncodedArticle[]>

/** Words alone. */
export const withoutVectors: Understand = async (articles) => articles.map((article) => ({ ...article, vector: null }))
