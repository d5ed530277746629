import { setTimeout as sleep } from 'node:timers/promises'
import type { Fingerprint } from '../../../model/article.ts'
import { type ArticleId, articleId, sourceId } from '../../../model/ids.ts'
import { fingerprintOfRow, type FingerprintRow } from '../../new-article-row.ts'
import type {
  ArrivalRange,
  ArticleLog,
  GroupingProgress,
  IdenticalRow,
  LoggedArticle,
  LogEntry,
  LogKind,
} from '../../ports/article-log.ts'
import { type LoggedRow, toLogged } from '../../rows/logged-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import type { Queries } from './queries.ts'

type EntryRow = { readonly seq: number; readonly kind: LogKind; readonly article: number | null; readonly readable: boolean }
type Rows = Parameters<ArticleLog['readLog']>[1]

/** How long (ms) to wait for rows that are stored but not readable yet: a transaction that began earlier takes milliseconds, unless its process
 * has stopped. */
const PATIENCE_MS = 2_000
const PAUSE_MS = 4

export const readLog = async (engine: PostgresEngine, limit: number, rows: Rows = {}): Promise<readonly LogEntry[]> => {
  const entries = await readableEntries(engine, limit, rows)
  const articles = await loggedArticles(
    engine,
    entries.flatMap(({ article }) => article ?? []),
  )
  const byNumber = new Map(articles.map((article) => [article.number, article]))
  return entries.map(({ seq, kind, article }) => ({
    position: seq,
    kind,
    article: article === null ? null : (byNumber.get(article) ?? null),
  }))
}

/**
 * Readable rows: those without a gap before them, and, after a gap, those whose transaction began before all transactions in progress, since
 * numbers follow the order of transactions (see take_numbers). Transactions of other databases of the server, which may take hours, do not count.
 */
