import { describe, expect, test } from 'vitest'
import { searchText } from '../../../src/text/search-words.ts'
import { type Connection, connect } from '../../../src/store/sqlite/connection.ts'
import { migrate } from '../../../src/store/sqlite/migrations.ts'
import { APPLICATION_ID } from '../../../src/store/sqlite/probe.ts'
import { createSearchIndex, type SearchIndex } from '../../../src/store/sqlite/search-index.ts'

const ARTICLES = Array.from({ length: 1_500 }, (_, index) => index + 1)
const bodyOf = (article: number): string =>
  Array.from({ length: 90 }, (_, index) => `word${(article * 31 + index * 17) % 4_000}`).join(' ')
const textOf = (article: number): string => searchText(`own${article}`, bodyOf(article))

type Opened = { readonly connection: Connection; readonly index: SearchIndex }

/** Every transaction fills a generation of one character; one of 9,000 takes about a dozen articles. */
const EVERY = 1
const DOZEN = 9_000
const opened = (generation: number): Opened => {
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  migrate(connection.db, APPLICATION_ID)
  return { connection, index: createSearchIndex(connection, generation) }
}
const reopened = ({ connection }: Opened, generation: number): Opened => {
  connection.db.exec('DROP TABLE temp.young_words')
  return { connection, index: createSearchIndex(connection, generation) }
}

/** One transaction an article. */
const store = ({ connection, index }: Opened, article: number, text = textOf(article)): void => {
  connection.run(
    `INSERT OR REPLACE INTO content (article, key, hash, title, summary, html, text) VALUES (?, '', '', ?, '', '', ?)`,
    article,
    `own${article}`,
    bodyOf(article),
  )
  index.add(article, text)
}
const forget = ({ connection, index }: Opened, article: number): void => {
  connection.run('DELETE FROM content WHERE article = ?', article)
  index.forget(article)
}
const filled = (generation: number, articles: readonly number[] = ARTICLES): Opened => {
  const all = opened(generation)
  const add = all.connection.db.transaction((article: number) => {
    store(all, article)
    if (article % 3 === 0) forget(all, article - 1)
    all.index.writeSome()
  })
  for (const article of articles) add(article)
  return all
}
const found = ({ connection, index }: Opened, words: string): readonly unknown[] => {
  index.tell()
  return ['words', 'young_words'].flatMap((table) =>
    connection.db.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ?`).pluck().all(words),
  )
}
const written = ({ connection }: Opened): number =>
  connection.get<{ readonly n: number }>('SELECT count(*) AS n FROM words_docsize')?.n ?? 0

describe.each([EVERY, DOZEN])('the index of words, written at %d characters', (generation) => {
  const all = filled(generation)

  test('finds what was added and not forgotten, however its segments were merged', () => {
    for (const article of ARTICLES) expect(found(all, `own${article}`)).toEqual(article % 3 === 2 ? [] : [article])
    const sharing = ARTICLES.filter((article) => article % 3 !== 2 && textOf(article).split(/\s/).includes('word7'))
    expect(found(all, 'word7')).toEqual(sharing)
  })

  test('is merged as it grows', () => {
    // A segment's number stands in the upper bits of the numbers of its pages.
    const segments = all.connection.get<{ readonly count: number }>(
      'SELECT count(DISTINCT id >> 37) AS count FROM words_data WHERE id >= 1 << 37',
    )
    expect(segments?.count).toBeLessThan(32)
  })
})

describe('words of the youngest articles', () => {
  const some = ARTICLES.slice(0, 100)

  test('are written a generation at a time, and found before that', () => {
    const all = filled(DOZEN, some)
    expect(written(all)).toBeGreaterThan(40)
    expect(written(all)).toBeLessThan(some.length - Math.floor(some.length / 3))
    for (const article of some) expect(found(all, `own${article}`)).toEqual(article % 3 === 2 && article < 99 ? [] : [article])
  })

  test('are found by whoever opens the database next', () => {
    let all = opened(DOZEN)
    for (const article of some) {
      store(all, article)
      all.index.writeSome()
      if (article % 5 === 0) all = reopened(all, DOZEN)
      expect(found(all, 'own*')).toEqual(some.slice(0, article))
    }
  })

  test('that are revised or forgotten are found by what they are now', () => {
    const all = filled(DOZEN, some)
    for (const article of [100, 97, 1]) {
      for (const isTold of [true, false]) {
        if (isTold) found(all, 'own*')
        all.index.forget(article)
        all.index.add(article, `new${article}\n`)
        expect([found(all, `own${article}`), found(all, `new${article}`)]).toEqual([[], [article]])
      }
      forget(all, article)
      expect(found(all, `new${article}`)).toEqual([])
    }
  })

  test('are as they were after a transaction that did not come to its end', () => {
    const all = filled(DOZEN, some)
    const before = found(all, 'own*')
    const failing = all.connection.db.transaction(() => {
      forget(all, 100)
      for (const article of ARTICLES.slice(100, 140)) {
        store(all, article)
        all.index.writeSome()
      }
      throw new Error('no room')
    })
    expect(failing).toThrow('no room')
    all.index.reload()
    expect(found(all, 'own*')).toEqual(before)
  })
})
