/** What an append leaves out. The same on every engine. */
import { DAY } from '../lib/durations.ts'
import type { Appended } from './ports/article-log.ts'

/** When an item was last seen is written once a day at most, so that a poll that brings nothing new writes nothing. */
export const NOTE_SEEN_MS = DAY

/** `own` 1: its article is the source's own. */
export type StoredKey = { readonly n: number; readonly key: string; readonly own: number | null }

/** The same batch again, after a crash between its transaction and the answer, changes nothing. */
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
