import type { SourceId } from '../../../model/ids.ts'
import type { StoredItems } from '../../ports/article-log.ts'
import { NOTE_SEEN_MS } from '../../append-rules.ts'
import { type StoredItemRow, toStoredItem } from '../../rows/item-rows.ts'
import { cleaned, type Queries } from './queries.ts'

export const knownItems = async ({ all }: Queries, source: SourceId, limit: number): Promise<ReadonlyMap<string, string>> => {
  const rows = await all<{ readonly key: string; readonly hash: string }>(KNOWN_ITEMS, source, limit)
  return new Map(rows.map(({ key, hash }) => [key, hash]))
}
const KNOWN_ITEMS = `
  SELECT key, hash FROM (
    SELECT i.n, i.key, i.hash, i.first_seen, i.last_seen, s.changed_at FROM source s JOIN item i ON i.source = s.n
    WHERE s.id = $1 ORDER BY i.first_seen DESC, i.n DESC LIMIT $2) newest
  WHERE last_seen >= coalesce(changed_at, 0) - ${NOTE_SEEN_MS} ORDER BY first_seen DESC, n DESC`

export const storedItems = async (queries: Queries, source: SourceId, keys: readonly string[]): Promise<StoredItems> => {
  const rows = await queries.all<StoredItemRow>(STORED_ITEMS, keys, source)
  const stored = new Map(rows.map((row) => [row.key, toStoredItem(row)]))
  const items = keys.flatMap((key) => {
    const item = stored.get(cleaned(key))
    return item === undefined ? [] : [[key, item] as const]
  })
  return new Map(items)
}
const STORED_ITEMS = `
  SELECT i.n AS number, i.key, i.hash, i.last_seen, i.article, (a.source = i.source)::int AS own, a.revised_at, a.updated_at, a.language, c.guid, c.link,
    c.canonical_url, c.title, c.summary, c.html, c.text, c.image, c.comments, c.rights, c.declared_language, c.authors, c.categories,
    c.enclosures, c.origin, c.tags
  FROM unnest($1::text[]) AS k (key) JOIN source s ON s.id = $2
  JOIN item i ON i.source = s.n AND md5(i.key) = md5(k.key) AND i.key = k.key
  LEFT JOIN article a ON a.n = i.article LEFT JOIN content c ON c.article = i.article`

export const isFirstRead = async ({ get }: Queries, source: SourceId): Promise<boolean> =>
  (await get<{ readonly is: boolean }>(IS_FIRST_READ, source))?.is ?? true
const IS_FIRST_READ = `
  SELECT s.ok_at IS NULL OR NOT EXISTS (SELECT 1 FROM item i WHERE i.source = s.n) AS is FROM source s WHERE s.id = $1`
