/** Decides, before anything is written, which items of a document are new, which are revisions and which are neither. */
import { HOUR } from '../lib/durations.ts'
import { isUpdate } from '../text/material-change.ts'
import type { Instant } from '../model/ids.ts'
import type { Appended, AppendPlan, Rehashed, Revised, StoredItem, StoredWording } from '../store/ports/article-log.ts'
import { type NewArticleRow, writtenOf } from '../store/new-article-row.ts'

/** An article that arrives late is sorted at most this far back, so that it is not below what readers have seen already. */
const LATE_MS = 6 * HOUR

export type PlanParts = {
  /** By time of publication, oldest first, so that the earliest becomes the original of its copies. */
  readonly rows: readonly NewArticleRow[]
  readonly stored: ReadonlyMap<string, StoredItem>
  /** True: nothing of this source was published before. Its items are its past and keep their dates. */
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
 * The date of an article's sort key, fixed when it arrives. The first items of a new source keep their dates; later ones are at most six hours back.
 * No date is in the future, where the entry would stay on top, or before 1970, where the sort keys begin.
 */
export const sortPosition = (published: Instant, now: Instant, isFirstRead: boolean): Instant =>
  Math.min(now, Math.max(published, isFirstRead ? 0 : now - LATE_MS))

const isMaterial = (before: StoredWording, row: NewArticleRow, now: Instant): boolean =>
  isUpdate(before, { title: row.content.title, text: new TextDecoder().decode(row.content.text) }, now)
