/** Reads the log, and articles as the grouper needs them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fingerprint } from '../../model/article.ts'
import { type ArticleId, articleId, type Instant, sourceId, storyId } from '../../model/ids.ts'
import type { Kind } from '../../model/kind.ts'
import type { Database, Sql } from '../database.ts'
import { storyIdOf } from '../derived-ids.ts'
import { inOrderOf } from '../in-order.ts'
import { fingerprintOfRow, type FingerprintRow } from '../new-article-row.ts'
import type {
  ArrivalRange,
  ArticleLog,
  GroupingProgress,
  IdenticalRow,
  LoggedArticle,
  LogEntry,
  LogKind,
} from '../ports/article-log.ts'
import { unpackTagRecord } from '../tag-record.ts'
import type { TagReader } from '../tags.ts'
import { unpackList } from '../views/articles.ts'

export const readLogIn = (database: Database) => ({
  progress: async (): Promise<GroupingProgress> =>
    (await database.get<GroupingProgress>(PROGRESS)) ?? { checkpoint: 0, nextArticle: 1, newestArrival: null },
  undecided: async (): Promise<Undecided> => (await database.get<Undecided>(UNDECIDED)) ?? { rows: 0, since: null },
  readLog: async (limit: number, rows: Rows = {}): Promise<readonly LogEntry[]> => {
    const entries = await readableEntries(database, limit, rows)
    const articles = await loggedArticles(
      database,
      entries.flatMap(({ article }) => article ?? []),
    )
    const byNumber = new Map(articles.map((article) => [article.number, article]))
    return entries.map(({ seq, kind, article }) => ({
      position: seq,
      kind,
      article: article === null ? null : (byNumber.get(article) ?? null),
    }))
  },
  logged: async (articles: { readonly of: readonly number[] } | ArrivalRange): Promise<readonly LoggedArticle[]> => {
    if ('of' in articles) return await loggedArticles(database, articles.of)
    const rows = await database.all<{ readonly n: number }>(RANGE, await startOf(database, articles), articles.limit)
    return await loggedArticles(
      database,
      rows.map(({ n }) => n),
    )
  },
  identicalTo: async (articles: readonly LoggedArticle[]): Promise<readonly IdenticalRow[]> => {
    const rows = await database.all<FoundRow>(
      IDENTICAL,
      articles.map(({ number }) => number),
    )
    const { tags } = database
    return await tags.mapped(rows, ({ sourceNumber, ...row }) => ({ ...row, source: sourceId(tags.name(sourceNumber)) }))
  },
  fingerprints: async (articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, Fingerprint>> => {
    const rows = await database.all<FingerprintRow & { readonly id: string }>(FINGERPRINTS, articles)
    return new Map(rows.map(({ id, ...row }) => [articleId(id), fingerprintOfRow(row)]))
  },
})

type Undecided = { readonly rows: number; readonly since: Instant | null }
const PROGRESS = `
  SELECT checkpoint, decided_article + 1 AS "nextArticle",
    (SELECT first_seen FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 1) AS "newestArrival"
  FROM counters`
const UNDECIDED = 'SELECT count(*) AS rows, min(at) AS since FROM article_log WHERE seq > (SELECT checkpoint FROM counters)'
const RANGE = 'SELECT n FROM article WHERE n > $1 ORDER BY n LIMIT $2'

// ── rows of the log ──

type EntryRow = { readonly seq: number; readonly kind: LogKind; readonly article: number | null; readonly readable: number }
type Rows = Parameters<ArticleLog['readLog']>[1]

/** How long (ms) to wait for rows that are stored but not readable yet: a transaction that began earlier takes milliseconds, unless its process
 * has stopped. */
const PATIENCE_MS = 2_000
const PAUSE_MS = 4

/**
 * Readable rows: those without a gap before them, and, after a gap, those whose transaction began before all transactions in progress, since
 * numbers follow the order of transactions (see take_numbers). Transactions of other databases of the server, which may take hours, do not count.
 */
const readableEntries = async ({ all }: Database, limit: number, { after, only }: Rows = {}): Promise<readonly EntryRow[]> => {
  let wanted: number | null = null
  for (let waited = 0; ; waited += PAUSE_MS) {
    const rows = await all<EntryRow>(LOG, after ?? null, only ?? null, limit)
    const hidden = rows.filter(({ readable }) => readable === 0)
    wanted ??= hidden.at(-1)?.seq ?? -1
    const last = wanted
    if (hidden.every(({ seq }) => seq > last) || waited >= PATIENCE_MS) return rows.filter(({ readable }) => readable === 1)
    await sleep(PAUSE_MS)
  }
}
/** The oldest transaction in progress. One counts unless its session is known to use another database. */
const OLDEST = `
  SELECT running FROM pg_snapshot_xip(pg_current_snapshot()) running
  WHERE NOT EXISTS (
    SELECT 1 FROM pg_locks held JOIN pg_stat_activity session ON session.pid = held.pid
    WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.transactionid = running::xid
      AND session.datname <> current_database())
  ORDER BY running LIMIT 1`
const START = 'coalesce(CAST($1 AS bigint), (SELECT checkpoint FROM counters))'
const READABLE = `
  AND (seq - row_number() OVER (ORDER BY seq) = ${START}
    OR transaction < coalesce((${OLDEST}), pg_snapshot_xmax(pg_current_snapshot())))`
const LOG: Sql = ({ ifShared }) => `
  SELECT seq, kind, article, CASE WHEN 1 = 1 ${ifShared(READABLE)} THEN 1 ELSE 0 END AS readable
  FROM article_log WHERE seq > ${START} AND (CAST($2 AS text) IS NULL OR kind = CAST($2 AS text)) ORDER BY seq LIMIT $3`

