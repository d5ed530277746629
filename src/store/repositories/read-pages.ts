import { articleId } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { ArticlePages } from '../ports/article-pages.ts'
import { pageColumns, type PageRow, toPage } from '../rows/page-rows.ts'

export const articlePagesPart = ({ all, run, write }: Engine): ArticlePages => ({
  pagesAt: async (addresses) =>
    new Map(all<PageRow>(PAGES, JSON.stringify(addresses)).map((row) => [row.address, toPage(row)])),
  notePages: async (pages) => {
    if (pages.length === 0) return
    write(() => {
      for (const page of pages) run(NOTE, ...pageColumns(page))
    })
  },
  pageTexts: async (articles) =>
    new Map(
      all<{ readonly id: string; readonly text: string }>(TEXTS, JSON.stringify(articles)).map(({ id, text }) => [
        articleId(id),
        text,
      ]),
    ),
})
const PAGES = 'SELECT p.* FROM json_each(?) j CROSS JOIN page p ON p.address = j.value'
const NOTE = 'INSERT OR REPLACE INTO page (address, text, reason, detail, read_at) VALUES (?, ?, ?, ?, ?)'
const TEXTS = `
  SELECT a.id, p.text FROM json_each(?) j CROSS JOIN article a ON a.id = j.value CROSS JOIN content c ON c.article = a.n
  CROSS JOIN page p ON p.address = c.canonical_url WHERE p.text IS NOT NULL`
