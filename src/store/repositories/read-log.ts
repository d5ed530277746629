import type { Fingerprint } from '../../model/article.ts'
import { type ArticleId, articleId, type Instant, sourceId, type StoryId } from '../../model/ids.ts'
import type {
  ArrivalRange,
  ArticleLog,
  AssignedArticle,
  AssignmentQuery,
  Dependents,
  Generation,
  GroupingProgress,
  IdenticalRow,
  LoggedArticle,
  LogEntry,
  LogKind,
  StoryState,
} from '../ports/article-log.ts'
import { fingerprintOfRow, type FingerprintRow } from '../new-article-row.ts'
import { type AssignedRow, toAssigned } from '../rows/assigned-rows.ts'
import { componentQuery } from '../rows/component-query.ts'
import { type LoggedRow, toLogged } from '../rows/logged-rows.ts'
import { type StoryRow, toStoryState } from '../rows/story-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

/** A list as JSON, which binds as one value. */
const listOf = (values: readonly unknown[]): string => JSON.stringify(values)

type LogRow = { readonly seq: number; readonly kind: LogKind; readonly article: number | null }

type Rows = Parameters<ArticleLog['readLog']>[1]

export const readLog = (engine: Engine, limit: number, { after, only }: Rows = {}): readonly LogEntry[] => {
  const kind = only ?? null
  const rows = engine.all<LogRow>(LOG, after ?? engine.counters.totals.checkpoint, kind, kind, limit)
  const articles = new Map(
    loggedArticles(
      engine,
      rows.flatMap(({ article }) => article ?? []),
    ).map((article) => [article.number, article]),
  )
  return rows.map(({ seq, kind, article }) => ({
    position: seq,
    kind,
    article: article === null ? null : (articles.get(article) ?? null),
  }))
}

export const progress = ({ get, counters: { totals } }: Engine): GroupingProgress => ({
  checkpoint: totals.checkpoint,
  nextArticle: get<{ readonly n: number }>(NEXT_TO_DECIDE, totals.checkpoint)?.n ?? totals.nextArticle,
  newestArrival: get<{ readonly at: number }>(NEWEST_ARRIVAL)?.at ?? null,
})
const NEXT_TO_DECIDE = `SELECT article AS n FROM article_log WHERE seq > ? AND kind = 'new' ORDER BY seq LIMIT 1`
const NEWEST_ARRIVAL = 'SELECT first_seen AS at FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 1'

export const undecided = ({ get, counters: { totals } }: Engine): { readonly rows: number; readonly since: Instant | null } =>
  get<{ readonly rows: number; readonly since: Instant | null }>(UNDECIDED, totals.checkpoint) ?? { rows: 0, since: null }
const UNDECIDED = 'SELECT count(*) AS rows, min(at) AS since FROM article_log WHERE seq > ?'

/** The number after which a range begins. */
export const startOf = (engine: Engine, range: ArrivalRange): number =>
  'after' in range
    ? range.after
    : (engine.get<{ readonly n: number | null }>(FIRST_SEEN, range.since, range.since)?.n ??
        engine.counters.totals.nextArticle) - 1
const FIRST_SEEN = `
  SELECT min(n) AS n FROM (
    SELECT min(n) AS n FROM article WHERE has_topic = 1 AND first_seen >= ?
    UNION ALL
    SELECT min(n) AS n FROM article WHERE has_topic = 0 AND first_seen >= ?)`

const LOG = 'SELECT seq, kind, article FROM article_log WHERE seq > ? AND (? IS NULL OR kind = ?) ORDER BY seq LIMIT ?'

export const loggedArticles = (engine: Engine, numbers: readonly number[]): readonly LoggedArticle[] =>
  numbers.length === 0 ? [] : engine.all<LoggedRow>(LOGGED, listOf([...new Set(numbers)])).map((row) => toLogged(row, engine))
const LOGGED = `
  SELECT a.n, a.id, a.source, a.also_in, a.language, a.kind, c.title, c.text, c.html, c.link, c.canonical_url, c.guid, a.published_at, a.first_seen,
    a.revised_at, a.sort_at, a.content_hash, c.tags, s.id AS story_id, a.same_as, a.copy_of, f.bands, f.shingles, f.numbers, p.text AS page_text
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN content c ON c.article = a.n
  LEFT JOIN story s ON s.n = a.story LEFT JOIN fingerprint f ON f.article = a.n LEFT JOIN page p ON p.address = c.canonical_url`

export const loggedRange = (engine: Engine, range: ArrivalRange): readonly LoggedArticle[] => {
  const rows = engine.all<{ readonly n: number }>(RANGE, startOf(engine, range), range.limit)
  return loggedArticles(
    engine,
    rows.map(({ n }) => n),
  ).toSorted((a, b) => a.number - b.number)
}
const RANGE = 'SELECT n FROM article WHERE n > ? ORDER BY n LIMIT ?'

/** How many articles with one value are compared: boilerplate or a home page may be shared by thousands. */
const MOST_OF_ONE = 20

type HashRow = {
  readonly n: number
  readonly url_hash: number | null
  readonly guid_hash: number | null
  readonly content_hash: number
}