/** The number after which a range begins. */
export const startOf = async ({ get }: Database, range: ArrivalRange): Promise<number> => {
  if ('after' in range) return range.after
  const first = await get<{ readonly n: number | null }>(FIRST_SINCE, range.since)
  return (first?.n ?? Number.MAX_SAFE_INTEGER) - 1
}
/** Numbers rise with the time of arrival, except for differences between the clocks of processes. */
const FIRST_SINCE: Sql = ({ ifShared }) => `
  SELECT min(n) AS n FROM (${
    ifShared('SELECT n FROM article WHERE first_seen >= $1 ORDER BY first_seen, n LIMIT 10000') ||
    `SELECT min(n) AS n FROM article WHERE has_topic = 1 AND first_seen >= $1
     UNION ALL SELECT min(n) FROM article WHERE has_topic = 0 AND first_seen >= $1`
  }) earliest`

// ── articles ──

type LoggedRow = { readonly [Column in keyof FingerprintRow]: FingerprintRow[Column] | null } & {
  readonly n: number
  readonly id: string
  readonly source: number
  readonly also_in: string | null
  readonly language: string
  readonly kind: Kind | null
  readonly title: string
  readonly text: string
  readonly html: string
  readonly link: string | null
  readonly canonical_url: string | null
  readonly guid: string | null
  readonly published_at: number
  readonly first_seen: number
  readonly revised_at: number | null
  readonly sort_at: number
  readonly content_hash: number
  readonly tags: string | null
  readonly story_id: string | null
  readonly same_as: number | null
  readonly copy_of: number | null
  readonly page_text: string | null
}

/** Articles by number, in the order given. */
export const loggedArticles = async (
  { all, tags }: Database,
  numbers: readonly number[],
): Promise<readonly LoggedArticle[]> => {
  if (numbers.length === 0) return []
  const wanted = [...new Set(numbers)]
  const rows = inOrderOf(wanted, await all<LoggedRow>(LOGGED, wanted), ({ n }) => n)
  return await tags.mapped(rows, (row) => toLogged(row, tags))
}
const LOGGED: Sql = ({ isIn, isText }) => `
  SELECT a.n, a.id, a.source, a.also_in, a.language, a.kind, c.title, c.text, c.html, c.link, c.canonical_url, c.guid, a.published_at, a.first_seen,
    a.revised_at, a.sort_at, a.content_hash, c.tags, s.id AS story_id, a.same_as, a.copy_of, f.bands, f.shingles, f.numbers, p.text AS page_text
  FROM article a JOIN content c ON c.article = a.n
  LEFT JOIN story s ON s.n = a.story LEFT JOIN fingerprint f ON f.article = a.n
  LEFT JOIN page p ON ${isText('p.address', 'c.canonical_url')} WHERE ${isIn('a.n', '$1', 'bigint')}`

const toLogged = (row: LoggedRow, tags: TagReader): LoggedArticle => ({
  ...unpackTagRecord(row.tags),
  number: row.n,
  id: articleId(row.id),
  ownStory: storyIdOf(articleId(row.id)),
  source: sourceId(tags.name(row.source)),
  alsoIn: unpackList<number>(row.also_in).map((number) => sourceId(tags.name(number))),
  language: row.language,
  kind: row.kind,
  title: row.title,
  text: row.text,
  pageText: row.page_text,
  html: row.html,
  link: row.link,
  canonicalUrl: row.canonical_url,
  guid: row.guid,
  publishedAt: row.published_at,
  firstSeen: row.first_seen,
  revisedAt: row.revised_at,
  sortAt: row.sort_at,
  contentHash: row.content_hash,
  fingerprint: toFingerprint(row),
  story: row.story_id === null ? null : storyId(row.story_id),
  sameAs: row.same_as,
  copyOf: row.copy_of,
})

const toFingerprint = ({ bands, shingles, numbers }: LoggedRow): Fingerprint | null =>
  bands === null || shingles === null || numbers === null ? null : fingerprintOfRow({ bands, shingles, numbers })

/** How many articles with one value are compared: boilerplate or a home page may be shared by thousands. */
const MOST_OF_ONE = 20

type FoundRow = IdenticalRow & { readonly sourceNumber: number }
const IDENTICAL: Sql = ({ isIn, firstOf }) => {
  const withHash = (column: string): string => `
    SELECT f.n FROM (SELECT DISTINCT ${column} AS hash FROM own WHERE ${column} IS NOT NULL) h
    ${firstOf('article', `WHERE ${column} = h.hash ORDER BY n DESC LIMIT ${MOST_OF_ONE}`, 'f')}`
  return `
    WITH own AS (SELECT a.n, a.url_hash, a.guid_hash, a.content_hash FROM article a WHERE ${isIn('a.n', '$1', 'bigint')}),
      found AS (${withHash('url_hash')} UNION ${withHash('guid_hash')} UNION ${withHash('content_hash')})
    SELECT a.n AS number, a.id, a.source AS "sourceNumber", c.canonical_url AS "canonicalUrl", c.guid, c.title, a.content_hash AS "contentHash",
      a.same_as AS "sameAs", a.url_hash AS "urlHash", a.guid_hash AS "guidHash"
    FROM found f JOIN article a ON a.n = f.n JOIN content c ON c.article = a.n ORDER BY a.n`
}
const FINGERPRINTS: Sql = ({ isIn }) => `
  SELECT a.id, f.bands, f.shingles, f.numbers FROM article a JOIN fingerprint f ON f.article = a.n WHERE ${isIn('a.id', '$1', 'text')}`
