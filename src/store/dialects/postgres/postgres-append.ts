import { DATE_ORIGINS } from '../../../model/article.ts'
import type { SourceId } from '../../../model/ids.ts'
import type { AppendBatch, Appended, Revised } from '../../ports/article-log.ts'
import { NOTE_SEEN_MS, withoutStored, type StoredKey } from '../../append-rules.ts'
import { blockedOf, namesOfRows, withoutBlocked } from '../../log/takedowns.ts'
import type { NewArticleRow } from '../../new-article-row.ts'
import { CONTENT_COLUMNS, contentValues } from '../../rows/content-columns.ts'
import { countItems } from './postgres-counters.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import type { Membership } from '../../database.ts'
import { takeNumbers } from './postgres-numbers.ts'
import { type NewEntry, writeLog } from '../../log/log-rows.ts'
import { storeWordings } from '../../log/wordings.ts'
import { runOn } from '../../drivers/postgres.ts'
import { writeNotes } from '../../notes.ts'
import { ownedSources, polledElsewhere, unknownSource, writePolls } from '../../sources/polls.ts'
import { writeWords } from './postgres-words.ts'
import { LOCKS } from './postgres-locks.ts'
import { cleaned, columnsOf, type Queries } from './queries.ts'

/** Appends new articles, revises changed ones, and logs both. */
export const append = async (engine: PostgresEngine, batch: AppendBatch): Promise<void> =>
  await engine.inTurn(async (transaction) => {
    const source = (await engine.tags.numbers('source', [batch.source])).get(batch.source)
    if (source === undefined) throw new Error(`articles came from the source ${batch.source}, which the store does not know`)
    await engine.vocabulary.learn(
      [...batch.append, ...batch.revise].map(({ row }) => row),
      batch.now,
    )
    if (batch.append.length > 0) await engine.partitions.prepare(batch.append.length, batch.now)
    await transaction(async (queries) => await write(queries, engine.membership, batch, source))
  })

const write = async (queries: Queries, membership: Membership, planned: AppendBatch, source: number): Promise<void> => {
  // Two polls of one source must not store its items twice (locking its row would be a write), nor may an append store what is being taken down.
  await queries.all(LOCK_SOURCE, LOCKS.SOURCE, source, LOCKS.TAKEDOWN)
  const names = namesOfRows(planned.source, [...planned.append, ...planned.revise])
  const batch = withoutBlocked(planned.source, planned, await runOn(queries, blockedOf(names)))
  const fresh = await freshOf(queries, source, batch.append)
  const changed = await changedOf(queries, batch.revise)
  if (fresh.length + changed.length > 0) {
    const numbers = await takeNumbers(queries, { articles: fresh.length, entries: fresh.length + changed.length })
    await requireSource(queries, membership, batch.source)
    const added = numbered(fresh, numbers.article ?? 0, numbers.item ?? 0)
    await addArticles(queries, batch.now, source, added)
    await runOn(queries, storeWordings(changed, batch.now))
    const revised = await reviseArticles(queries, changed, batch.now)
    const entries: readonly NewEntry[] = [
      ...added.map(({ n }) => ({ kind: 'new', article: n }) as const),
      ...revised.map((article) => ({ kind: 'revised', article }) as const),
    ]
    await runOn(queries, writeLog(numbers.entry, entries, batch.now))
  } else await requireSource(queries, membership, batch.source)
  await noteShown(queries, source, batch)
  if (batch.poll === null) return
  const unknown = await runOn(queries, writePolls([{ source: batch.source, poll: batch.poll }]))
  if (unknown.length > 0) throw unknownSource(batch.source)
}
const requireSource = async (queries: Queries, membership: Membership, source: SourceId): Promise<void> => {
  if (!(await runOn(queries, ownedSources(membership, [source]))).has(source)) throw polledElsewhere()
}
const LOCK_SOURCE = 'SELECT pg_advisory_xact_lock($1, $2), pg_advisory_xact_lock_shared($3)'