const readableEntries = async ({ all }: Queries, limit: number, { after, only }: Rows = {}): Promise<readonly EntryRow[]> => {
  let wanted: number | null = null
  for (let waited = 0; ; waited += PAUSE_MS) {
    const rows = await all<EntryRow>(LOG, after ?? null, only ?? null, limit)
    const hidden = rows.filter(({ readable }) => !readable)
    wanted ??= hidden.at(-1)?.seq ?? -1
    const last = wanted
    if (hidden.every(({ seq }) => seq > last) || waited >= PATIENCE_MS) return rows.filter(({ readable }) => readable)
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
const LOG = `
  SELECT seq, kind, article,
    seq - row_number() OVER (ORDER BY seq) = coalesce($1, (SELECT checkpoint FROM counters))
      OR transaction < coalesce((${OLDEST}), pg_snapshot_xmax(pg_current_snapshot())) AS readable
  FROM article_log WHERE seq > coalesce($1, (SELECT checkpoint FROM counters)) AND ($2::text IS NULL OR kind = $2) ORDER BY seq LIMIT $3`

export const progress = async ({ get }: Queries): Promise<GroupingProgress> =>
  (await get<GroupingProgress>(PROGRESS)) ?? { checkpoint: 0, nextArticle: 1, newestArrival: null }
const PROGRESS = `
  SELECT checkpoint, decided_article + 1 AS "nextArticle",
    (SELECT first_seen FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 1) AS "newestArrival"
  FROM counters`

export const undecided = async ({ get }: Queries): Promise<Undecided> =>
  (await get<Undecided>(UNDECIDED)) ?? { rows: 0, since: null }
type Undecided = Awaited<ReturnType<ArticleLog['undecided']>>
const UNDECIDED = `
  SELECT count(*) AS rows, min(at) AS since FROM article_log WHERE seq > (SELECT checkpoint FROM counters)`

/** The number after which a range begins. */
export const startOf = async ({ get }: Queries, range: ArrivalRange): Promise<number> => {
  if ('after' in range) return range.after
  const first = await get<{ readonly n: number | null }>(FIRST_SINCE, range.since)
  return (first?.n ?? Number.MAX_SAFE_INTEGER) - 1
}

/** Numbers rise with the time of arrival, except for differences between the clocks of processes. */
const FIRST_SINCE = `
  SELECT min(n) AS n FROM (SELECT n FROM article WHERE first_seen >= $1 ORDER BY first_seen, n LIMIT 10000) earliest`

export const loggedArticles = async (
  { all, tags }: PostgresEngine,
  numbers: readonly number[],
): Promise<readonly LoggedArticle[]> =>
  numbers.length === 0
    ? []
    : await tags.mapped(await all<LoggedRow>(LOGGED, [...new Set(numbers)]), (row) => toLogged(row, { tags }))
const LOGGED = `
  SELECT a.n, a.id, a.source, a.also_in, a.language, a.kind, c.title, c.text, c.html, c.link, c.canonical_url, c.guid, a.published_at, a.first_seen,
    a.revised_at, a.sort_at, a.content_hash, c.tags, s.id AS story_id, a.same_as, a.copy_of, f.bands, f.shingles, f.numbers, p.text AS page_text
  FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place) JOIN article a ON a.n = j.n JOIN content c ON c.article = a.n
  LEFT JOIN story s ON s.n = a.story LEFT JOIN fingerprint f ON f.article = a.n
  LEFT JOIN page p ON md5(p.address) = md5(c.canonical_url) AND p.address = c.canonical_url ORDER BY j.place`

export const loggedRange = async (engine: PostgresEngine, range: ArrivalRange): Promise<readonly LoggedArticle[]> => {
  const rows = await engine.all<{ readonly n: number }>(RANGE, await startOf(engine, range), range.limit)
  return await loggedArticles(
    engine,
    rows.map(({ n }) => n),
  )
}
const RANGE = 'SELECT n FROM article WHERE n > $1 ORDER BY n LIMIT $2'

/** How many articles with one value are compared: boilerplate or a home page may be shared by thousands. */
const MOST_OF_ONE = 20

type FoundRow = IdenticalRow & { readonly sourceNumber: number }

export const identicalTo = async (
  { all, tags }: PostgresEngine,
  articles: readonly LoggedArticle[],
): Promise<readonly IdenticalRow[]> => {
  const rows = await all<FoundRow>(
    IDENTICAL,
    articles.map(({ number }) => number),
  )
  return await tags.mapped(rows, ({ sourceNumber, ...row }) => ({ ...row, source: sourceId(tags.name(sourceNumber)) }))
}
const withHash = (column: string): string => `
  SELECT f.n FROM (SELECT DISTINCT ${column} AS hash FROM own WHERE ${column} IS NOT NULL) h
  CROSS JOIN LATERAL (SELECT n FROM article WHERE ${column} = h.hash ORDER BY n DESC LIMIT ${MOST_OF_ONE}) f`
const IDENTICAL = `
  WITH own AS (SELECT a.n, a.url_hash, a.guid_hash, a.content_hash FROM article a WHERE a.n = ANY ($1::bigint[])),
    found AS (${withHash('url_hash')} UNION ${withHash('guid_hash')} UNION ${withHash('content_hash')})
  SELECT a.n AS number, a.id, a.source AS "sourceNumber", c.canonical_url AS "canonicalUrl", c.guid, c.title, a.content_hash AS "contentHash",
    a.same_as AS "sameAs", a.url_hash AS "urlHash", a.guid_hash AS "guidHash"
  FROM found f JOIN article a ON a.n = f.n JOIN content c ON c.article = a.n ORDER BY a.n`

export const fingerprints = async (
  { all }: Queries,
  articles: readonly ArticleId[],
): Promise<ReadonlyMap<ArticleId, Fingerprint>> => {
  const rows = await all<FingerprintRow & { readonly id: string }>(FINGERPRINTS, articles)
  return new Map(rows.map(({ id, ...row }) => [articleId(id), fingerprintOfRow(row)]))
}
const FINGERPRINTS = `
  SELECT a.id, f.bands, f.shingles, f.numbers FROM article a JOIN fingerprint f ON f.article = a.n WHERE a.id = ANY ($1::text[])`
