import { articleId, type Instant, sourceId, type StoryId, storyId } from '../../model/ids.ts'
import type { AssignmentReason } from '../../model/story.ts'
import type { AssignmentKind, IndexedRow, NextAssignment, Retagged, StoredDecision } from '../ports/article-log.ts'
import { packList } from '../new-article-row.ts'
import { packTagRecord } from '../tag-record.ts'
import { log } from './append.ts'
import { unpackList } from './article-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { createInsertRows } from '../dialects/sqlite/insert-rows.ts'
import { writeNote } from './notes.ts'

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

export const indexedAfter = (engine: Engine, number: number, limit: number): readonly IndexedRow[] =>
  engine.all<IndexRow>(INDEXED, number, limit).map((row) => ({
    number: row.n,
    article: articleId(row.id),
    source: sourceId(engine.tags.name(row.source)),
    story: storyId(row.story),
    arrivedAt: row.first_seen,
    features: row.at === null || row.bytes === null ? null : { at: row.at, bytes: row.bytes },
    bands: row.bands === null ? null : new Uint32Array(row.bands.slice().buffer),
  }))
const INDEXED = `
  SELECT a.n, a.id, a.source, a.first_seen, s.id AS story, e.at, e.bytes, f.bands
  FROM article a JOIN story s ON s.n = a.story LEFT JOIN features e ON e.article = a.n LEFT JOIN fingerprint f ON f.article = a.n
  WHERE a.n > ? AND (e.article IS NOT NULL OR f.article IS NOT NULL) ORDER BY a.n LIMIT ?`

export const newestArrival = ({ get }: Engine): Instant | null =>
  get<{ readonly at: number }>('SELECT first_seen AS at FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 1')?.at ??
  null

export const nextToDecide = ({ get, counters: { totals } }: Engine): number =>
  get<{ readonly n: number }>(NEXT_TO_DECIDE, totals.checkpoint)?.n ?? totals.nextArticle
const NEXT_TO_DECIDE = `SELECT article AS n FROM article_log WHERE seq > ? AND kind IN ('new', 'released') ORDER BY seq LIMIT 1`

/** Features that are older than any index looks back; returns how many went. */
export const deleteOldFeatures = (engine: Engine): number => engine.write(() => engine.run(DELETE_FEATURES), true)
const DELETE_FEATURES = `
  DELETE FROM features WHERE article IN (
    SELECT article FROM features WHERE at < (SELECT max(at) FROM features) - 10 * 86400000 ORDER BY at LIMIT 200)`

/** Items whose article is gone and whose feed has changed since without showing them; returns how many went. */
export const deleteOldItems = (engine: Engine, before: Instant): number =>
  engine.write(() => engine.run(DELETE_ITEMS, before), true)
const DELETE_ITEMS = `
  DELETE FROM item WHERE n IN (
    SELECT i.n FROM item i JOIN source s ON s.n = i.source
    WHERE i.article IS NULL AND i.last_seen < ? AND (s.configured = 0 OR i.last_seen < s.changed_at - 2 * 86400000)
    LIMIT 250)`

/** Rows of the log that are decided and older than this; returns how many went. */
export const trimLog = (engine: Engine, before: Instant): number => engine.write(() => engine.run(TRIM, before), true)
const TRIM = `
  DELETE FROM article_log WHERE seq IN (
    SELECT seq FROM article_log WHERE seq < (SELECT checkpoint FROM counters) AND at < ? ORDER BY seq LIMIT 1000)`

export const withdrawOld = (
  engine: Engine,
  articlesBefore: Instant,
  untaggedBefore: Instant,
  limit: number,
  now: Instant,
): number => {
  const rows = engine.all<{ readonly n: number }>(OLD, articlesBefore, Math.max(articlesBefore, untaggedBefore), limit)
  if (rows.length === 0) return 0
  engine.write(
    () =>
      log(
        engine,
        'withdrawn',
        rows.map(({ n }) => n),
        now,
      ),
    true,
  )
  return rows.length
}
/** What another article stands for goes with that, neither sooner nor later: readers see one article of several sources. */
const OLD = `
  WITH old (n) AS MATERIALIZED (
    SELECT n FROM (
      SELECT n FROM article WHERE has_topic = 1 AND first_seen < ? AND same_as IS NULL
      UNION ALL
      SELECT n FROM article WHERE has_topic = 0 AND first_seen < ? AND same_as IS NULL
    ) LIMIT ?)
  SELECT n FROM old
  UNION ALL
  SELECT a.n FROM old CROSS JOIN article a ON a.same_as = old.n`

