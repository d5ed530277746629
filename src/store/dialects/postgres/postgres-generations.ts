import { setImmediate } from 'node:timers/promises'
import type { Instant } from '../../../model/ids.ts'
import { packList } from '../../new-article-row.ts'
import type { NextAssignment, Retagged, StoredNextAssignment, WithdrawBefore } from '../../ports/article-log.ts'
import type { DeleteBefore } from '../../ports/store.ts'
import { FEATURES_STORED_MS, ITEM_SHOWN_MS } from '../../retention-rules.ts'
import { type NextRow, toNext } from '../../rows/generation-rows.ts'
import { packTagRecord } from '../../tag-record.ts'
import { writeLog } from '../../log/log-rows.ts'
import { expireTombstones } from '../../views/tombstones.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { requireLead } from './postgres-fences.ts'
import { runOn } from '../../drivers/postgres.ts'
import { writeNotes } from '../../notes.ts'
import { dropEmptyPartitions } from './postgres-partitions.ts'
import { takeNumbers } from './postgres-numbers.ts'
import { columnsOf, lastOf, type Queries } from './queries.ts'

export const withdrawOld = async (
  engine: PostgresEngine,
  before: WithdrawBefore,
  limit: number,
  now: Instant,
): Promise<number> =>
  await engine.transaction(async (queries) => {
    const rows = await queries.all<{ readonly n: number }>(OLD, before.articles, before.untagged, limit)
    if (rows.length === 0) return 0
    const { entry } = await takeNumbers(queries, { articles: 0, entries: rows.length })
    const entries = rows.map(({ n }) => ({ kind: 'withdrawn', article: n }) as const)
    await runOn(queries, writeLog(entry, entries, now))
    return rows.length
  })
/** An article for which another one stands is withdrawn together with that one: readers see a single article of several sources. */
const OLD = `
  WITH old (n) AS MATERIALIZED (
    SELECT n FROM (
      (SELECT n FROM article WHERE has_topic = 1 AND first_seen < $1 AND same_as IS NULL ORDER BY first_seen, n LIMIT $3)
      UNION ALL
      (SELECT n FROM article WHERE has_topic = 0 AND first_seen < $2 AND same_as IS NULL ORDER BY first_seen, n LIMIT $3)
    ) both_kinds LIMIT $3)
  SELECT n FROM old
  UNION ALL
  SELECT a.n FROM old JOIN article a ON a.same_as = old.n`

/** Deletes old rows in small transactions, so that other transactions do not wait long. */
export const deleteOld = async (engine: PostgresEngine, { items, log, tombstones }: DeleteBefore): Promise<void> => {
  await engine.transaction(async (queries) => await runOn(queries, expireTombstones(tombstones, engine.now())))
  while ((await engine.run(DELETE_FEATURES)) > 0) await setImmediate()
  while ((await engine.run(DELETE_ITEMS, items)) > 0) await setImmediate()
  while ((await engine.run(TRIM_LOG, log)) > 0) await setImmediate()
  await engine.vocabulary.forget()
  await dropEmptyPartitions(engine)
}
/** Features that are older than any index needs. */
const DELETE_FEATURES = `
  DELETE FROM features WHERE article = ANY (ARRAY(
    SELECT article FROM features WHERE at < (SELECT max(at) FROM features) - ${FEATURES_STORED_MS} ORDER BY at LIMIT 1000))`
/** Items whose article is deleted and whose feed has changed since without showing them. */
const DELETE_ITEMS = `
  DELETE FROM item WHERE n = ANY (ARRAY(
    SELECT i.n FROM item i JOIN source s ON s.n = i.source
    WHERE i.article IS NULL AND i.last_seen < $1 AND (s.configured = 0 OR i.last_seen < s.changed_at - ${ITEM_SHOWN_MS})
    LIMIT 1000))`
/** Looks at the first thousand rows only: later ones are younger. */
const TRIM_LOG = `
  DELETE FROM article_log WHERE seq = ANY (ARRAY(
    SELECT seq FROM (SELECT seq, at FROM article_log WHERE seq < (SELECT checkpoint FROM counters) ORDER BY seq LIMIT 1000) first WHERE at < $1))`

