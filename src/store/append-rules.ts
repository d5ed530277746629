/** What an append leaves out, on every engine. */
import { DAY } from '../lib/durations.ts'
import type { Appended } from './ports/article-log.ts'

/** The time when an item was last seen is written at most once in this time (ms), so that a poll without news writes nothing. */
export const NOTE_SEEN_MS = DAY

/** `own` 1: the item's article belongs to the same source. */
export type StoredKey = { readonly n: number; readonly key: string; readonly own: number | null }

/** The appended articles without those that are stored already: a batch that is repeated after a crash between its commit and the answer changes nothing. */
export const withoutStored = (appended: readonly Appended[], rows: readonly StoredKey[]): readonly Appended[] => {
  const stored = new Map(rows.map((row) => [row.key, row]))
  const seen = new Set<string>()
  return appended.filter(({ row, replacesItem }) => {
    const item = stored.get(row.key)
    const isStored = item !== undefined && (item.own === 1 || item.n !== replacesItem)
    if (isStored || seen.has(row.key)) return false
    seen.add(row.key)
    return true
  })
}
