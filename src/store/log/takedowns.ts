/** What takes articles down and keeps them from coming back. */
import { type ArticleId, articleId, type Instant, type SourceId, sourceId, type StoryId } from '../../model/ids.ts'
import { articleNames, type BlockedName, type NamedArticle } from '../../model/takedown.ts'
import { all, asRows, countItems, type Database, lock, run, type Sql, takeNumbers, type Work } from '../database.ts'
import { urlHash } from '../new-article-row.ts'
import type { Appended, AppendPlan } from '../ports/article-log.ts'
import { entriesOf, writeLog } from './log-rows.ts'

export type BlockedArticle = NamedArticle & {
  readonly id: ArticleId
  readonly number: number
  /** The first of its names that is taken down. */
  readonly name: BlockedName
}

/** The names of a takedown, and the keys by which stored articles with these names are found. */
export type WantedNames = {
  readonly names: ReadonlySet<BlockedName>
  /** Article ids. */
  readonly articles: readonly string[]
  /** Hashes of addresses. */
  readonly hashes: readonly number[]
  readonly sources: readonly string[]
  readonly areHostsWanted: boolean
}

/** Articles in the order of arrival. `next`: the number after which the next page begins; null: this is the last page. */
export type BlockedPage = { readonly articles: readonly BlockedArticle[]; readonly next: number | null }

export type Takedowns = ReturnType<typeof takedownsIn>

