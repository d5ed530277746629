import { articleId, sourceId } from '../../../model/ids.ts'
import type { BlockedName } from '../../../model/takedown.ts'
import { blockedAmong } from '../../blocked-rows.ts'
import type { BlockedArticle, BlockedPage, WantedNames, Takedowns } from '../../ports/takedowns.ts'
import { countItems } from './postgres-append.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { takeNumbers, writeLog } from './postgres-numbers.ts'
import { blockedOf } from './postgres-takedown-names.ts'
import { LOCKS } from './postgres-locks.ts'
import type { Queries } from './queries.ts'

export const postgresTakedowns = (engine: PostgresEngine): Takedowns => ({
  block: async (names) => await block(engine, names),
  blockedAmong: async (names) => await blockedOf(engine, names),
  blockedArticles: async (wanted, after) => await blockedArticles(engine, wanted, after),
  takeDown: async (articles, now) => await takeDown(engine, articles, now),
  noteWithdrawn: async (names) => {
    await engine.run('UPDATE takedown SET withdrawn = 1 WHERE name = ANY ($1::text[])', names)
  },
  isTakenDown: async (id) => (await engine.get<{ readonly is: boolean }>(IS_TAKEN_DOWN, id, `article:${id}`))?.is === true,
})
const IS_TAKEN_DOWN = `
  SELECT EXISTS (SELECT 1 FROM taken_down WHERE id = $1) OR EXISTS (SELECT 1 FROM takedown WHERE name = $2) AS "is"`

type Name = { readonly name: BlockedName }

const block = async (engine: PostgresEngine, names: readonly BlockedName[]): Promise<readonly BlockedName[]> => {
  const read = async ({ all }: Queries) => await all<Name & { readonly withdrawn: number }>('SELECT * FROM takedown')
  const present = await read(engine)
  const wanted = new Set(names)
  const known = new Set(present.map(({ name }) => name))
  const freed = present.filter(({ name }) => !wanted.has(name)).map(({ name }) => name)
  const added = names.filter((name) => !known.has(name))
  if (freed.length + added.length > 0)
    await engine.transaction(async ({ all, run }) => {
      await all('SELECT pg_advisory_xact_lock($1)', LOCKS.TAKEDOWN)
      for (const table of ['takedown', 'taken_down']) await run(`DELETE FROM ${table} WHERE name = ANY ($1::text[])`, freed)
      await run('INSERT INTO takedown (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', added)
    })
  return [...added, ...present.filter(({ name, withdrawn }) => withdrawn === 0 && wanted.has(name)).map(({ name }) => name)]
}

/** How many candidates one query reads. */
const A_PAGE = 1_000

type Row = {
  readonly number: number
  readonly id: string
  readonly source: number
  readonly link: string | null
  readonly canonicalUrl: string | null
}

const blockedArticles = async ({ all, tags }: PostgresEngine, wanted: WantedNames, after: number): Promise<BlockedPage> => {
  const sources = await tags.numbers('source', wanted.sources)
  const hosts = Number(wanted.areHostsWanted)
  const rows = await all<Row>(CANDIDATES, after, hosts, wanted.articles, wanted.hashes, [...sources.values()], A_PAGE)
  const articles = await tags.mapped(rows, ({ id, source, ...row }) => ({
    ...row,
    id: articleId(id),
    source: sourceId(tags.name(source)),
  }))
  return { articles: blockedAmong(articles, wanted), next: rows.length < A_PAGE ? null : (rows.at(-1)?.number ?? null) }
}
/** There is no index of hosts: if one is wanted, every article is read. */
const CANDIDATES = `
  SELECT a.n AS number, a.id, a.source, c.link, c.canonical_url AS "canonicalUrl"
  FROM article a JOIN content c ON c.article = a.n
  WHERE a.n > $1 AND ($2::integer > 0 OR a.id = ANY ($3::text[]) OR a.url_hash = ANY ($4::bigint[]) OR a.source = ANY ($5::integer[]))
  ORDER BY a.n LIMIT $6`

/** Deletes the items, too: the names keep them from coming back, and if the takedown is revoked they come back as new ones. */
const takeDown = async (
  engine: PostgresEngine,
  articles: readonly Pick<BlockedArticle, 'number' | 'name'>[],
  now: number,
): Promise<number> =>
  await engine.transaction(async (queries) => {
    const { entry } = await takeNumbers(queries, { articles: 0, entries: articles.length })
    const names = new Map(articles.map(({ number, name }) => [number, name]))
    const marked = await queries.all<{ readonly n: number }>(MARK_ARTICLES, [...names.keys()], [...names.values()], now)
    const numbers = marked.map(({ n }) => n)
    const [first] = numbers
    if (first === undefined) return 0
    const name = names.get(first) ?? ''
    await queries.run(MARK_STORIES, name, now, numbers)
    await queries.run(MARK_TOMBSTONES, name, now, numbers)
    await queries.run(DELETE_MESSAGES, numbers)
    await countItems(queries, -(await queries.run('DELETE FROM item WHERE article = ANY ($1::bigint[])', numbers)))
    const entries = numbers.map((article) => ({ kind: 'withdrawn', article }) as const)
    await writeLog(queries, entry, entries, now)
    return numbers.length
  })
const MARK_ARTICLES = `
  WITH marked AS (
    INSERT INTO taken_down (id, name, at)
    SELECT a.id, w.name, $3 FROM unnest($1::bigint[], $2::text[]) AS w (n, name) JOIN article a ON a.n = w.n ORDER BY a.id
    ON CONFLICT DO NOTHING RETURNING id)
  SELECT a.n FROM marked m JOIN article a ON a.id = m.id`
/** Stories that have no other article left. */
const MARK_STORIES = `
  INSERT INTO taken_down (id, name, at, announced)
  SELECT DISTINCT s.id, $1, $2::bigint, 1 FROM article a JOIN story s ON s.n = a.story
  WHERE a.n = ANY ($3::bigint[])
    AND NOT EXISTS (SELECT 1 FROM article o WHERE o.story = s.n AND NOT EXISTS (SELECT 1 FROM taken_down t WHERE t.id = o.id))
  ON CONFLICT DO NOTHING`
const MARK_TOMBSTONES = `
  INSERT INTO taken_down (id, name, at) SELECT id, $1, $2::bigint FROM story_tombstone WHERE article = ANY ($3::bigint[])
  ON CONFLICT DO NOTHING`
/** A message repeats a headline of its story, and an article may have left the story of a message. */
const DELETE_MESSAGES = `
  DELETE FROM delivery WHERE story IN (SELECT s.id FROM article a JOIN story s ON s.n = a.story WHERE a.n = ANY ($1::bigint[]))
    OR notice::json ->> 'link' IN (SELECT link FROM content WHERE article = ANY ($1::bigint[]))`
