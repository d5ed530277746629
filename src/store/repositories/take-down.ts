import { articleId, sourceId } from '../../model/ids.ts'
import type { BlockedName } from '../../model/takedown.ts'
import { blockedAmong } from '../blocked-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { BlockedArticle, BlockedPage, WantedNames, Takedowns } from '../ports/takedowns.ts'
import { log } from './append.ts'
import { blockedOf } from './takedown-names.ts'

export const takedownPart = (engine: Engine): Takedowns => ({
  block: async (names) => block(engine, names),
  blockedAmong: async (names) => blockedOf(engine, names),
  blockedArticles: async (wanted, after) => blockedArticles(engine, wanted, after),
  takeDown: async (articles, now) => takeDown(engine, articles, now),
  noteWithdrawn: async (names) => {
    engine.write(() => engine.run(NOTE_WITHDRAWN, JSON.stringify(names)))
  },
  isTakenDown: async (id) => engine.get(IS_TAKEN_DOWN, id, `article:${id}`) !== undefined,
})
const NOTE_WITHDRAWN = 'UPDATE takedown SET withdrawn = 1 WHERE name IN (SELECT value FROM json_each(?))'
const IS_TAKEN_DOWN = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM taken_down WHERE id = ?) OR EXISTS (SELECT 1 FROM takedown WHERE name = ?)`

type Name = { readonly name: BlockedName }

const block = ({ all, run, write }: Engine, names: readonly BlockedName[]): readonly BlockedName[] => {
  const present = all<Name & { readonly withdrawn: number }>('SELECT name, withdrawn FROM takedown')
  const wanted = new Set(names)
  const known = new Set(present.map(({ name }) => name))
  const freed = present.filter(({ name }) => !wanted.has(name)).map(({ name }) => name)
  const added = names.filter((name) => !known.has(name))
  if (freed.length + added.length > 0)
    write(() => {
      for (const table of ['takedown', 'taken_down'])
        run(`DELETE FROM ${table} WHERE name IN (SELECT value FROM json_each(?))`, JSON.stringify(freed))
      run('INSERT INTO takedown (name) SELECT value FROM json_each(?)', JSON.stringify(added))
    }, true)
  return [...added, ...present.filter(({ name, withdrawn }) => withdrawn === 0 && wanted.has(name)).map(({ name }) => name)]
}

/** How many articles one query returns, and how many it reads. */
const A_PAGE = 256
const LOOKED_AT = 4_096

type Row = {
  readonly number: number
  readonly id: string
  readonly source: number
  readonly link: string | null
  readonly canonicalUrl: string | null
}

const blockedArticles = (engine: Engine, wanted: WantedNames, after: number): BlockedPage => {
  const sources = wanted.sources.flatMap((source) => engine.tags.number('source', source) ?? [])
  const end = after + LOOKED_AT
  const lists = [wanted.articles, wanted.hashes, sources].map((list) => JSON.stringify(list))
  const rows = engine.all<Row>(CANDIDATES, after, end, Number(wanted.areHostsWanted), ...lists, A_PAGE)
  const articles = rows.map(({ id, source, ...row }) => ({
    ...row,
    id: articleId(id),
    source: sourceId(engine.tags.name(source)),
  }))
  const reached = rows.length < A_PAGE ? end : (rows.at(-1)?.number ?? end)
  return {
    articles: blockedAmong(articles, wanted),
    next: reached >= engine.counters.totals.nextArticle - 1 ? null : reached,
  }
}
/** There is no index of hosts: if one is wanted, every article is read. */
const CANDIDATES = `
  SELECT a.n AS number, a.id, a.source, c.link, c.canonical_url AS canonicalUrl
  FROM article a CROSS JOIN content c ON c.article = a.n
  WHERE a.n > ? AND a.n <= ? AND (? > 0 OR a.id IN (SELECT value FROM json_each(?)) OR a.url_hash IN (SELECT value FROM json_each(?))
    OR a.source IN (SELECT value FROM json_each(?)))
  ORDER BY a.n LIMIT ?`

/** Deletes the items, too: the names keep them from coming back, and if the takedown is revoked they come back as new ones. */
const takeDown = (engine: Engine, articles: readonly Pick<BlockedArticle, 'number' | 'name'>[], now: number): number =>
  engine.write(() => {
    const { run, counters } = engine
    const fresh = articles.filter(({ number, name }) => run(MARK_ARTICLE, name, now, number) > 0)
    const numbers = JSON.stringify(fresh.map(({ number }) => number))
    run(MARK_STORIES, fresh[0]?.name ?? '', now, numbers)
    run(MARK_TOMBSTONES, fresh[0]?.name ?? '', now, numbers)
    run(DELETE_MESSAGES, numbers, numbers)
    counters.totals.items -= run('DELETE FROM item WHERE article IN (SELECT value FROM json_each(?))', numbers)
    log(
      engine,
      'withdrawn',
      fresh.map(({ number }) => number),
      now,
    )
    counters.save()
    return fresh.length
  }, true)
const MARK_ARTICLE = 'INSERT OR IGNORE INTO taken_down (id, name, at) SELECT id, ?, ? FROM article WHERE n = ?'
/** Stories that have no other article left. */
const MARK_STORIES = `
  INSERT OR IGNORE INTO taken_down (id, name, at, announced)
  SELECT DISTINCT s.id, ?, ?, 1 FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story
  WHERE NOT EXISTS (SELECT 1 FROM article o WHERE o.story = s.n AND o.id NOT IN (SELECT id FROM taken_down))`
const MARK_TOMBSTONES = `
  INSERT OR IGNORE INTO taken_down (id, name, at)
  SELECT g.id, ?, ? FROM story_tombstone g WHERE g.article IN (SELECT value FROM json_each(?))`
/** A message repeats a headline of its story, and an article may have left the story of a message. */
const DELETE_MESSAGES = `
  DELETE FROM delivery WHERE story IN (
      SELECT s.id FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story)
    OR json_extract(notice, '$.link') IN (SELECT c.link FROM json_each(?) j CROSS JOIN content c ON c.article = j.value)`