const insertNext = createInsertRows('INSERT OR REPLACE INTO next_assignment', [
  'article',
  'kind',
  'parent',
  'story',
  'reasons',
  'at',
  'features',
])

export const writeNext = (
  engine: Engine,
  assignments: readonly NextAssignment[],
  notes: Readonly<Record<string, string | null>>,
): void =>
  engine.write(() => {
    insertNext(
      engine,
      assignments.map(({ article, kind, parent, story, reasons, features }) => [
        article,
        kind,
        parent,
        story,
        packList(reasons),
        features?.at ?? null,
        features?.bytes ?? null,
      ]),
    )
    for (const [name, value] of Object.entries(notes)) writeNote(engine, name, value)
  })

type NextRow = {
  readonly article: number
  readonly kind: AssignmentKind
  readonly parent: number | null
  readonly story: StoryId
  readonly reasons: string | null
  readonly at: number | null
  readonly features: Uint8Array | null
}

export const nextAfter = ({ all }: Engine, number: number, limit: number): readonly NextAssignment[] =>
  all<NextRow>('SELECT * FROM next_assignment WHERE article > ? ORDER BY article LIMIT ?', number, limit).map((row) => ({
    article: row.article,
    kind: row.kind,
    parent: row.parent,
    story: row.story,
    reasons: unpackList<AssignmentReason>(row.reasons),
    features: row.at === null || row.features === null ? null : { at: row.at, bytes: row.features },
  }))

type DecisionRow = { readonly reasons: string | null; readonly at: number | null; readonly bytes: Uint8Array | null }
export const decisions = ({ all }: Engine, articles: readonly number[]): readonly StoredDecision[] =>
  all<DecisionRow>(DECISIONS, JSON.stringify(articles)).map(({ reasons, at, bytes }) => ({
    reasons: unpackList<AssignmentReason>(reasons),
    features: at === null || bytes === null ? null : { at, bytes },
  }))
const DECISIONS = `
  SELECT coalesce(p.reasons, c.reasons) AS reasons, e.at, e.bytes
  FROM json_each(?) j CROSS JOIN content c ON c.article = j.value LEFT JOIN assignment p ON p.article = c.article LEFT JOIN features e ON e.article = c.article ORDER BY j.key`

export const clearNext = (engine: Engine, limit: number): number =>
  engine.write(() =>
    engine.run('DELETE FROM next_assignment WHERE article IN (SELECT article FROM next_assignment LIMIT ?)', limit),
  )

/** The number before the first article that was first seen at this instant or later. */
export const numberBefore = (engine: Engine, seen: Instant): number =>
  (engine.get<{ readonly n: number | null }>(FIRST_SEEN, seen, seen)?.n ?? engine.counters.totals.nextArticle) - 1
const FIRST_SEEN = `
  SELECT min(n) AS n FROM (
    SELECT min(n) AS n FROM article WHERE has_topic = 1 AND first_seen >= ?
    UNION ALL
    SELECT min(n) AS n FROM article WHERE has_topic = 0 AND first_seen >= ?)`

/** Returns how many differed. An article that retention has taken meanwhile is passed over. */
export const replaceTags = (engine: Engine, changes: readonly Retagged[], now: Instant): number =>
  engine.write(() => {
    const changed = changes.flatMap((change) => retag(engine, change) ?? [])
    log(engine, 'retagged', changed, now)
    return changed.length
  })

type TaggedRow = { readonly n: number; readonly language: string; readonly confidence: number; readonly tags: string | null }

const retag = ({ get, run }: Engine, { id, language, confidence, tags }: Retagged): number | null => {
  const stored = get<TaggedRow>(TAGGED, id)
  if (stored === undefined) return null
  const record = packTagRecord(tags)
  if (stored.tags === record && stored.language === language && stored.confidence === confidence) return null
  run(RETAG, language, confidence, tags.topics.length > 0 ? 1 : 0, stored.n)
  run('UPDATE content SET tags = ? WHERE article = ?', record, stored.n)
  return stored.n
}
const TAGGED = `SELECT a.n, a.language, a.confidence, c.tags FROM article a JOIN content c ON c.article = a.n WHERE a.id = ?`
const RETAG = 'UPDATE article SET language = ?, confidence = ?, has_topic = ? WHERE n = ?'
