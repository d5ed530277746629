import { articleId } from '../../../model/ids.ts'
import type { ArticlePages } from '../../ports/article-pages.ts'
import { pageColumns, type PageRow, toPage } from '../../rows/page-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { columnsOf } from './queries.ts'

export const postgresArticlePages = ({ all, run }: PostgresEngine): ArticlePages => ({
  pagesAt: async (addresses) => new Map((await all<PageRow>(PAGES, addresses)).map((row) => [row.address, toPage(row)])),
  notePages: async (pages) => {
    // One statement may change each row only once.
    const rows = [...new Map(pages.map((page) => [page.address, pageColumns(page)])).values()]
    if (rows.length === 0) return
    await run(NOTE, ...columnsOf(rows, ...([0, 1, 2, 3, 4] as const).map((at) => (row: (typeof rows)[number]) => row[at])))
  },
  pageTexts: async (articles) => {
    const rows = await all<{ readonly id: string; readonly text: string }>(TEXTS, articles)
    return new Map(rows.map(({ id, text }) => [articleId(id), text]))
  },
})
const PAGES =
  'SELECT p.* FROM unnest($1::text[]) AS w (address) JOIN page p ON md5(p.address) = md5(w.address) AND p.address = w.address'
const NOTE = `
  INSERT INTO page (address, text, reason, detail, read_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
  ON CONFLICT (md5(address)) DO UPDATE
    SET text = excluded.text, reason = excluded.reason, detail = excluded.detail, read_at = excluded.read_at`
const TEXTS = `
  SELECT a.id, p.text FROM article a JOIN content c ON c.article = a.n
  JOIN page p ON md5(p.address) = md5(c.canonical_url) AND p.address = c.canonical_url
  WHERE a.id = ANY ($1::text[]) AND p.text IS NOT NULL`
