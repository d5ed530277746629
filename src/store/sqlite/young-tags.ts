import type { Connection } from './connection.ts'
import { createInsertMany } from './insert-many.ts'
import { type Standing, standingOf, type StandingRow } from './standing.ts'
import type { TagNames } from './tag-names.ts'
import { heldTagNumbers, type TaggedRow } from './tag-numbers.ts'

/**
 * What is found by a tag is written late. Each tag's rows end in pages of their own: written as they come, an article would dirty some
 * ten of them. So those of the youngest articles are held in memory (contents tell them too), and go to the tables of articles and of
 * stories tag by tag, in turn. Whoever reads one of these has `tell` put the young ones into a table in memory, `young_tag`, to be read
 * as well.
 */
export type YoungTags = {
  /** Inside a transaction: this article, younger than what is written of the tag, has it. */
  readonly add: (tag: number, standing: Standing) => void
  readonly tell: () => void
  /** Inside a transaction, after each article that was added: moves what is due. */
  readonly moveSome: (article: number) => void
  /** After a transaction that did not come to its end. */
  readonly reload: () => void
}

/** Articles in which every tag has its turn; after a restart, the contents of as many are read. */
const ROUND = 4_096

export const createYoungTags = (connection: Connection, tags: TagNames, round = ROUND): YoungTags => {
  const { run } = connection
  connection.db.exec(CREATE)
  let waiting: Waiting | null = null
  const held = (): Waiting => (waiting ??= waitingIn(connection, tags))
  let next = longestWaiting(tags)
  let due = 0
  /** There may be rows in `young_tag`. */
  let isTold = false
  const move = (tag: number): void => {
    const rows = held()[tag]
    if (rows !== undefined) write(connection, tag, rows)
    held()[tag] = []
    if (isTold) for (const told of [MOVE_TO_ARTICLES, MOVE_TO_STORIES, DROP_MOVED]) run(told, tag)
  }
  return {
    add: (tag, standing) => keep(held(), tag, standing),
    tell() {
      tell(connection, held())
      isTold = true
    },
    reload() {
      run(DROP_ALL)
      isTold = false
      waiting = null
      next = longestWaiting(tags)
    },
    moveSome(article) {
      const count = tags.count()
      for (due += count / round; due >= 1; due -= 1) {
        move(next)
        tags.noteWritten(next, article)
        next = (next % count) + 1
      }
    },
  }
}
const CREATE = `
  CREATE TEMP TABLE young_tag (
    tag INTEGER NOT NULL,
    article INTEGER NOT NULL,
    sort_at INTEGER NOT NULL,
    story INTEGER NOT NULL,
    story_at INTEGER NOT NULL,
    PRIMARY KEY (tag, article)
  ) STRICT, WITHOUT ROWID`
/** OR IGNORE: see insert-many.ts. */
const MOVE_TO_ARTICLES = `
  INSERT OR IGNORE INTO article_tag (tag, sort_at, article) SELECT tag, sort_at, article FROM young_tag WHERE tag = ? ORDER BY sort_at`
const MOVE_TO_STORIES = `
  INSERT OR IGNORE INTO story_tag (tag, sort_at, story, article)
  SELECT tag, story_at, story, article FROM young_tag WHERE tag = ? ORDER BY story_at`
const DROP_MOVED = 'DELETE FROM young_tag WHERE tag = ?'
const DROP_ALL = 'DELETE FROM young_tag'

/** By tag, what is not in `young_tag` yet. */
type Waiting = Standing[][]

const keep = (waiting: Waiting, tag: number, standing: Standing): void => {
  const rows = waiting[tag]
  if (rows === undefined) waiting[tag] = [standing]
  else rows.push(standing)
}

const tell = (connection: Connection, waiting: Waiting): void => {
  const values: number[] = []
  waiting.forEach((rows, tag) => {
    for (const { n, sortAt, story, storyAt } of rows) values.push(tag, n, sortAt, story, storyAt)
  })
  if (values.length === 0) return
  const insert = (): void => insertYoung(connection, values)
  // A savepoint inside a transaction would be one for FTS5 as well.
  if (connection.db.inTransaction) insert()
  else connection.db.transaction(insert)()
  waiting.length = 0
}
const insertYoung = createInsertMany('young_tag', ['tag', 'article', 'sort_at', 'story', 'story_at'])

/** In the order of each table. */
const write = (connection: Connection, tag: number, rows: Standing[]): void => {
  const articles: number[] = []
  for (const { n, sortAt } of rows.sort((a, b) => a.sortAt - b.sortAt)) articles.push(tag, sortAt, n)
  insertArticles(connection, articles)
  const stories: number[] = []
  for (const { n, story, storyAt } of rows.sort((a, b) => a.storyAt - b.storyAt)) stories.push(tag, storyAt, story, n)
  insertStories(connection, stories)
}
const insertArticles = createInsertMany('article_tag', ['tag', 'sort_at', 'article'])
const insertStories = createInsertMany('story_tag', ['tag', 'sort_at', 'story', 'article'])

const longestWaiting = (tags: TagNames): number => {
  let longest = 1
  for (let tag = 2; tag <= tags.count(); tag += 1) if (tags.writtenTo(tag) < tags.writtenTo(longest)) longest = tag
  return longest
}

type YoungRow = TaggedRow & StandingRow

/** Of all articles that are younger than what is written of their tags; also with what was held before. */
const waitingIn = ({ all }: Connection, tags: TagNames): Waiting => {
  const waiting: Waiting = []
  if (tags.count() === 0) return waiting
  for (const row of all<YoungRow>(YOUNG, tags.writtenTo(longestWaiting(tags)))) {
    const standing = standingOf(row)
    for (const tag of heldTagNumbers(tags, row)) if (row.n > tags.writtenTo(tag)) keep(waiting, tag, standing)
  }
  return waiting
}
const YOUNG = `
  SELECT a.n, a.source, a.also_in, a.language, a.sort_at, a.story, s.sort_at AS story_at, c.tags
  FROM article a JOIN content c ON c.article = a.n JOIN story s ON s.n = a.story WHERE a.n > ? ORDER BY a.n`