const freshOf = async ({ all }: Queries, source: number, appended: readonly Appended[]): Promise<readonly Appended[]> => {
  if (appended.length === 0) return appended
  const cleanly = appended.map((one) => ({ ...one, row: { ...one.row, key: cleaned(one.row.key) } }))
  const keys = cleanly.map(({ row }) => row.key)
  return withoutStored(cleanly, await all<StoredKey>(STORED_KEYS, source, keys))
}
const STORED_KEYS = `
  SELECT i.n, i.key, (a.source = i.source)::int AS own FROM unnest($2::text[]) AS k (key)
  JOIN item i ON i.source = $1 AND md5(i.key) = md5(k.key) AND i.key = k.key LEFT JOIN article a ON a.n = i.article`

/** The revisions that are not stored already. */
const changedOf = async ({ all }: Queries, revised: readonly Revised[]): Promise<readonly Revised[]> => {
  if (revised.length === 0) return revised
  const stored = await all<{ readonly article: number; readonly key: string; readonly hash: string }>(
    'SELECT article, key, hash FROM content WHERE article = ANY ($1::bigint[])',
    revised.map(({ article }) => article),
  )
  const hashes = new Map(stored.map(({ article, key, hash }) => [article, `${key} ${hash}`]))
  return revised.filter(({ article, row }) => hashes.get(article) !== `${cleaned(row.key)} ${row.hash}`)
}

type NumberedArticle = Appended & { readonly n: number; readonly item: number }
const numbered = (appended: readonly Appended[], article: number, item: number): readonly NumberedArticle[] =>
  appended.map((one, index) => ({ ...one, n: article + index, item: item + index }))

const addArticles = async (queries: Queries, now: number, source: number, added: readonly NumberedArticle[]): Promise<void> => {
  if (added.length === 0) return
  await queries.run(ADD_ARTICLES, ...columnsOf(added, ...ARTICLE_COLUMNS), source, now)
  await queries.run(
    ADD_CONTENT,
    added.map(({ n }) => n),
    added.map(({ row }) => row.key),
    added.map(({ row }) => row.hash),
    ...contentColumns(added.map(({ row }) => row)),
  )
  const replaced = added.flatMap(({ replacesItem }) => replacesItem ?? [])
  const lost = replaced.length === 0 ? 0 : await deleteItems(queries, replaced)
  await queries.run(
    ADD_ITEMS,
    ...columnsOf(
      added,
      ({ item }) => item,
      ({ row }) => row.key,
      ({ row }) => row.hash,
      ({ n }) => n,
    ),
    source,
    now,
  )
  await writeWords(
    queries,
    added.map(({ n, row }) => ({ article: n, words: row.words })),
  )
  await writeFingerprints(
    queries,
    added.map(({ n, row }) => ({ article: n, row })),
  )
  await countItems(queries, added.length - lost)
}

/** The columns of an article's row that a revision changes. */
const WORDING_COLUMNS: readonly ((written: { readonly row: NewArticleRow }) => unknown)[] = [
  ({ row }) => row.language,
  ({ row }) => row.confidence,
  ({ row }) => (row.hasTopic ? 1 : 0),
  ({ row }) => row.hashes.url,
  ({ row }) => row.hashes.guid,
  ({ row }) => row.hashes.content,
]
const ARTICLE_COLUMNS: readonly ((article: NumberedArticle) => unknown)[] = [
  ({ n }) => n,
  ({ row }) => row.id,
  ({ sortAt }) => sortAt,
  ({ row }) => row.publishedAt,
  ({ row }) => DATE_ORIGINS.indexOf(row.dateFrom),
  ({ row }) => row.updatedAt,
  ...WORDING_COLUMNS,
]
const ADD_ARTICLES = `
  INSERT INTO article (n, id, sort_at, published_at, dated, updated_at, language, confidence, has_topic, url_hash, guid_hash, content_hash, source,
    first_seen)
  SELECT *, $13::integer, $14::bigint FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::smallint[], $6::bigint[], $7::text[],
    $8::double precision[], $9::smallint[], $10::bigint[], $11::bigint[], $12::bigint[])`

