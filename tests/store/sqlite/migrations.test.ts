import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { articleId, storyId } from '../../../src/model/ids.ts'
import { applyOverrides } from '../../../src/grouping/arrange.ts'
import { DATABASE_FILE } from '../../../src/store/sqlite/backup.ts'
import { urlHash } from '../../../src/store/sqlite/article-hashes.ts'
import { openSqlite } from '../../../src/store/sqlite/open.ts'
import { APPLICATION_ID } from '../../../src/store/sqlite/probe.ts'

const STEPS = join(import.meta.dirname, '../../../src/store/migrations/sqlite')

/** A database as a version with so many steps left it, with these rows. */
const databaseOf = (version: number, rows: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-migration-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const db = new Database(join(folder, DATABASE_FILE))
  for (const step of readdirSync(STEPS).toSorted().slice(0, version)) db.exec(readFileSync(join(STEPS, step), 'utf8'))
  db.exec(rows)
  db.pragma(`application_id = ${APPLICATION_ID}`)
  db.pragma(`user_version = ${version}`)
  db.close()
  return folder
}

const id = (letter: string, name: string): string => `${letter}${name.padEnd(20, '0')}`
const article = (n: number, story: number, copyOf: number | null = null): string => `
  INSERT INTO article (n, id, source, story, copy_of, sort_at, published_at, dated, first_seen, language, confidence, has_topic, content_hash)
  VALUES (${n}, '${id('a', `${n}`)}', 1, ${story}, ${copyOf}, ${n}, ${n}, 1, ${n}, 'en', 1, 0, ${n});
  INSERT INTO content (article, key, hash, title, summary, html, text) VALUES (${n}, 'k${n}', 'h${n}', 't', '', '', '');`
const story = (n: number, lead: number): string =>
  `INSERT INTO story (n, id, lead, sort_at, published_at, updated_at) VALUES (${n}, '${id('s', `${n}`)}', ${lead}, 1, 1, 1);`

test('stories of a version that could not correct them can be corrected, and keep their ids', async () => {
  const folder = databaseOf(
    3,
    [
      "INSERT INTO tag (n, kind, name) VALUES (1, 'source', 'desk'), (2, 'language', 'en');",
      story(1, 2),
      // The article that began the first story is gone already.
      article(2, 1),
      article(3, 1, 2),
      article(4, 1),
      story(2, 5),
      article(5, 2),
      "INSERT INTO story_link VALUES (1, 'en', 4, 0.5, 'names', 1);",
      'UPDATE ledger SET articles = 4, copies = 1, stories = 2, next_article = 6, next_story = 3;',
    ].join('\n'),
  )
  const store = await openSqlite({ folder })
  onTestFinished(async () => await store.close())
  const placed = await store.placedAfter(0, 9)
  expect(placed.map(({ kind }) => kind)).toEqual(['starts', 'copy', 'link', 'starts'])

  const [first = articleId('')] = placed.map((one) => one.article.id)
  const about = [first]
  const split = { kind: 'split', key: '', articles: about, since: 6, note: null, by: null, date: null } as const
  const step = { decisions: [], about, ties: [], notes: {}, now: 9 }
  expect(await store.rearrange(step, (family) => applyOverrides(family, []))).toMatchObject({ stories: [], gone: [] })
  await store.rearrange(step, (family) => applyOverrides(family, [split]))
  expect((await store.story(storyId(id('s', '1'))))?.articles.map(({ key }) => key)).toEqual(['k3', 'k4'])
  await store.rearrange(step, (family) => applyOverrides(family, []))
  const whole = await store.story(storyId(id('s', '1')))
  expect(whole?.articles.map(({ key }) => key)).toEqual(['k2', 'k3', 'k4'])
  expect([whole?.lead.key, await store.counts()]).toMatchObject(['k2', { articles: 4, copies: 1, stories: 2 }])
})

test.for([
  [
    'indexed addresses by themselves',
    8,
    ['INSERT INTO band VALUES (1, 2);', "INSERT INTO note VALUES ('bands written to', '2');"],
  ],
  [
    'kept a row for each hash',
    14,
    ['INSERT INTO article_hash VALUES (1, 2);', "INSERT INTO hash_filter VALUES (0, 2, x'01');"],
  ],
] as const)('articles of a version that %s are found by their address and by what they share', async ([, version, index]) => {
  const link = 'https://a.example/2'
  const folder = databaseOf(
    version,
    [
      "INSERT INTO tag (n, kind, name) VALUES (1, 'source', 'desk'), (2, 'language', 'en');",
      story(1, 2),
      article(2, 1),
      `UPDATE article SET url_hash = ${urlHash(link)};`,
      `UPDATE content SET link = '${link}';`,
      "INSERT INTO fingerprint VALUES (2, x'01000000', x'01000000', '[]');",
      ...index,
      'UPDATE ledger SET articles = 1, stories = 1, next_article = 3, next_story = 2;',
    ].join('\n'),
  )
  const store = await openSqlite({ folder })
  onTestFinished(async () => await store.close())
  expect((await store.findArticle(link))?.key).toBe('k2')
  const alike = { bands: Uint32Array.of(1), shingles: Uint32Array.of(1), numbers: [] }
  expect((await store.alikeBefore(alike, 3)).map(({ article: found }) => found)).toEqual([id('a', '2')])
})

test('an upgrade that does not come to its end leaves the database as it was', async () => {
  const rows = ["INSERT INTO tag (n, kind, name) VALUES (1, 'source', 'desk');", story(1, 2), article(2, 1)]
  // Bands are numbers of four bytes: these cannot be read.
  const folder = databaseOf(14, [...rows, "INSERT INTO fingerprint VALUES (2, x'010203', x'01000000', '[]');"].join('\n'))
  await expect(openSqlite({ folder })).rejects.toThrow(/multiple of 4/)
  const db = new Database(join(folder, DATABASE_FILE))
  expect(db.pragma('user_version', { simple: true })).toBe(14)
  expect(db.prepare('SELECT count(*) FROM article_hash').pluck().get()).toBe(0)
  db.close()
})
