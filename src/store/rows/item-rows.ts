import type { StoredItem } from '../ports/article-log.ts'
import { writtenFrom } from '../new-article-row.ts'
import type { ContentColumns } from '../views/articles.ts'

export type StoredItemRow = ContentColumns & {
  readonly number: number
  readonly key: string
  readonly hash: string
  readonly last_seen: number
  readonly article: number | null
  readonly own: number
  readonly revised_at: number | null
  readonly updated_at: number | null
  readonly language: string
}

export const toStoredItem = (row: StoredItemRow): StoredItem => {
  const item = { number: row.number, hash: row.hash, lastSeen: row.last_seen, isTombstone: row.article === null }
  if (row.article === null || row.own === 0) return { ...item, article: null }
  const {
    canonical_url: canonicalUrl,
    declared_language: declaredLanguage,
    title,
    text,
    language,
    updated_at,
    revised_at,
  } = row
  const written = writtenFrom({ ...row, canonicalUrl, declaredLanguage }, language, updated_at)
  return { ...item, article: { number: row.article, title, text, written, revisedAt: revised_at } }
}
