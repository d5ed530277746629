import { DATE_ORIGINS } from '../../model/article.ts'
import type { AppendBatch, Appended, Revised } from '../ports/article-log.ts'
import { NOTE_SEEN_MS, type StoredKey, withoutStored } from '../append-rules.ts'
import { blockedOf, namesOfRows, withoutBlocked } from '../log/takedowns.ts'
import type { NewArticleRow } from '../new-article-row.ts'
import { CONTENT_COLUMNS, contentValues } from '../rows/content-columns.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { createInsertRows } from '../dialects/sqlite/insert-rows.ts'
import { runAtOnce } from '../drivers/sqlite.ts'
import { writeNotes } from '../notes.ts'
import { unknownSource, writePolls } from '../sources/polls.ts'
import { entriesOf, writeLog } from '../log/log-rows.ts'
import { storeWordings } from '../log/wordings.ts'

/** Appends new articles, revises changed ones, and logs both. */
export const append = (engine: Engine, planned: AppendBatch): void =>
  engine.write(() => {
    const source = engine.tags.number('source', planned.source)
    if (source === null) throw new Error(`articles came from the source ${planned.source}, which the store does not know`)
    const batch = withoutBlocked(
      planned.source,
      planned,
      runAtOnce(engine, blockedOf(namesOfRows(planned.source, [...planned.append, ...planned.revise]))),
    )
    const fresh = freshOf(engine, source, batch.append)
    const added = addArticles(engine, batch, source, fresh)
    runAtOnce(engine, storeWordings(batch.revise, batch.now))
    const revised = batch.revise.filter((one) => reviseArticle(engine, one, batch))
    for (const { item, hash } of batch.rehash) engine.run('UPDATE item SET hash = ? WHERE n = ?', hash, item)
    const entries = [
      ...entriesOf('new', added),
      ...entriesOf(
        'revised',
        revised.map(({ article }) => article),
      ),
    ]
    runAtOnce(engine, writeLog(null, entries, batch.now))
    if (batch.shown.length > 0) engine.run(SEEN, batch.now, source, JSON.stringify(batch.shown), batch.now - NOTE_SEEN_MS)
    if (batch.poll !== null) {
      const unknown = runAtOnce(engine, writePolls([{ source: batch.source, poll: batch.poll }]))
      if (unknown.length > 0) throw unknownSource(batch.source)
    }
    if (added.length > 0) engine.counters.save()
  })
const SEEN = 'UPDATE item SET last_seen = ? WHERE source = ? AND key IN (SELECT value FROM json_each(?)) AND last_seen <= ?'

const freshOf = ({ all }: Engine, source: number, appended: readonly Appended[]): readonly Appended[] => {
  if (appended.length === 0) return appended
  const keys = JSON.stringify(appended.map(({ row }) => row.key))
  return withoutStored(appended, all<StoredKey>(STORED_KEYS, source, keys))
}
const STORED_KEYS = `
  SELECT i.n, i.key, a.source = i.source AS own FROM item i LEFT JOIN article a ON a.n = i.article
  WHERE i.source = ? AND i.key IN (SELECT value FROM json_each(?))`

const insertArticles = createInsertRows('INSERT INTO article', [
  'n',
  'id',
  'source',
  'sort_at',
  'published_at',
  'dated',
  'first_seen',
  'updated_at',
  'language',
  'confidence',
  'has_topic',
  'url_hash',
  'guid_hash',
  'content_hash',
])
/** SQLite binds a string character by character, which was an eighth of the cost of storing an article (measured); bytes are bound as they are. */
const asText = (column: string): string => (column === 'html' || column === 'text' ? 'CAST(? AS TEXT)' : '?')
const insertContents = createInsertRows(
  'INSERT INTO content',
  ['article', 'key', 'hash', ...CONTENT_COLUMNS],
  ['?', '?', '?', ...CONTENT_COLUMNS.map(asText)],
)
const insertItems = createInsertRows('INSERT INTO item', ['source', 'key', 'hash', 'article', 'first_seen', 'last_seen'])
const insertWords = createInsertRows('INSERT INTO words', ['rowid', 'title', 'body'])
const insertFingerprints = createInsertRows('INSERT OR REPLACE INTO fingerprint', ['article', 'bands', 'shingles', 'numbers'])
/** Returns the numbers of the new articles. */
const addArticles = (
  engine: Engine,
  { now }: AppendBatch,
  source: number,
  appended: readonly Appended[],
): readonly number[] => {
  const { totals } = engine.counters
  const numbered = appended.map((one) => ({ ...one, n: totals.nextArticle++ }))
  insertArticles(
    engine,
    numbered.map(({ n, row, sortAt }) => [
      n,
      row.id,
      source,
      sortAt,
      row.publishedAt,
      DATE_ORIGINS.indexOf(row.dateFrom),
      now,
      row.updatedAt,
      row.language,
      row.confidence,
      row.hasTopic ? 1 : 0,
      row.hashes.url,
      row.hashes.guid,
      row.hashes.content,
    ]),
  )
  insertContents(
    engine,
    numbered.map(({ n, row }) => [n, row.key, row.hash, ...contentValues(row)]),
  )
  for (const { replacesItem } of numbered) if (replacesItem !== null) deleteItem(engine, replacesItem)
  insertItems(
    engine,
    numbered.map(({ n, row }) => [source, row.key, row.hash, n, now, now]),
  )
  insertWords(
    engine,
    numbered.map(({ n, row }) => [n, row.words.title, row.words.body]),
  )
  insertFingerprints(
    engine,
    numbered.flatMap(({ n, row: { fingerprint } }) =>
      fingerprint === null ? [] : [[n, fingerprint.bands, fingerprint.shingles, fingerprint.numbers]],
    ),
  )
  totals.items += numbered.length
  return numbered.map(({ n }) => n)
}