const decoder = new TextDecoder()
const contentColumns = (rows: readonly NewArticleRow[]): readonly (readonly unknown[])[] => {
  const values = rows.map((row) =>
    contentValues(row).map((value) => (value instanceof Uint8Array ? decoder.decode(value) : value)),
  )
  return CONTENT_COLUMNS.map((_, index) => values.map((row) => row[index]))
}
const CONTENT_ARRAYS = CONTENT_COLUMNS.map((_, index) => `$${index + 4}::text[]`).join(', ')
const ADD_CONTENT = `
  INSERT INTO content (article, key, hash, ${CONTENT_COLUMNS.join(', ')})
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], ${CONTENT_ARRAYS})`
const ADD_ITEMS = `
  INSERT INTO item (n, key, hash, article, source, first_seen, last_seen)
  SELECT *, $5::integer, $6::bigint, $6::bigint FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[])`

/** Returns how many of the deleted items had been counted: those whose article was deleted had not. */
const deleteItems = async ({ get }: Queries, items: readonly number[]): Promise<number> =>
  (await get<{ readonly counted: number }>(DELETE_ITEMS, items))?.counted ?? 0
const DELETE_ITEMS = `
  WITH gone AS (DELETE FROM item WHERE n = ANY ($1::bigint[]) RETURNING article)
  SELECT count(article) AS counted FROM gone`

/** Id, sort key and first dates stay. Returns the numbers of the articles that are still stored. */
const reviseArticles = async (queries: Queries, revised: readonly Revised[], now: number): Promise<readonly number[]> => {
  if (revised.length === 0) return []
  const changed = await queries.all<{ readonly n: number; readonly grouped: boolean }>(
    REVISE_ARTICLES,
    ...columnsOf(revised, ...REVISED_COLUMNS),
    now,
  )
  const isGrouped = new Map(changed.map(({ n, grouped }) => [n, grouped]))
  const stored = revised.filter(({ article }) => isGrouped.has(article))
  const numbers = stored.map(({ article }) => article)
  const [keys, hashes] = [stored.map(({ row }) => row.key), stored.map(({ row }) => row.hash)]
  await queries.run(REVISE_CONTENT, numbers, keys, hashes, ...contentColumns(stored.map(({ row }) => row)))
  await queries.run(REVISE_ITEMS, numbers, keys, hashes, now)
  await writeWords(
    queries,
    stored.map(({ article, row }) => ({ article, words: row.words })),
  )
  await reviseFingerprints(queries, stored, isGrouped)
  return numbers
}

const REVISED_COLUMNS: readonly ((revised: Revised) => unknown)[] = [
  ({ article }) => article,
  ({ row }) => row.updatedAt,
  ({ isMaterial }) => (isMaterial ? 1 : 0),
  ...WORDING_COLUMNS,
]
const REVISE_ARTICLES = `
  UPDATE article a SET updated_at = r.updated_at, revised_at = CASE WHEN r.material = 1 THEN $10 ELSE a.revised_at END,
    revisions = a.revisions + r.material, language = r.language, confidence = r.confidence, has_topic = r.has_topic, url_hash = r.url_hash,
    guid_hash = r.guid_hash, content_hash = r.content_hash
  FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::double precision[], $6::smallint[], $7::bigint[], $8::bigint[],
    $9::bigint[]) AS r (n, updated_at, material, language, confidence, has_topic, url_hash, guid_hash, content_hash)
  WHERE a.n = r.n RETURNING a.n, a.story IS NOT NULL AS grouped`
