import { articleId, sourceId, storyId } from '../../model/ids.ts'
import type { AssignedArticle, AssignmentKind } from '../ports/article-log.ts'
import { unpackList } from './article-rows.ts'
import type { TagReader } from './tag-reader.ts'

export type AssignedRow = {
  readonly n: number
  readonly id: string
  readonly source: number
  readonly also_in: string | null
  readonly language: string
  readonly story_id: string | null
  readonly copy_of: number | null
  readonly sort_at: number
  readonly published_at: number
  readonly first_seen: number
  readonly kind: AssignmentKind
  readonly parent: number | null
  readonly starts: string | null
  readonly corrected: string | null
}

export const toAssigned = (row: AssignedRow, { tags }: { readonly tags: TagReader }): AssignedArticle => ({
  number: row.n,
  id: articleId(row.id),
  source: sourceId(tags.name(row.source)),
  alsoIn: unpackList<number>(row.also_in).map((number) => sourceId(tags.name(number))),
  language: row.language,
  story: row.story_id === null ? null : storyId(row.story_id),
  copyOf: row.copy_of,
  sortAt: row.sort_at,
  publishedAt: row.published_at,
  firstSeen: row.first_seen,
  kind: row.kind,
  parent: row.parent,
  starts: row.starts === null ? null : storyId(row.starts),
  corrected: row.corrected,
})
