import type { SourceId } from '../../model/ids.ts'
import type { SettledItem } from '../store.ts'
import type { Engine } from './engine.ts'

/** `last_seen` moves once a day at most, so that a poll that brings nothing new writes nothing. */
export const NOTE_SEEN_MS = 86_400_000

/** Items that the document last read did not show are seldom shown again: a source has thousands of them, its document some fifty. */
export const knownItems = ({ all }: Engine, source: SourceId, limit: number): ReadonlyMap<string, string> =>
  new Map(all<{ readonly key: string; readonly hash: string }>(KNOWN_ITEMS, source, limit).map(({ key, hash }) => [key, hash]))
const KNOWN_ITEMS = `
  SELECT key, hash FROM (
    SELECT i.key, i.hash, i.last_seen, s.changed_at FROM source s CROSS JOIN item i ON i.source = s.n
    WHERE s.id = ? ORDER BY i.first_seen DESC, i.n DESC LIMIT ?)
  WHERE last_seen >= coalesce(changed_at, 0) - ${NOTE_SEEN_MS}`

export const countUnknown = ({ get }: Engine, source: SourceId, items: readonly Pick<SettledItem, 'key' | 'hash'>[]): number =>
  items.filter(({ key, hash }) => get<{ readonly hash: string }>(HASH_OF, source, key)?.hash !== hash).length
const HASH_OF = `SELECT i.hash FROM source s JOIN item i ON i.source = s.n WHERE s.id = ? AND i.key = ?`