const REVISE_CONTENT = `
  UPDATE content c SET key = r.key, hash = r.hash, ${CONTENT_COLUMNS.map((column) => `${column} = r.${column}`).join(', ')}
  FROM unnest($1::bigint[], $2::text[], $3::text[], ${CONTENT_ARRAYS}) AS r (article, key, hash, ${CONTENT_COLUMNS.join(', ')})
  WHERE c.article = r.article`
const REVISE_ITEMS = `
  UPDATE item i SET hash = r.hash, last_seen = $4 FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r (article, key, hash)
  WHERE i.article = r.article AND i.key = r.key`

/** The bands of a grouped article stay: the grouper's index has those with which the article arrived. */
const reviseFingerprints = async (
  queries: Queries,
  revised: readonly Revised[],
  isGrouped: ReadonlyMap<number, boolean>,
): Promise<void> => {
  const grouped = revised.filter(({ article }) => isGrouped.get(article) === true)
  const others = revised.filter(({ article }) => isGrouped.get(article) === false)
  if (grouped.length > 0)
    await queries.run(
      REVISE_FINGERPRINTS,
      ...columnsOf(
        grouped,
        ({ article }) => article,
        ({ row }) => row.fingerprint?.shingles ?? new Uint8Array(),
        ({ row }) => row.fingerprint?.numbers ?? '[]',
      ),
    )
  const without = others.filter(({ row }) => row.fingerprint === null).map(({ article }) => article)
  if (without.length > 0) await queries.run('DELETE FROM fingerprint WHERE article = ANY ($1::bigint[])', without)
  await writeFingerprints(queries, others)
}
const REVISE_FINGERPRINTS = `
  UPDATE fingerprint f SET shingles = r.shingles, numbers = r.numbers
  FROM unnest($1::bigint[], $2::bytea[], $3::text[]) AS r (article, shingles, numbers) WHERE f.article = r.article`

const writeFingerprints = async (
  { run }: Queries,
  articles: readonly { readonly article: number; readonly row: Pick<NewArticleRow, 'fingerprint'> }[],
): Promise<void> => {
  const rows = articles.flatMap(({ article, row: { fingerprint } }) =>
    fingerprint === null ? [] : [{ article, ...fingerprint }],
  )
  if (rows.length === 0) return
  await run(
    WRITE_FINGERPRINTS,
    ...columnsOf(
      rows,
      ({ article }) => article,
      ({ bands }) => bands,
      ({ shingles }) => shingles,
      ({ numbers }) => numbers,
    ),
  )
}
const WRITE_FINGERPRINTS = `
  INSERT INTO fingerprint (article, bands, shingles, numbers) SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::text[])
  ON CONFLICT (article) DO UPDATE SET bands = excluded.bands, shingles = excluded.shingles, numbers = excluded.numbers`

const noteShown = async ({ run }: Queries, source: number, { rehash, shown, now }: AppendBatch): Promise<void> => {
  if (rehash.length > 0)
    await run(
      REHASH,
      ...columnsOf(
        rehash,
        ({ item }) => item,
        ({ hash }) => hash,
      ),
    )
  if (shown.length > 0) await run(SEEN, now, source, shown, now - NOTE_SEEN_MS)
}
const REHASH = 'UPDATE item i SET hash = r.hash FROM unnest($1::bigint[], $2::text[]) AS r (n, hash) WHERE i.n = r.n'
const SEEN = `
  UPDATE item i SET last_seen = $1 FROM unnest($3::text[]) AS k (key)
  WHERE i.source = $2 AND md5(i.key) = md5(k.key) AND i.key = k.key AND i.last_seen <= $4`

export const appendOverride = async (engine: PostgresEngine, note: string, value: string | null, now: number): Promise<void> =>
  await engine.transaction(async (queries) => {
    const { entry } = await takeNumbers(queries, { articles: 0, entries: 1 })
    await runOn(queries, writeNotes({ [note]: value }))
    await runOn(queries, writeLog(entry, [{ kind: 'override', article: null }], now))
  })
