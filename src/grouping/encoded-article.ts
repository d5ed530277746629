import type { ArticleId } from '../model/ids.ts'
import type { SentenceVector } from '../model/sentence-vector.ts'
import type { Kind } from '../model/kind.ts'
import type { LoggedArticle } from '../store/ports/article-log.ts'

/** A logged article with its kind and its topics by meaning, and its vector; `vector` null: no model, or no answer in time. */
export type EncodedArticle = LoggedArticle & { readonly vector: SentenceVector | null }

/**
 * Reads articles by meaning: one answer for each, in their order. What has a kind was read before, and keeps its kind and tags. `known`: vectors that are stored, by article; one of the current model is used
 * again. `kinds`: those that a person named. Never rejects.
 */
export type Understand = (
  articles: readonly LoggedArticle[],
  known?: ReadonlyMap<ArticleId, SentenceVector>,
  kinds?: ReadonlyMap<ArticleId, Kind>,
) => Promise<readonly EncodedArticle[]>

/** Words alone. */
export const withoutVectors: Understand = async (articles, _known, kinds = new Map()) =>
  articles.map((article) => ({ ...article, kind: kinds.get(article.id) ?? article.kind, vector: null }))
