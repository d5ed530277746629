/** Generations of assignments: what the grouper's index is filled with, the next assignments of a regrouping, and what a retag changes. */
import { setImmediate } from 'node:timers/promises'
import { articleId, type Instant, sourceId, type StoryId, storyId } from '../../model/ids.ts'
import type { AssignmentReason, StoredFeatures } from '../../model/story.ts'
import {
  all,
  asEach,
  asRows,
  type Columns,
  type Database,
  insertInto,
  run,
  type Sql,
  takeNumbers,
  type Work,
} from '../database.ts'
import { lastOf } from '../in-order.ts'
import { packList } from '../new-article-row.ts'
import { writeNotes } from '../notes.ts'
import type {
  ArrivalRange,
  AssignmentKind,
  IndexedRow,
  NextAssignment,
  Retagged,
  StoredNextAssignment,
  WithdrawBefore,
} from '../ports/article-log.ts'
import { packTagRecord } from '../tag-record.ts'
import type { TagReader } from '../tags.ts'
import { unpackList } from '../views/articles.ts'
import { entriesOf, writeLog } from './log-rows.ts'
import { startOf } from './read-log.ts'

export const generationsIn = (database: Database) => ({
  indexed: async (range: ArrivalRange): Promise<readonly IndexedRow[]> => {
    const rows = await database.all<IndexRow>(INDEXED, await startOf(database, range), range.limit)
    return await database.tags.mapped(rows, (row) => toIndexed(row, database.tags))
  },
  writeNext: async (next: readonly NextAssignment[], notes: Readonly<Record<string, string | null>>): Promise<void> =>
    await database.transaction(() => writeNext(next, notes), { leads: 'grouper' }),
  nextAfter: async (number: number, limit: number): Promise<readonly StoredNextAssignment[]> =>
    (await database.all<NextRow>(NEXT_AFTER, number, limit)).map(toNext),
  clearNext: async (): Promise<void> => {
    while ((await database.transaction(() => run(CLEAR_NEXT), { leads: 'grouper' })) > 0) await setImmediate()
  },
  /** Returns how many articles changed. Articles that retention has deleted meanwhile are skipped. */
  replaceTags: async (changes: readonly Retagged[], now: Instant): Promise<number> =>
    await database.transaction(() => replaceTags(changes, now)),
  withdrawOld: async (before: WithdrawBefore, limit: number, now: Instant): Promise<number> =>
    await database.transaction(() => withdrawOld(before, limit, now), { frees: true }),
})

// ── the grouper's index ──

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

// ── the next generation ──

function* writeNext(next: readonly NextAssignment[], notes: Readonly<Record<string, string | null>>): Work<void> {
  const rows = lastOf(next, ({ article }) => article).map(({ article, kind, parent, story, reasons, features }) => ({
    article,
    kind,
    parent,
    story,
    reasons: packList(reasons),
    at: features?.at ?? null,
    features: features?.bytes ?? null,
  }))
  if (rows.length > 0) yield* run(WRITE_NEXT, asRows(rows))
  yield* writeNotes(notes)
}
const WRITE_NEXT = insertInto(
  'next_assignment',
  { article: 'bigint', kind: 'text', parent: 'bigint', story: 'text', reasons: 'text', at: 'bigint', features: 'bytea' },
  `ON CONFLICT (article) DO UPDATE SET kind = excluded.kind, parent = excluded.parent, story = excluded.story, reasons = excluded.reasons,
    at = excluded.at, features = excluded.features`,
)
/** On SQLite others wait meanwhile, some ten milliseconds at most. */
const CLEAR_NEXT: Sql = ({ ifShared }) => `
  DELETE FROM next_assignment WHERE ${ifShared('true OR')} article IN (SELECT article FROM next_assignment LIMIT 500)`

