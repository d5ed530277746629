import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createBands } from '../../../src/store/sqlite/bands.ts'
import { type Connection, connect } from '../../../src/store/sqlite/connection.ts'
import { migrate } from '../../../src/store/sqlite/migrations.ts'
import { APPLICATION_ID } from '../../../src/store/sqlite/probe.ts'

const SIZE = 8
const ALL = Number.MAX_SAFE_INTEGER
const ARTICLES = Array.from({ length: 100 }, (_, index) => index + 1)

const opened = (): Connection => {
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  migrate(connection.db, APPLICATION_ID)
  return connection
}

/** Bands all over the range; every seventh article shares those of another. */
const bandsOf = (article: number): readonly number[] =>
  Array.from({ length: 43 }, (_, index) => (Math.imul((article % 7) * 43 + index + 1, 2_654_435_761) >>> 0) % 2 ** 32)

const store = (connection: Connection, article: number, like = article): void => {
  connection.run(
    'INSERT INTO fingerprint (article, bands, shingles, numbers) VALUES (?, ?, ?, ?)',
    article,
    new Uint8Array(Uint32Array.from(bandsOf(like)).buffer),
    new Uint8Array(),
    '[]',
  )
}
const filled = (connection: Connection, articles: readonly number[]): ReturnType<typeof createBands> => {
  const bands = createBands(connection, SIZE)
  for (const article of articles) {
    store(connection, article)
    bands.add(article, bandsOf(article))
  }
  return bands
}
const rowsIn = ({ db }: Connection): number => Number(db.prepare('SELECT count(*) FROM band').pluck().get())

describe('bands of many articles', () => {
  test.each([5, 8, 9, 16, 17, 100])('after %d articles, the newest twenty that share a band are found', (count) => {
    const bands = filled(opened(), ARTICLES.slice(0, count))
    const sharing = ARTICLES.slice(0, count).filter((article) => article % 7 === 3)
    expect([...bands.find(bandsOf(3), ALL)].toSorted((a, b) => a - b)).toEqual(sharing.slice(-20))
    expect([...bands.find(bandsOf(3), 12)].toSorted((a, b) => a - b)).toEqual(sharing.filter((article) => article < 12))
  })

  test('are found again by whoever opens the database next', () => {
    const connection = opened()
    for (const article of ARTICLES) {
      const before = filled(connection, [article])
      const after = createBands(connection, SIZE)
      for (const like of [1, 2, 6]) expect(after.find(bandsOf(like), ALL)).toEqual(before.find(bandsOf(like), ALL))
    }
  })

  test('are in their table but for those of the youngest articles', () => {
    const connection = opened()
    filled(connection, ARTICLES)
    expect(rowsIn(connection)).toBeGreaterThanOrEqual(43 * (ARTICLES.length - 2 * SIZE))
  })

  test('of an article that is gone are neither found nor written any more', () => {
    const connection = opened()
    const bands = filled(connection, ARTICLES)
    for (const article of ARTICLES) bands.forget(article, bandsOf(article))
    expect(bands.find(bandsOf(3), ALL)).toEqual(new Set())
    expect(rowsIn(connection)).toBe(0)
    for (const article of ARTICLES) {
      store(connection, article + 1_000)
      bands.add(article + 1_000, bandsOf(article))
    }
    expect(connection.get('SELECT 1 FROM band WHERE article < 1000 LIMIT 1')).toBeUndefined()
  })

  test('of a revised article are found by its new text alone, also by whoever opens the database next', () => {
    for (const count of [6, 12, 17, 25, 60]) {
      const connection = opened()
      const bands = filled(connection, ARTICLES.slice(0, count))
      for (const article of [2, 5, 6]) {
        bands.forget(article, bandsOf(article))
        connection.run('DELETE FROM fingerprint WHERE article = ?', article)
        store(connection, article, 500)
        bands.add(article, bandsOf(500))
      }
      for (const article of ARTICLES.slice(count, count + 13)) {
        store(connection, article)
        bands.add(article, bandsOf(article))
      }
      const next = createBands(connection, SIZE)
      for (const index of [bands, next]) {
        expect([...index.find(bandsOf(500), ALL)]).toEqual(expect.arrayContaining([2, 5, 6]))
        for (const article of [2, 5, 6]) expect(index.find(bandsOf(article), ALL)).not.toContain(article)
      }
    }
  })

  test('that a rolled-back transaction added are forgotten', () => {
    const connection = opened()
    const bands = filled(connection, ARTICLES.slice(0, 20))
    const expected = bands.find(bandsOf(3), ALL)
    expect(() =>
      connection.db.transaction(() => {
        store(connection, 24)
        bands.add(24, bandsOf(3))
        throw new Database.SqliteError('full', 'SQLITE_FULL')
      })(),
    ).toThrow('full')
    bands.reload()
    expect(bands.find(bandsOf(3), ALL)).toEqual(expected)
  })
})
