/** What a document brings, decided before anything is written: which items are new, which are revisions, which are neither. */
import { HOUR } from '../lib/durations.ts'
import { isUpdate } from '../text/material-change.ts'
import type { Instant } from '../model/ids.ts'
import type { Appended, AppendPlan, Rehashed, Revised, StoredItem, StoredWording } from '../store/ports/article-log.ts'
import { type NewArticleRow, writtenOf } from '../store/new-article-row.ts'

/** Articles that arrive later than their date stand where readers look, not below what they have read. */
const LATE_MS = 6 * HOUR

export type PlanParts = {
  /** In the order of publication, oldest first, so that the earliest becomes the original. */
  readonly rows: readonly NewArticleRow[]
  readonly stored: ReadonlyMap<string, StoredItem>
  /** True: nothing of this source was published before. What it brings is its past, and keeps its dates. */
  readonly isFirstRead: boolean
  readonly now: Instant
}

export const planAppend = ({ rows, stored, isFirstRead, now }: PlanParts): AppendPlan => {
  const append: Appended[] = []
  const revise: Revised[] = []
  const rehash: Rehashed[] = []
  for (const row of rows) {
    const item = stored.get(row.key)
    const sortAt = sortPosition(row.publishedAt, now, isFirstRead)
    if (item === undefined) append.push({ row, sortAt, replacesItem: null })
    else if (item.hash === row.hash) continue
    else if (item.isTombstone) {
      if (row.publishedAt > item.lastSeen) append.push({ row, sortAt, replacesItem: item.number })
    } else if (item.article === null) append.push({ row, sortAt, replacesItem: item.number })
    else if (item.article.written === writtenOf(row)) rehash.push({ item: item.number, hash: row.hash })
    else revise.push({ article: item.article.number, row, isMaterial: isMaterial(item.article, row, now) })
  }
  return { append, revise, rehash }
}

/**
 * An article's place in the order of entries, fixed once. What a new source brings is its past and keeps its dates; what comes
 * later stands at most six hours back. Nothing stands in the future, where it would stay on top, or before 1970: places are counted from then.
 */
export const sortPosition = (published: Instant, now: Instant, isFirstRead: boolean): Instant =>
  Math.min(now, Math.max(published, isFirstRead ? 0 : now - LATE_MS))

const isMaterial = (before: StoredWording, row: NewArticleRow, now: Instant): boolean =>
  isUpdate(before, { title: row.content.title, text: new TextDecoder().decode(row.content.text) }, now)