const NEXT_AFTER = `
  SELECT x.article, x.kind, x.parent, x.story, x.reasons, x.at, x.features, CASE WHEN c.article IS NULL THEN 0 ELSE 1 END AS "isStored",
    p.reasons AS "liveReasons", e.at AS "liveAt", e.bytes AS "liveFeatures"
  FROM next_assignment x LEFT JOIN content c ON c.article = x.article LEFT JOIN assignment p ON p.article = x.article
  LEFT JOIN features e ON e.article = x.article
  WHERE x.article > $1 ORDER BY x.article LIMIT $2`

type NextRow = {
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

const toNext = (row: NextRow): StoredNextAssignment => ({
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

// ── tags and retention ──

type TaggedRow = {
  readonly n: number
  readonly id: string
  readonly language: string
  readonly confidence: number
  readonly tags: string | null
}

function* replaceTags(changes: readonly Retagged[], now: Instant): Work<number> {
  const last = lastOf(changes, ({ id }) => id)
  const stored = yield* all<TaggedRow>(
    TAGGED,
    last.map(({ id }) => id),
  )
  const rows = new Map(stored.map((row) => [row.id, row]))
  const changed = last.flatMap((change) => retagged(rows.get(change.id), change))
  if (changed.length === 0) return 0
  const { entry } = yield* takeNumbers(0, changed.length)
  yield* run(RETAG, asEach(changed))
  yield* run(RETAG_CONTENT, asEach(changed))
  const numbers = changed.map(({ n }) => n)
  yield* writeLog(entry, entriesOf('retagged', numbers), now)
  return changed.length
}
/** Nothing, if the article is gone or stays the same. */
const retagged = (row: TaggedRow | undefined, { language, confidence, tags, isReadAnew }: Retagged) => {
  const record = packTagRecord(tags)
  const isSame = row?.tags === record && row.language === language && row.confidence === confidence
  if (row === undefined || (isSame && isReadAnew !== true)) return []
  return [{ n: row.n, language, confidence, has_topic: tags.topics.length > 0 ? 1 : 0, tags: record }]
}
const TAGGED: Sql = ({ isIn }) => `
  SELECT a.n, a.id, a.language, a.confidence, c.tags FROM article a JOIN content c ON c.article = a.n WHERE ${isIn('a.id', '$1', 'text')}`
const TAGS: Columns = { n: 'bigint', language: 'text', confidence: 'double precision', has_topic: 'integer', tags: 'text' }
const RETAG: Sql = ({ each }) => {
  const { from, column } = each('$1', 'r', TAGS)
  return `
    UPDATE article SET language = ${column('language')}, confidence = ${column('confidence')}, has_topic = ${column('has_topic')}
    ${from} WHERE article.n = ${column('n')}`
}
const RETAG_CONTENT: Sql = ({ each }) => {
  const { from, column } = each('$1', 'r', TAGS)
  return `UPDATE content SET tags = ${column('tags')} ${from} WHERE content.article = ${column('n')}`
}

function* withdrawOld({ articles, untagged }: WithdrawBefore, limit: number, now: Instant): Work<number> {
  const rows = yield* all<{ readonly n: number }>(OLD, articles, untagged, limit)
  if (rows.length === 0) return 0
  const { entry } = yield* takeNumbers(0, rows.length)
  const numbers = rows.map(({ n }) => n)
  yield* writeLog(entry, entriesOf('withdrawn', numbers), now)
  return rows.length
}
const oldest = (hasTopic: number, before: string): string => `
  SELECT n FROM (
    SELECT n FROM article WHERE has_topic = ${hasTopic} AND first_seen < ${before} AND same_as IS NULL ORDER BY first_seen, n LIMIT $3) oldest`
/** An article for which another one stands is withdrawn together with that one: readers see a single article of several sources. */
const OLD = `
  WITH old (n) AS MATERIALIZED (SELECT n FROM (${oldest(1, '$1')} UNION ALL ${oldest(0, '$2')}) both_kinds LIMIT $3)
  SELECT n FROM old
  UNION ALL
  SELECT n FROM article WHERE same_as IN (SELECT n FROM old)`