export const writeNext = async (
  engine: PostgresEngine,
  assignments: readonly NextAssignment[],
  notes: Readonly<Record<string, string | null>>,
): Promise<void> =>
  await engine.transaction(async (queries) => {
    await requireLead(queries, engine.membership, 'grouper')
    if (assignments.length > 0)
      await queries.run(
        WRITE_NEXT,
        ...columnsOf(
          lastOf(assignments, ({ article }) => article),
          ({ article }) => article,
          ({ kind }) => kind,
          ({ parent }) => parent,
          ({ story }) => story,
          ({ reasons }) => packList(reasons),
          ({ features }) => features?.at ?? null,
          ({ features }) => features?.bytes ?? null,
        ),
      )
    await runOn(queries, writeNotes(notes))
  })
const WRITE_NEXT = `
  INSERT INTO next_assignment (article, kind, parent, story, reasons, at, features)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bytea[])
  ON CONFLICT (article) DO UPDATE SET kind = excluded.kind, parent = excluded.parent, story = excluded.story, reasons = excluded.reasons,
    at = excluded.at, features = excluded.features`

export const nextAfter = async ({ all }: Queries, number: number, limit: number): Promise<readonly StoredNextAssignment[]> =>
  (await all<NextRow>(NEXT_AFTER, number, limit)).map(toNext)
const NEXT_AFTER = `
  SELECT x.article, x.kind, x.parent, x.story, x.reasons, x.at, x.features, (c.article IS NOT NULL)::int AS "isStored",
    p.reasons AS "liveReasons", e.at AS "liveAt", e.bytes AS "liveFeatures"
  FROM next_assignment x LEFT JOIN content c ON c.article = x.article LEFT JOIN assignment p ON p.article = x.article
  LEFT JOIN features e ON e.article = x.article
  WHERE x.article > $1 ORDER BY x.article LIMIT $2`

type TaggedRow = {
  readonly n: number
  readonly id: string
  readonly language: string
  readonly confidence: number
  readonly tags: string | null
}

/** Returns how many articles changed. Articles that retention has deleted meanwhile are skipped. */
export const replaceTags = async (engine: PostgresEngine, changes: readonly Retagged[], now: Instant): Promise<number> =>
  await engine.transaction(async (queries) => {
    const last = lastOf(changes, ({ id }) => id)
    const rows = await queries.all<TaggedRow>(
      TAGGED,
      last.map(({ id }) => id),
    )
    const stored = new Map(rows.map((row) => [row.id, row]))
    const changed = last.flatMap((change) => {
      const row = stored.get(change.id)
      const record = packTagRecord(change.tags)
      const { language, confidence } = change
      const isSame = row?.tags === record && row.language === language && row.confidence === confidence
      return row === undefined || (isSame && change.isReadAnew !== true)
        ? []
        : [{ n: row.n, record, language, confidence, hasTopic: change.tags.topics.length > 0 }]
    })
    if (changed.length === 0) return 0
    const { entry } = await takeNumbers(queries, { articles: 0, entries: changed.length })
    await queries.run(
      RETAG,
      ...columnsOf(
        changed,
        ({ n }) => n,
        ({ language }) => language,
        ({ confidence }) => confidence,
        ({ hasTopic }) => (hasTopic ? 1 : 0),
      ),
    )
    await queries.run(
      RETAG_CONTENT,
      ...columnsOf(
        changed,
        ({ n }) => n,
        ({ record }) => record,
      ),
    )
    const entries = changed.map(({ n }) => ({ kind: 'retagged', article: n }) as const)
    await runOn(queries, writeLog(entry, entries, now))
    return changed.length
  })
const TAGGED = `
  SELECT a.n, a.id, a.language, a.confidence, c.tags FROM article a JOIN content c ON c.article = a.n WHERE a.id = ANY ($1::text[])`
const RETAG = `
  UPDATE article a SET language = r.language, confidence = r.confidence, has_topic = r.has_topic
  FROM unnest($1::bigint[], $2::text[], $3::double precision[], $4::smallint[]) AS r (n, language, confidence, has_topic) WHERE a.n = r.n`
const RETAG_CONTENT = `
  UPDATE content c SET tags = r.tags FROM unnest($1::bigint[], $2::text[]) AS r (n, tags) WHERE c.article = r.n`