/** Items whose article was deleted are not counted. */
const deleteItem = ({ run, counters: { totals } }: Engine, item: number): void => {
  run('DELETE FROM item WHERE n = ? AND article IS NULL', item)
  totals.items -= run('DELETE FROM item WHERE n = ?', item)
}

/** Id, sort key and first dates stay. False: the revision is stored already, or the article was withdrawn meanwhile. */
const reviseArticle = (engine: Engine, { article: n, row, isMaterial }: Revised, { now }: AppendBatch): boolean => {
  const { run } = engine
  if (engine.get('SELECT 1 FROM content WHERE article = ? AND key = ? AND hash = ?', n, row.key, row.hash) !== undefined)
    return false
  const changed = run(
    REVISE_ARTICLE,
    row.updatedAt,
    isMaterial ? now : null,
    isMaterial ? 1 : 0,
    row.language,
    row.confidence,
    row.hasTopic ? 1 : 0,
    row.hashes.url,
    row.hashes.guid,
    row.hashes.content,
    n,
  )
  if (changed === 0) return false
  run(REVISE_CONTENT, row.key, row.hash, ...contentValues(row), n)
  run('UPDATE item SET hash = ?, last_seen = ? WHERE article = ? AND key = ?', row.hash, now, n, row.key)
  run('DELETE FROM words WHERE rowid = ?', n)
  insertWords(engine, [[n, row.words.title, row.words.body]])
  reviseFingerprint(engine, n, row.fingerprint)
  return true
}
const REVISE_ARTICLE = `
  UPDATE article SET updated_at = ?, revised_at = coalesce(?, revised_at), revisions = revisions + ?, language = ?, confidence = ?,
    has_topic = ?, url_hash = ?, guid_hash = ?, content_hash = ?
  WHERE n = ?`

/** The bands of a grouped article stay: the grouper's index has those with which the article arrived, and must find the same after a restart.
 * What they find is compared with the shingles of the new text, or with none if that text is too short. */
const reviseFingerprint = (engine: Engine, n: number, fingerprint: NewArticleRow['fingerprint']): void => {
  if (engine.get('SELECT 1 FROM article WHERE n = ? AND story IS NOT NULL', n) !== undefined) {
    engine.run(REVISE_FINGERPRINT, fingerprint?.shingles ?? null, fingerprint?.numbers ?? '[]', n)
    return
  }
  if (fingerprint === null) engine.run('DELETE FROM fingerprint WHERE article = ?', n)
  else insertFingerprints(engine, [[n, fingerprint.bands, fingerprint.shingles, fingerprint.numbers]])
}
const REVISE_FINGERPRINT = `UPDATE fingerprint SET shingles = coalesce(?, x''), numbers = ? WHERE article = ?`
const REVISE_CONTENT = `
  UPDATE content SET key = ?, hash = ?, ${CONTENT_COLUMNS.map((column) => `${column} = ${asText(column)}`).join(', ')} WHERE article = ?`

export const appendOverride = (engine: Engine, note: string, value: string | null, now: number): void =>
  engine.write(() => {
    runAtOnce(engine, writeNotes({ [note]: value }))
    runAtOnce(engine, writeLog(null, [{ kind: 'override', article: null }], now))
  })
