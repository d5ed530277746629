/** The items of a source that the store has. */
import type { SourceId } from '../../model/ids.ts'
import { NOTE_SEEN_MS } from '../append-rules.ts'
import type { Database, Sql } from '../database.ts'
import { cleaned } from '../dialects/postgres/queries.ts'
import type { StoredItems } from '../ports/article-log.ts'
import { type StoredItemRow, toStoredItem } from '../rows/item-rows.ts'

export const itemsIn = (database: Database) => ({
  knownItems: async (source: SourceId, limit: number): Promise<ReadonlyMap<string, string>> => {
    const rows = await database.all<{ readonly key: string; readonly hash: string }>(KNOWN_ITEMS, source, limit)
    return new Map(rows.map(({ key, hash }) => [key, hash]))
  },
  storedItems: async (source: SourceId, keys: readonly string[]): Promise<StoredItems> => {
    const rows = await database.all<StoredItemRow>(STORED_ITEMS, keys, source)
    const stored = new Map(rows.map((row) => [row.key, toStoredItem(row)]))
    return new Map(
      keys.flatMap((key) => {
        const item = stored.get(key) ?? stored.get(cleaned(key))
        return item === undefined ? [] : [[key, item] as const]
      }),
    )
  },
  isFirstRead: async (source: SourceId): Promise<boolean> =>
    (await database.get<{ readonly first: number }>(IS_FIRST_READ, source))?.first !== 0,
})
/** Items that the last document did not show are seldom shown again: a source has thousands of items, its document some fifty. */
const KNOWN_ITEMS = `
  SELECT key, hash FROM (
    SELECT i.key, i.hash, i.last_seen, s.changed_at FROM source s CROSS JOIN item i
    WHERE s.id = $1 AND i.source = s.n ORDER BY i.first_seen DESC, i.n DESC LIMIT $2) newest
  WHERE last_seen >= coalesce(changed_at, 0) - ${NOTE_SEEN_MS}`
/** SQLite reads tables of a CROSS JOIN in this order. */
const STORED_ITEMS: Sql = ({ list, isText }) => `
  SELECT i.n AS number, i.key, i.hash, i.last_seen, i.article, CASE WHEN a.source = i.source THEN 1 ELSE 0 END AS own, a.revised_at,
    a.updated_at, a.language, c.guid, c.link, c.canonical_url, c.title, c.summary, c.html, c.text, c.image, c.comments, c.rights,
    c.declared_language, c.authors, c.categories, c.enclosures, c.origin, c.tags
  FROM ${list('$1', 'text', 'k')} CROSS JOIN source s CROSS JOIN item i
  LEFT JOIN article a ON a.n = i.article LEFT JOIN content c ON c.article = i.article
  WHERE s.id = $2 AND i.source = s.n AND ${isText('i.key', 'k.value')}`
const IS_FIRST_READ = `
  SELECT CASE WHEN s.ok_at IS NULL OR NOT EXISTS (SELECT 1 FROM item i WHERE i.source = s.n) THEN 1 ELSE 0 END AS first
  FROM source s WHERE s.id = $1`
