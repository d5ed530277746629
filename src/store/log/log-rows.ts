/** Rows of the log: what happened to which article. */
import type { Instant } from '../../model/ids.ts'
import { asRows, insertInto, run, type Work } from '../database.ts'
import type { LogKind } from '../ports/article-log.ts'

export type NewEntry = { readonly kind: LogKind; readonly article: number | null }

export const entriesOf = (kind: LogKind, articles: readonly number[]): readonly NewEntry[] =>
  articles.map((article) => ({ kind, article }))

/** `first`: the number of the first entry, as `takeNumbers` returned it. */
export function* writeLog(first: number | null, entries: readonly NewEntry[], now: Instant): Work<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry, index) => ({ ...entry, seq: first === null ? null : first + index, at: now }))
  yield* run(WRITE, asRows(rows))
}
const WRITE = insertInto('article_log', { seq: 'bigint', kind: 'text', article: 'bigint', at: 'bigint' })