export const takedownsIn = (database: Database) => ({
  /** Sets which names are taken down: nothing with one of them is appended from now on. Returns the names whose stored articles are still to be
   * withdrawn, that is those without a `noteWithdrawn`. */
  block: async (names: readonly BlockedName[]): Promise<readonly BlockedName[]> => await block(database, names),
  /** Which of these names are taken down. */
  blockedAmong: async (names: readonly BlockedName[]): Promise<ReadonlySet<BlockedName>> =>
    new Set(names.length === 0 ? [] : (await database.all<NameRow>(BLOCKED, names)).map(({ name }) => name)),
  /** Stored articles with one of these names, searched for after this number. A page may be empty without being the last. */
  blockedArticles: async (wanted: WantedNames, after: number): Promise<BlockedPage> =>
    await blockedArticles(database, wanted, after),
  /** Logs articles as withdrawn, with their items, messages and addresses, in one transaction. Articles that were taken down before are skipped. */
  takeDown: async (articles: readonly Pick<BlockedArticle, 'number' | 'name'>[], now: Instant): Promise<number> =>
    await database.transaction(() => takeDown(articles, now), { frees: true }),
  noteWithdrawn: async (names: readonly BlockedName[]): Promise<void> => {
    await database.run(NOTE_WITHDRAWN, names)
  },
  /** True: this article, or all articles of this story, were taken down. */
  isTakenDown: async (id: ArticleId | StoryId): Promise<boolean> =>
    (await database.get(IS_TAKEN_DOWN, id, `article:${id}`)) !== undefined,
})
const BLOCKED: Sql = ({ isIn }) => `SELECT name FROM takedown WHERE ${isIn('name', '$1', 'text')}`
const NOTE_WITHDRAWN: Sql = ({ isIn }) => `UPDATE takedown SET withdrawn = 1 WHERE ${isIn('name', '$1', 'text')}`
const IS_TAKEN_DOWN = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM taken_down WHERE id = $1) OR EXISTS (SELECT 1 FROM takedown WHERE name = $2)`

/** Those of the names that are taken down. */
export function* blockedOf(names: readonly BlockedName[]): Work<ReadonlySet<BlockedName>> {
  return new Set(names.length === 0 ? [] : (yield* all<NameRow>(BLOCKED, names)).map(({ name }) => name))
}

const block = async (database: Database, names: readonly BlockedName[]): Promise<readonly BlockedName[]> => {
  const present = await database.all<NameRow & { readonly withdrawn: number }>('SELECT name, withdrawn FROM takedown')
  const wanted = new Set(names)
  const known = new Set(present.map(({ name }) => name))
  const freed = present.filter(({ name }) => !wanted.has(name)).map(({ name }) => name)
  const added = names.filter((name) => !known.has(name))
  if (freed.length + added.length > 0) await database.transaction(() => change(freed, added), { frees: true })
  return [...added, ...present.filter(({ name, withdrawn }) => withdrawn === 0 && wanted.has(name)).map(({ name }) => name)]
}
function* change(freed: readonly BlockedName[], added: readonly BlockedName[]): Work<void> {
  yield* lock('takedown')
  yield* run(FREE_NAMES, freed)
  yield* run(FREE_ADDRESSES, freed)
  yield* run(ADD_NAMES, added)
}
const FREE_NAMES: Sql = ({ isIn }) => `DELETE FROM takedown WHERE ${isIn('name', '$1', 'text')}`
const FREE_ADDRESSES: Sql = ({ isIn }) => `DELETE FROM taken_down WHERE ${isIn('name', '$1', 'text')}`
const ADD_NAMES: Sql = ({ list }) => `
  INSERT INTO takedown (name) SELECT added.value FROM ${list('$1', 'text', 'added')} WHERE true ON CONFLICT DO NOTHING`

/** How many articles one query returns. */
const A_PAGE = 256
/** How many it looks at: SQLite reads them all, while nothing else happens; PostgreSQL asks its indexes. */
const LOOKED_AT: Readonly<Record<Database['name'], number>> = { SQLite: 4_096, PostgreSQL: 1_000_000 }

const blockedArticles = async (database: Database, wanted: WantedNames, after: number): Promise<BlockedPage> => {
  const end = after + LOOKED_AT[database.name]
  const { articles, hashes, sources, areHostsWanted } = wanted
  const rows = await database.all<CandidateRow>(
    CANDIDATES,
    after,
    end,
    areHostsWanted ? 1 : 0,
    articles,
    hashes,
    sources,
    A_PAGE,
  )
  const reached = rows.length < A_PAGE ? end : (rows.at(-1)?.number ?? end)
  const last = (await database.get<{ readonly n: number | null }>('SELECT max(n) AS n FROM article'))?.n ?? 0
  return { articles: blockedAmong(rows.map(toCandidate), wanted), next: reached >= last ? null : reached }
}
/** There is no index of hosts: if one is wanted, every article is read. */
const CANDIDATES: Sql = ({ isIn }) => `
  SELECT a.n AS number, a.id, g.name AS source, c.link, c.canonical_url AS "canonicalUrl"
  FROM article a JOIN content c ON c.article = a.n JOIN tag g ON g.n = a.source
  WHERE a.n > $1 AND a.n <= $2 AND (CAST($3 AS integer) > 0 OR ${isIn('a.id', '$4', 'text')} OR ${isIn('a.url_hash', '$5', 'bigint')}
    OR a.source IN (SELECT n FROM tag WHERE kind = 'source' AND ${isIn('name', '$6', 'text')}))
  ORDER BY a.n LIMIT $7`

/** Deletes the items, too: the names keep them from coming back, and if the takedown is revoked they come back as new ones. */
function* takeDown(articles: readonly Pick<BlockedArticle, 'number' | 'name'>[], now: Instant): Work<number> {
  const { entry } = yield* takeNumbers(0, articles.length)
  const names = new Map(articles.map(({ number, name }) => [number, name]))
  const wanted = [...names].map(([n, name]) => ({ n, name }))
  const marked = yield* all<{ readonly id: string }>(MARK_ARTICLES, asRows(wanted), now)
  if (marked.length === 0) return 0
  const rows = yield* all<{ readonly n: number }>(
    NUMBERS,
    marked.map(({ id }) => id),
  )
  const numbers = rows.map(({ n }) => n)
  const name = names.get(numbers[0] ?? 0) ?? ''
  yield* run(MARK_STORIES, name, now, numbers)
  yield* run(MARK_TOMBSTONES, name, now, numbers)
  yield* run(DELETE_MESSAGES, numbers)
  yield* countItems(-(yield* run(DELETE_ITEMS, numbers)))
  yield* writeLog(entry, entriesOf('withdrawn', numbers), now)
  return numbers.length
}
const MARK_ARTICLES: Sql = ({ rows }) => `
  INSERT INTO taken_down (id, name, at)
  SELECT a.id, w.name, CAST($2 AS bigint) FROM ${rows('$1', 'w', { n: 'bigint', name: 'text' })} JOIN article a ON a.n = w.n
  WHERE true ORDER BY a.id ON CONFLICT DO NOTHING RETURNING id`
const NUMBERS: Sql = ({ isIn }) => `SELECT n FROM article WHERE ${isIn('id', '$1', 'text')} ORDER BY n`
/** Stories that have no other article left. */
const MARK_STORIES: Sql = ({ isIn }) => `
  INSERT INTO taken_down (id, name, at, announced)
  SELECT DISTINCT s.id, $1, CAST($2 AS bigint), 1 FROM article a JOIN story s ON s.n = a.story
  WHERE ${isIn('a.n', '$3', 'bigint')}
    AND NOT EXISTS (SELECT 1 FROM article o WHERE o.story = s.n AND NOT EXISTS (SELECT 1 FROM taken_down t WHERE t.id = o.id))
  ON CONFLICT DO NOTHING`
const MARK_TOMBSTONES: Sql = ({ isIn }) => `
  INSERT INTO taken_down (id, name, at)
  SELECT id, $1, CAST($2 AS bigint) FROM story_tombstone WHERE ${isIn('article', '$3', 'bigint')}
  ON CONFLICT DO NOTHING`
/** A message repeats a headline of its story, and an article may have left the story of a message. */
const DELETE_MESSAGES: Sql = ({ isIn, field }) => `
  DELETE FROM delivery
  WHERE story IN (SELECT s.id FROM article a JOIN story s ON s.n = a.story WHERE ${isIn('a.n', '$1', 'bigint')})
    OR ${field('notice', 'link')} IN (SELECT link FROM content WHERE ${isIn('article', '$1', 'bigint')})`
const DELETE_ITEMS: Sql = ({ isIn }) => `DELETE FROM item WHERE ${isIn('article', '$1', 'bigint')}`

type NameRow = { readonly name: BlockedName }
type CandidateRow = {
  readonly number: number
  readonly id: string
  readonly source: string
  readonly link: string | null
  readonly canonicalUrl: string | null
}
const toCandidate = ({ id, source, ...row }: CandidateRow) => ({ ...row, id: articleId(id), source: sourceId(source) })

// ── what an append leaves out, and what a takedown looks for ──

type Rows = Pick<AppendPlan, 'append' | 'revise'>

const named = (source: SourceId, { row }: Pick<Appended, 'row'>): NamedArticle => ({
  id: row.id,
  source,
  link: row.content.link,
  canonicalUrl: row.content.canonicalUrl,
})

/** All names of the rows that may be taken down, each once. */
export const namesOfRows = (source: SourceId, rows: readonly Pick<Appended, 'row'>[]): readonly BlockedName[] => [
  ...new Set(rows.flatMap((one) => articleNames(named(source, one)))),
]

export const withoutBlocked = <Plan extends Rows>(source: SourceId, plan: Plan, blocked: ReadonlySet<BlockedName>): Plan => {
  if (blocked.size === 0) return plan
  const isFree = (one: Pick<Appended, 'row'>): boolean => !articleNames(named(source, one)).some((name) => blocked.has(name))
  return { ...plan, append: plan.append.filter(isFree), revise: plan.revise.filter(isFree) }
}

/** Prepares a search for stored articles with these names, once for all pages: preparing thousands of names takes longer than a page. */
export const wantedNames = (names: readonly BlockedName[]): WantedNames => ({
  names: new Set(names),
  articles: ofKind(names, 'article'),
  hashes: ofKind(names, 'address').flatMap((address) => [urlHash(address), urlHash(address.replace(/#.*$/s, ''))]),
  sources: ofKind(names, 'source'),
  areHostsWanted: ofKind(names, 'host').length > 0,
})

/** Those of the stored articles that have one of the names, each with that name. */
export const blockedAmong = (
  articles: readonly Omit<BlockedArticle, 'name'>[],
  { names }: Pick<WantedNames, 'names'>,
): readonly BlockedArticle[] =>
  articles.flatMap((article) => {
    const name = articleNames(article).find((one) => names.has(one))
    return name === undefined ? [] : [{ ...article, name }]
  })

/** Values of the names of one kind: `ofKind(names, 'host')`. */
const ofKind = (names: readonly BlockedName[], kind: 'article' | 'address' | 'source' | 'host'): readonly string[] =>
  names.flatMap((name) => (name.startsWith(`${kind}:`) ? [name.slice(kind.length + 1)] : []))
