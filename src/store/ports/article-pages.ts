/** The part of the store's contract for article pages: each page is fetched once and never shown. */
import type { ArticlePage } from '../../model/article-page.ts'
import type { ArticleId } from '../../model/ids.ts'

export interface ArticlePages {
  /** By canonical URL; pages that were never fetched are left out. */
  pagesAt(addresses: readonly string[]): Promise<ReadonlyMap<string, ArticlePage>>
  notePages(pages: readonly ArticlePage[]): Promise<void>
  /** Texts of the pages of these articles; articles without one are left out. */
  pageTexts(articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, string>>
}
