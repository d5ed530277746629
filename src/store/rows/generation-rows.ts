import { articleId, sourceId, type StoryId, storyId } from '../../model/ids.ts'
import type { AssignmentReason, StoredFeatures } from '../../model/story.ts'
import type { Database } from '../database.ts'
import { startOf } from '../log/read-log.ts'
import type { ArrivalRange, AssignmentKind, IndexedRow, StoredNextAssignment } from '../ports/article-log.ts'
import { unpackList } from '../views/articles.ts'
import type { TagReader } from '../tags.ts'

type IndexRow = {
  readonly n: number
  readonly id: string
  readonly source: number
  readonly story: string
  readonly first_seen: number
  readonly at: number | null
  readonly bytes: Uint8Array | null
  readonly bands: Uint8Array | null
}

export const indexed = async (database: Database, range: ArrivalRange): Promise<readonly IndexedRow[]> => {
  const rows = await database.all<IndexRow>(INDEXED, await startOf(database, range), range.limit)
  return await database.tags.mapped(rows, (row) => toIndexed(row, database.tags))
}
const INDEXED = `
  SELECT a.n, a.id, a.source, a.first_seen, s.id AS story, e.at, e.bytes, f.bands
  FROM article a JOIN story s ON s.n = a.story LEFT JOIN features e ON e.article = a.n AND e.article > $1
  LEFT JOIN fingerprint f ON f.article = a.n AND f.article > $1
  WHERE a.n > $1 AND (e.article IS NOT NULL OR f.article IS NOT NULL) ORDER BY a.n LIMIT $2`

const toIndexed = (row: IndexRow, tags: TagReader): IndexedRow => ({
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