export const identicalTo = (engine: Engine, articles: readonly LoggedArticle[]): readonly IdenticalRow[] => {
  const own = engine.all<HashRow>(HASHES, listOf(articles.map(({ number }) => number)))
  const found = new Set<number>()
  for (const [column, hashes] of [
    ['url_hash', own.map(({ url_hash }) => url_hash)],
    ['guid_hash', own.map(({ guid_hash }) => guid_hash)],
    ['content_hash', own.map(({ content_hash }) => content_hash)],
  ] as const)
    for (const { n } of engine.all<{ readonly n: number }>(withHash(column), listOf([...new Set(hashes)]))) found.add(n)
  return engine
    .all<IdenticalRow & { readonly sourceNumber: number }>(IDENTICAL, listOf([...found]))
    .map(({ sourceNumber, ...row }) => ({
      ...row,
      source: sourceId(engine.tags.name(sourceNumber)),
    }))
}
const HASHES = 'SELECT a.n, a.url_hash, a.guid_hash, a.content_hash FROM json_each(?) j CROSS JOIN article a ON a.n = j.value'
/** The newest articles with each value, at most MOST_OF_ONE. */
const withHash = (column: string): string => `
  SELECT w.n FROM json_each(?) j CROSS JOIN article w ON w.${column} = j.value AND w.n >= coalesce(
    (SELECT n FROM article WHERE ${column} = j.value ORDER BY n DESC LIMIT 1 OFFSET ${MOST_OF_ONE - 1}), 0)`
const IDENTICAL = `
  SELECT a.n AS number, a.id, a.source AS sourceNumber, c.canonical_url AS canonicalUrl, c.guid, c.title, a.content_hash AS contentHash,
    a.same_as AS sameAs, a.url_hash AS urlHash, a.guid_hash AS guidHash
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN content c ON c.article = a.n ORDER BY a.n`

export const fingerprints = ({ all }: Engine, articles: readonly ArticleId[]): ReadonlyMap<ArticleId, Fingerprint> =>
  new Map(
    all<FingerprintRow & { readonly id: string }>(FINGERPRINTS, listOf(articles)).map(({ id, ...row }) => [
      articleId(id),
      fingerprintOfRow(row),
    ]),
  )
const FINGERPRINTS = `
  SELECT a.id, f.bands, f.shingles, f.numbers
  FROM json_each(?) j CROSS JOIN article a ON a.id = j.value CROSS JOIN fingerprint f ON f.article = a.n`

const ASSIGNED = `
  SELECT a.n, a.id, a.source, a.also_in, a.language, s.id AS story_id, a.copy_of, a.sort_at, a.published_at, a.first_seen,
    coalesce(p.kind, 'starts') AS kind, p.parent, p.starts, p.corrected`
const OF_ARTICLE = 'LEFT JOIN story s ON s.n = a.story LEFT JOIN assignment p ON p.article = a.n'

export const assignments = (engine: Engine, query: AssignmentQuery): readonly AssignedArticle[] => {
  const { sql, list } = assignmentsIn(query)
  return list.length === 0 ? [] : engine.all<AssignedRow>(sql, listOf(list)).map((row) => toAssigned(row, engine))
}

const assignmentsIn = (query: AssignmentQuery): { readonly sql: string; readonly list: readonly (number | string)[] } => {
  if ('of' in query) return { sql: OF_NUMBERS, list: query.of }
  if ('ids' in query) return { sql: OF_IDS, list: query.ids }
  if ('inStories' in query) return { sql: MEMBERS, list: query.inStories }
  return { sql: COMPONENT[query.generation], list: query.componentOf }
}

const OF_NUMBERS = `${ASSIGNED} FROM json_each(?) j CROSS JOIN article a ON a.n = j.value ${OF_ARTICLE}`
const OF_IDS = `${ASSIGNED} FROM json_each(?) j CROSS JOIN article a ON a.id = j.value ${OF_ARTICLE}`
const MEMBERS = `
  ${ASSIGNED} FROM json_each(?) j CROSS JOIN story s ON s.id = j.value CROSS JOIN article a ON a.story = s.n
  LEFT JOIN assignment p ON p.article = a.n ORDER BY a.n`

/** In the next generation, articles that it has not decided about have the assignment of the live one. */
const EDGES: Readonly<Record<Generation, string>> = {
  live: 'SELECT article, kind, parent FROM assignment',
  next: `
    SELECT article, kind, parent FROM next_assignment
    UNION ALL SELECT article, kind, parent FROM assignment WHERE article NOT IN (SELECT article FROM next_assignment)`,
}

const OF_QUERY = 'json_each(?) j JOIN article a ON a.id = j.value'
const COMPONENT: Readonly<Record<Generation, string>> = {
  live: componentQuery(OF_QUERY, EDGES.live),
  next: componentQuery(OF_QUERY, EDGES.next),
}

export const dependents = (engine: Engine, articles: readonly number[]): Dependents => {
  const list = listOf(articles)
  const children = engine.all<AssignedRow>(CHILDREN, list).map((row) => toAssigned(row, engine))
  const copies = engine.all<AssignedRow>(COPIES, list).map((row) => toAssigned(row, engine))
  const same = engine.all<{ readonly n: number }>(SAME, list).map(({ n }) => n)
  return { children, copies, same: loggedArticles(engine, same) }
}
const CHILDREN = `
  ${ASSIGNED} FROM json_each(?) j CROSS JOIN assignment p ON p.parent = j.value CROSS JOIN article a ON a.n = p.article
  LEFT JOIN story s ON s.n = a.story ORDER BY a.n`
const COPIES = `${ASSIGNED} FROM json_each(?) j CROSS JOIN article a ON a.copy_of = j.value ${OF_ARTICLE} ORDER BY a.n`
const SAME = 'SELECT a.n FROM json_each(?) j CROSS JOIN article a ON a.same_as = j.value ORDER BY a.n'

export const storyStates = ({ all }: Engine, stories: readonly StoryId[]): readonly StoryState[] =>
  all<StoryRow>(STORIES, listOf(stories)).map(toStoryState)
const STORIES = `
  SELECT s.n, s.id, s.lead, s.pinned, s.sort_at, s.published_at, s.updated_at, s.continues, s.affair FROM json_each(?) j CROSS JOIN story s ON s.id = j.value`
