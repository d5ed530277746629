import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/store/sqlite/connection.ts'
import { createHashIndex } from '../../../src/store/sqlite/hash-index.ts'
import { articleIn, pageOf, PAGES } from '../../../src/store/sqlite/hash-key.ts'
import { createHashLists } from '../../../src/store/sqlite/hash-lists.ts'
import { migrate } from '../../../src/store/sqlite/migrations.ts'
import { APPLICATION_ID } from '../../../src/store/sqlite/probe.ts'

const SIZE = 8
const ARTICLES = Array.from({ length: 180 }, (_, index) => index + 1)

const opened = (): Connection => {
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  migrate(connection.db, APPLICATION_ID)
  return connection
}

/** Hashes all over the range; every seventh article shares those of another. */
const bandsOf = (article: number): readonly number[] =>
  Array.from({ length: 43 }, (_, index) => (Math.imul((article % 7) * 43 + index + 1, 2_654_435_761) >>> 0) % 2 ** 32)

/** 48 bits, as of a wording that nobody shares. */
const ownHash = (article: number): number => 2 ** 47 + Math.imul(article, 40_503)
const hashesOf = (article: number): readonly number[] => [...bandsOf(article), ownHash(article) % 2 ** 32]

const store = (connection: Connection, article: number, like = article): void => {
  connection.run(ADD_ARTICLE, article, `a${article}`, ownHash(article))
  connection.run(
    'INSERT INTO fingerprint (article, bands, shingles, numbers) VALUES (?, ?, ?, ?)',
    article,
    new Uint8Array(Uint32Array.from(bandsOf(like)).buffer),
    new Uint8Array(),
    '[]',
  )
}
const ADD_ARTICLE = `
  INSERT OR REPLACE INTO article (n, id, source, story, sort_at, published_at, dated, first_seen, language, confidence, has_topic, content_hash)
  VALUES (?, ?, 1, 1, 0, 0, 1, 0, 'en', 1, 0, ?)`

const filled = (connection: Connection, articles: readonly number[]): ReturnType<typeof createHashIndex> => {
  const index = createHashIndex(connection, SIZE)
  for (const article of articles) {
    store(connection, article)
    index.add(article, hashesOf(article))
  }
  return index
}
/** The articles of what is in the database of a page. */
const writtenOf = (connection: Connection, page: number): readonly number[] =>
  createHashLists(connection)
    .keysOf(page)
    .flatMap((keys) => Array.from(keys, articleIn))
const writtenIn = (connection: Connection): readonly number[] =>
  Array.from({ length: PAGES }, (_, page) => writtenOf(connection, page)).flat()
const countIn = (connection: Connection): number => writtenIn(connection).length

