/** The part of the store's contract that keeps pages of articles: each is fetched once, and none is ever shown. */
import type { ArticlePage } from '../../model/article-page.ts'
import type { ArticleId } from '../../model/ids.ts'

export interface ArticlePages {
  /** By canonical address; pages that were never asked for are left out. */
  pagesAt(addresses: readonly string[]): Promise<ReadonlyMap<string, ArticlePage>>
  notePages(pages: readonly ArticlePage[]): Promise<void>
  /** Texts of the pages of these articles; articles without one are left out. */
  pageTexts(articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, string>>
}
