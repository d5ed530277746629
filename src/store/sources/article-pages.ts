/** Article pages: each page is fetched once and never shown. */
import type { ArticlePage, PageRefusal } from '../../model/article-page.ts'
import { type ArticleId, articleId } from '../../model/ids.ts'
import { asRows, type Database, type Sql } from '../database.ts'

export type ArticlePages = ReturnType<typeof articlePagesIn>

export const articlePagesIn = (database: Database) => ({
  /** By canonical URL; pages that were never fetched are left out. */
  pagesAt: async (addresses: readonly string[]): Promise<ReadonlyMap<string, ArticlePage>> =>
    new Map((await database.all<PageRow>(PAGES, addresses)).map((row) => [row.address, toPage(row)])),
  notePages: async (pages: readonly ArticlePage[]): Promise<void> => {
    // One statement may change each row only once.
    const rows = [...new Map(pages.map((page) => [page.address, toRow(page)])).values()]
    if (rows.length > 0) await database.run(NOTE, asRows(rows))
  },
  /** Texts of the pages of these articles; articles without one are left out. */
  pageTexts: async (articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, string>> => {
    const rows = await database.all<{ readonly id: string; readonly text: string }>(TEXTS, articles)
    return new Map(rows.map(({ id, text }) => [articleId(id), text]))
  },
})
const PAGES: Sql = ({ list, isText }) =>
  `SELECT p.* FROM ${list('$1', 'text', 'wanted')} JOIN page p ON ${isText('p.address', 'wanted.value')}`
const NOTE: Sql = ({ rows, textKey }) => `
  INSERT INTO page (address, text, reason, detail, read_at)
  SELECT address, text, reason, detail, read_at FROM ${rows('$1', 'fresh', COLUMNS)} WHERE true
  ON CONFLICT (${textKey('address')}) DO UPDATE
    SET text = excluded.text, reason = excluded.reason, detail = excluded.detail, read_at = excluded.read_at`
const COLUMNS = { address: 'text', text: 'text', reason: 'text', detail: 'text', read_at: 'bigint' } as const
const TEXTS: Sql = ({ isIn, isText }) => `
  SELECT a.id, p.text FROM article a JOIN content c ON c.article = a.n JOIN page p ON ${isText('p.address', 'c.canonical_url')}
  WHERE ${isIn('a.id', '$1', 'text')} AND p.text IS NOT NULL`

type PageRow = {
  readonly address: string
  readonly text: string | null
  readonly reason: string | null
  readonly detail: string | null
  readonly read_at: number
}
const toPage = ({ address, text, reason, detail, read_at: readAt }: PageRow): ArticlePage =>
  text === null
    ? { address, readAt, kind: 'given-up', reason: (reason ?? 'unreachable') as PageRefusal, detail: detail ?? '' }
    : { address, readAt, kind: 'read', text }
const toRow = (page: ArticlePage): PageRow => ({
  address: page.address,
  text: page.kind === 'read' ? page.text : null,
  reason: page.kind === 'read' ? null : page.reason,
  detail: page.kind === 'read' ? null : page.detail,
  read_at: page.readAt,
})
