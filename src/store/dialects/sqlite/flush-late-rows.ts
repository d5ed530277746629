import { type LanguageTag } from '../../../model/ids.ts'
import { searchText, splitSearchText } from '../../../text/search-words.ts'
import { unpackTagRecord } from '../../tag-record.ts'
import { unpackList } from '../../views/articles.ts'
import type { Connection } from './connection.ts'
import { createTagNames } from './tag-names.ts'

type LateRow = {
  readonly n: number
  readonly source: number
  readonly also_in: string | null
  readonly language: LanguageTag
  readonly sort_at: number
  readonly story: number
  readonly story_at: number
  readonly tags: string | null
  readonly title: string
  readonly text: string
}

/**
 * Schemas 10 to 15 buffered the tags and words of the newest articles in memory and wrote them later. This writes what a process that ended
 * left unwritten, from the articles themselves. Call it inside a transaction, before schema 16.
 */
export const flushLateRows = (connection: Connection): void => {
  const { get, run } = connection
  const from = get<{ readonly tags: number | null; readonly words: number }>(WRITTEN) ?? { tags: null, words: 0 }
  const names = createTagNames(connection)
  for (let last = Math.min(from.tags ?? 0, from.words); ; ) {
    const rows = connection.all<LateRow>(LATE, last)
    for (const row of rows) {
      for (const tag of tagsOf(names, row)) {
        run('INSERT OR IGNORE INTO article_tag (tag, sort_at, article) VALUES (?, ?, ?)', tag, row.sort_at, row.n)
        run(
          'INSERT OR IGNORE INTO story_tag (tag, sort_at, story, article) VALUES (?, ?, ?, ?)',
          tag,
          row.story_at,
          row.story,
          row.n,
        )
      }
      if (row.n > from.words) addWords(connection, row)
    }
    const end = rows.at(-1)
    if (end === undefined) return
    last = end.n
  }
}
const WRITTEN = 'SELECT (SELECT min(written_to) FROM tag) AS tags, words_to AS words FROM ledger'
const LATE = `
  SELECT a.n, a.source, a.also_in, a.language, a.sort_at, a.story, s.sort_at AS story_at, c.tags, c.title, c.text
  FROM article a JOIN story s ON s.n = a.story JOIN content c ON c.article = a.n WHERE a.n > ? ORDER BY a.n LIMIT 500`

const tagsOf = (names: ReturnType<typeof createTagNames>, row: LateRow): ReadonlySet<number> => {
  const { topics, entities, places } = unpackTagRecord(row.tags)
  const numbers = [
    names.number('language', row.language),
    ...topics.map(({ id }) => names.number('topic', id)),
    ...entities.map(({ id }) => names.number('entity', id)),
    ...places.map(({ id }) => names.number('place', id)),
  ]
  return new Set([row.source, ...unpackList<number>(row.also_in), ...numbers.filter((number) => number !== null)])
}

const addWords = ({ run }: Connection, { n, title, text }: LateRow): void => {
  const words = splitSearchText(searchText(title, text))
  run('INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)', n, words.title, words.body)
}
