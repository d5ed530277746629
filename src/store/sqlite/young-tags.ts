import type { Connection } from './connection.ts'
import type { StandingRow } from './standing.ts'
import type { TagNames } from './tag-names.ts'
import { heldTagNumbers, type TaggedRow } from './tag-numbers.ts'

/**
 * What is found by a tag is written late. Each tag's rows end in pages of their own: written as they come, an article would dirty some
 * ten of them. So those of the youngest articles stand in a table in memory, `young_tag` (contents tell them too), and go to the tables
 * of articles and of stories tag by tag, in turn. Whoever reads one of these reads the young ones as well.
 */
export type YoungTags = {
  /** Inside a transaction, after each article that was added: moves what is due. */
  readonly moveSome: (article: number) => void
  /** After a transaction that did not come to its end. */
  readonly reload: () => void
}

/** Articles in which every tag has its turn; after a restart, the contents of as many are read. */
const ROUND = 4_096

export const createYoungTags = (connection: Connection, tags: TagNames, round = ROUND): YoungTags => {
  const { db, run } = connection
  db.exec(CREATE)
  db.transaction(() => fill(connection, tags))()
  let next = longestWaiting(tags)
  let due = 0
  return {
    reload() {
      next = longestWaiting(tags)
    },
    moveSome(article) {
      const count = tags.count()
      for (due += count / round; due >= 1; due -= 1) {
        for (const move of [MOVE_TO_ARTICLES, MOVE_TO_STORIES, DROP_MOVED]) run(move, next)
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
/** OR IGNORE, as all that is written of several articles at once: see tag-rows.ts. */
const MOVE_TO_ARTICLES = `
  INSERT OR IGNORE INTO article_tag (tag, sort_at, article) SELECT tag, sort_at, article FROM young_tag WHERE tag = ? ORDER BY sort_at`
const MOVE_TO_STORIES = `
  INSERT OR IGNORE INTO story_tag (tag, sort_at, story, article)
  SELECT tag, story_at, story, article FROM young_tag WHERE tag = ? ORDER BY story_at`
const DROP_MOVED = 'DELETE FROM young_tag WHERE tag = ?'

const longestWaiting = (tags: TagNames): number => {
  let longest = 1
  for (let tag = 2; tag <= tags.count(); tag += 1) if (tags.writtenTo(tag) < tags.writtenTo(longest)) longest = tag
  return longest
}

type YoungRow = TaggedRow & StandingRow

/** With what was held before. */
const fill = ({ all, run }: Connection, tags: TagNames): void => {
  if (tags.count() === 0) return
  for (const row of all<YoungRow>(YOUNG, tags.writtenTo(longestWaiting(tags)))) {
    const young = [...heldTagNumbers(tags, row)].filter((tag) => row.n > tags.writtenTo(tag))
    for (const tag of young) run(ADD, tag, row.n, row.sort_at, row.story, row.story_at)
  }
}
const YOUNG = `
  SELECT a.n, a.source, a.also_in, a.language, a.sort_at, a.story, s.sort_at AS story_at, c.tags
  FROM article a JOIN content c ON c.article = a.n JOIN story s ON s.n = a.story WHERE a.n > ? ORDER BY a.n`
const ADD = 'INSERT INTO young_tag (tag, article, sort_at, story, story_at) VALUES (?, ?, ?, ?, ?)'