describe('hashes of many articles', () => {
  test.each([5, 8, 9, 16, 17, 180])('after %d articles, the newest twenty that share a hash are found', (count) => {
    const index = filled(opened(), ARTICLES.slice(0, count))
    const sharing = ARTICLES.slice(0, count).filter((article) => article % 7 === 3)
    expect([...index.find(bandsOf(3))].toSorted((a, b) => a - b)).toEqual(sharing.slice(-20))
    expect([...index.find(bandsOf(3), { before: 12 })].toSorted((a, b) => a - b)).toEqual(
      sharing.filter((article) => article < 12),
    )
  })

  test('are found again by whoever opens the database next', () => {
    const connection = opened()
    for (let from = 0, most = 1; from < ARTICLES.length; from += most, most += 1) {
      const before = filled(connection, ARTICLES.slice(from, from + most))
      const after = createHashIndex(connection, SIZE)
      const sharing = ARTICLES.slice(0, from + most).filter((article) => article % 7 === 2)
      for (const index of [before, after])
        expect([...index.find(bandsOf(2))].toSorted((a, b) => a - b)).toEqual(sharing.slice(-20))
    }
  })

  test('are in the database but for a few of each page', () => {
    const connection = opened()
    filled(connection, ARTICLES)
    for (const [page, hashes] of Map.groupBy(ARTICLES.flatMap(hashesOf), pageOf))
      expect(hashes.length - writtenOf(connection, page).length).toBeLessThan(SIZE)
  })

  test('are written from what other tables have, where none are', () => {
    const connection = opened()
    for (const article of ARTICLES) store(connection, article)
    createHashIndex(connection, SIZE).catchUp()
    for (const [page, hashes] of Map.groupBy(ARTICLES.flatMap(hashesOf), pageOf))
      expect(hashes.length - writtenOf(connection, page).length).toBeLessThan(SIZE)
    const written = countIn(connection)
    const index = createHashIndex(connection, SIZE)
    index.catchUp()
    expect(countIn(connection)).toBe(written)
    expect([...index.find(bandsOf(3), { most: 99 })].toSorted((a, b) => a - b)).toEqual(
      ARTICLES.filter((article) => article % 7 === 3),
    )
  })

  test('go on to be written where the process before left off', () => {
    const [once, often] = [opened(), opened()]
    filled(once, ARTICLES)
    for (let from = 0; from < ARTICLES.length; from += 13) filled(often, ARTICLES.slice(from, from + 13))
    expect(countIn(often)).toBeGreaterThanOrEqual(countIn(once) - 46 * SIZE)
  })

  test('of an article that is gone are neither found nor written any more', () => {
    const connection = opened()
    const index = filled(connection, ARTICLES)
    for (const article of ARTICLES) index.forget(article, hashesOf(article))
    expect(index.find(bandsOf(3))).toEqual(new Set())
    expect(countIn(connection)).toBe(0)
    for (const article of ARTICLES) {
      store(connection, article + 1_000)
      index.add(article + 1_000, bandsOf(article))
    }
    expect(writtenIn(connection).filter((article) => article < 1_000)).toEqual([])
  })

  test('of articles that left are swept out of the database a little at a time', () => {
    const connection = opened()
    const index = filled(connection, ARTICLES)
    for (const article of ARTICLES) index.leave(article, hashesOf(article))
    const left = countIn(connection)
    expect(left).toBeGreaterThan(0)
    expect(index.sweep()).toBe(true)
    expect(countIn(connection)).toBeLessThan(left)
    expect(countIn(connection)).toBeGreaterThan(0)
    while (index.sweep());
    expect(countIn(connection)).toBe(0)
    expect(index.find(bandsOf(3))).toEqual(new Set())
  })

  test('of a revised article are found by its new text alone, also by whoever opens the database next', () => {
    for (const count of [6, 12, 17, 25, 60]) {
      const connection = opened()
      const index = filled(connection, ARTICLES.slice(0, count))
      for (const article of [2, 5, 6]) {
        index.forget(article, bandsOf(article))
        connection.run('DELETE FROM fingerprint WHERE article = ?', article)
        store(connection, article, 500)
        index.add(article, bandsOf(500))
      }
      for (const article of ARTICLES.slice(count, count + 13)) {
        store(connection, article)
        index.add(article, bandsOf(article))
      }
      const next = createHashIndex(connection, SIZE)
      for (const either of [index, next]) {
        expect([...either.find(bandsOf(500))]).toEqual(expect.arrayContaining([2, 5, 6]))
        for (const article of [2, 5, 6]) expect(either.find(bandsOf(article))).not.toContain(article)
      }
    }
  })

  test('that a rolled-back transaction added are forgotten', () => {
    const connection = opened()
    const index = filled(connection, ARTICLES.slice(0, 20))
    const expected = index.find(bandsOf(3))
    expect(() =>
      connection.db.transaction(() => {
        store(connection, 24)
        index.add(24, bandsOf(3))
        throw new Database.SqliteError('full', 'SQLITE_FULL')
      })(),
    ).toThrow('full')
    index.reload()
    expect(index.find(bandsOf(3))).toEqual(expected)
  })
})
