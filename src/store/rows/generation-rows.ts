import { articleId, sourceId, type StoryId, storyId } from '../../model/ids.ts'
import type { AssignmentReason, StoredFeatures } from '../../model/story.ts'
import type { AssignmentKind, IndexedRow, StoredNextAssignment } from '../ports/article-log.ts'
import { unpackList } from './article-rows.ts'
import type { TagReader } from './tag-reader.ts'

export type IndexRow = {
  readonly n: number
  readonly id: string
  readonly source: number
  readonly story: string
  readonly first_seen: number
  readonly at: number | null
  readonly bytes: Uint8Array | null
  readonly bands: Uint8Array | null
}

export const toIndexed = (row: IndexRow, { tags }: { readonly tags: TagReader }): IndexedRow => ({
  number: row.n,
  article: articleId(row.id),
  source: sourceId(tags.name(row.source)),
  story: storyId(row.story),
  arrivedAt: row.first_seen,
  features: featuresOf(row.at, row.bytes),
  bands: row.bands === null ? null : new Uint32Array(row.bands.slice().buffer),
})

export type NextRow = {
  readonly article: number
  readonly kind: AssignmentKind
  readonly parent: number | null
  readonly story: StoryId
  readonly reasons: string | null
  readonly at: number | null
  readonly features: Uint8Array | null
  readonly isStored: number
  readonly liveReasons: string | null
  readonly liveAt: number | null
  readonly liveFeatures: Uint8Array | null
}

export const toNext = (row: NextRow): StoredNextAssignment => ({
  article: row.article,
  kind: row.kind,
  parent: row.parent,
  story: row.story,
  reasons: unpackList<AssignmentReason>(row.reasons),
  features: featuresOf(row.at, row.features),
  live:
    row.isStored === 0 ? null : { reasons: unpackList(row.liveReasons), features: featuresOf(row.liveAt, row.liveFeatures) },
})

const featuresOf = (at: number | null, bytes: Uint8Array | null): StoredFeatures | null =>
  at === null || bytes === null ? null : { at, bytes }
