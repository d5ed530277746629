import type { Instant } from '../../model/ids.ts'
import type { NextAssignment, Retagged, StoredNextAssignment, WithdrawBefore } from '../ports/article-log.ts'
import { packList } from '../new-article-row.ts'
import { FEATURES_STORED_MS, ITEM_SHOWN_MS } from '../retention-rules.ts'
import { packTagRecord } from '../tag-record.ts'
import { entriesOf, writeLog } from '../log/log-rows.ts'
import { type NextRow, toNext } from '../rows/generation-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { createInsertRows } from '../dialects/sqlite/insert-rows.ts'
import { runAtOnce } from '../drivers/sqlite.ts'
import { writeNotes } from '../notes.ts'

/** Deletes features that are older than any index needs; returns how many. */
export const deleteOldFeatures = (engine: Engine): number => engine.write(() => engine.run(DELETE_FEATURES), true)
const DELETE_FEATURES = `
  DELETE FROM features WHERE article IN (
    SELECT article FROM features WHERE at < (SELECT max(at) FROM features) - ${FEATURES_STORED_MS} ORDER BY at LIMIT 200)`

/** Deletes items whose article is deleted and whose feed has changed since without showing them; returns how many. */
export const deleteOldItems = (engine: Engine, before: Instant): number =>
  engine.write(() => engine.run(DELETE_ITEMS, before), true)
const DELETE_ITEMS = `
  DELETE FROM item WHERE n IN (
    SELECT i.n FROM item i JOIN source s ON s.n = i.source
    WHERE i.article IS NULL AND i.last_seen < ? AND (s.configured = 0 OR i.last_seen < s.changed_at - ${ITEM_SHOWN_MS})
    LIMIT 250)`

/** Deletes decided rows of the log that are older than this instant; returns how many. */
export const trimLog = (engine: Engine, before: Instant): number => engine.write(() => engine.run(TRIM, before), true)
const TRIM = `
  DELETE FROM article_log WHERE seq IN (
    SELECT seq FROM article_log WHERE seq < (SELECT checkpoint FROM counters) AND at < ? ORDER BY seq LIMIT 1000)`

export const withdrawOld = (engine: Engine, before: WithdrawBefore, limit: number, now: Instant): number => {
  const rows = engine.all<{ readonly n: number }>(OLD, before.articles, before.untagged, limit)
  if (rows.length === 0) return 0
  const entries = entriesOf(
    'withdrawn',
    rows.map(({ n }) => n),
  )
  engine.write(() => runAtOnce(engine, writeLog(null, entries, now)), true)
  return rows.length
}
/** An article for which another one stands is withdrawn together with that one: readers see a single article of several sources. */
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
    runAtOnce(engine, writeNotes(notes))
  })

export const nextAfter = ({ all }: Engine, number: number, limit: number): readonly StoredNextAssignment[] =>
  all<NextRow>(NEXT_AFTER, number, limit).map(toNext)
const NEXT_AFTER = `
  SELECT x.article, x.kind, x.parent, x.story, x.reasons, x.at, x.features, c.article IS NOT NULL AS isStored,
    p.reasons AS liveReasons, e.at AS liveAt, e.bytes AS liveFeatures
  FROM next_assignment x LEFT JOIN content c ON c.article = x.article LEFT JOIN assignment p ON p.article = x.article
  LEFT JOIN features e ON e.article = x.article
  WHERE x.article > ? ORDER BY x.article LIMIT ?`

export const clearNext = (engine: Engine, limit: number): number =>
  engine.write(() =>
    engine.run('DELETE FROM next_assignment WHERE article IN (SELECT article FROM next_assignment LIMIT ?)', limit),
  )

/** Returns how many articles changed. Articles that retention has deleted meanwhile are skipped. */
export const replaceTags = (engine: Engine, changes: readonly Retagged[], now: Instant): number =>
  engine.write(() => {
    const changed = changes.flatMap((change) => retag(engine, change) ?? [])
    runAtOnce(engine, writeLog(null, entriesOf('retagged', changed), now))
    return changed.length
  })

type TaggedRow = { readonly n: number; readonly language: string; readonly confidence: number; readonly tags: string | null }

const retag = ({ get, run }: Engine, { id, language, confidence, tags, isReadAnew }: Retagged): number | null => {
  const stored = get<TaggedRow>(TAGGED, id)
  if (stored === undefined) return null
  const record = packTagRecord(tags)
  const isSame = stored.tags === record && stored.language === language && stored.confidence === confidence
  if (isSame && isReadAnew !== true) return null
  run(RETAG, language, confidence, tags.topics.length > 0 ? 1 : 0, stored.n)
  run('UPDATE content SET tags = ? WHERE article = ?', record, stored.n)
  return stored.n
}
const TAGGED = `SELECT a.n, a.language, a.confidence, c.tags FROM article a JOIN content c ON c.article = a.n WHERE a.id = ?`
const RETAG = 'UPDATE article SET language = ?, confidence = ?, has_topic = ? WHERE n = ?'
