import { describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/store/sqlite/connection.ts'
import { migrate } from '../../../src/store/sqlite/migrations.ts'
import { APPLICATION_ID } from '../../../src/store/sqlite/probe.ts'
import { createSearchIndex } from '../../../src/store/sqlite/search-index.ts'

const ARTICLES = Array.from({ length: 1_500 }, (_, index) => index + 1)
const textOf = (article: number): string =>
  `own${article}\n${Array.from({ length: 90 }, (_, index) => `word${(article * 31 + index * 17) % 4_000}`).join(' ')}`

/** One transaction an article. */
const filled = (): Connection => {
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  migrate(connection.db, APPLICATION_ID)
  const index = createSearchIndex(connection)
  const add = connection.db.transaction((article: number) => {
    index.add(article, textOf(article))
    if (article % 3 === 0) index.forget(article - 1)
    index.mergeSome()
  })
  for (const article of ARTICLES) add(article)
  return connection
}
const found = ({ db }: Connection, words: string): readonly unknown[] =>
  db.prepare('SELECT rowid FROM words WHERE words MATCH ?').pluck().all(words)

describe('the index of words', () => {
  const connection = filled()

  test('finds what was added and not forgotten, however its segments were merged', () => {
    for (const article of ARTICLES) expect(found(connection, `own${article}`)).toEqual(article % 3 === 2 ? [] : [article])
    const sharing = ARTICLES.filter((article) => article % 3 !== 2 && textOf(article).split(/\s/).includes('word7'))
    expect(found(connection, 'word7')).toEqual(sharing)
  })

  test('is merged as it grows', () => {
    // A segment's number stands in the upper bits of the numbers of its pages.
    const segments = connection.get<{ readonly count: number }>(
      'SELECT count(DISTINCT id >> 37) AS count FROM words_data WHERE id >= 1 << 37',
    )
    expect(segments?.count).toBeLessThan(32)
  })
})
