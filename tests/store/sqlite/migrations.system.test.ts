import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { articleId, entityId, placeId, sourceId, storyId, topicId } from '../../../src/model/ids.ts'
import type { Filter } from '../../../src/model/filter.ts'
import { urlHash } from '../../../src/store/new-article-row.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { DATABASE_FILE } from '../../../src/store/operations/data-folder.ts'
import { NEWEST_VERSION } from '../../../src/store/dialects/sqlite/migrations.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { APPLICATION_ID } from '../../../src/store/operations/probe.ts'
import { packTagRecord } from '../../../src/store/tag-record.ts'
import { article as written, correct, EVERYTHING, group, publish, words } from '../samples.ts'

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
const opened = async (folder: string): Promise<Store> => {
  const store = await openSqlite({ folder })
  onTestFinished(async () => await store.close())
  return store
}

const id = (letter: string, name: string): string => `${letter}${name.padEnd(20, '0')}`
const article = (n: number, story: number, copyOf: number | null = null): string => `
  INSERT INTO article (n, id, source, story, copy_of, sort_at, published_at, dated, first_seen, language, confidence, has_topic, content_hash)
  VALUES (${n}, '${id('a', `${n}`)}', 1, ${story}, ${copyOf}, ${n}, ${n}, 1, ${n}, 'en', 1, 0, ${n});
  INSERT INTO content (article, key, hash, title, summary, html, text) VALUES (${n}, 'k${n}', 'h${n}', 't', '', '', '');`
const story = (n: number, lead: number): string =>
  `INSERT INTO story (n, id, lead, sort_at, published_at, updated_at) VALUES (${n}, '${id('s', `${n}`)}', ${lead}, 1, 1, 1);`
const item = (n: number, source = 1, key = `k${n}`): string =>
  `INSERT INTO item (source, key, hash, article, first_seen, last_seen) VALUES (${source}, '${key}', 'h${n}', ${n}, ${n}, ${n});`

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
  const store = await opened(folder)
  const logged = await store.logged({ after: 0, limit: 9 })
  const assigned = await store.assignments({ of: logged.map(({ number }) => number) })
  expect(assigned.map(({ kind }) => kind)).toEqual(['starts', 'copy', 'link', 'starts'])

  const about = [logged[0]?.id ?? articleId('')]
  const split = { kind: 'split', key: '', articles: about, since: 6, note: null, by: null, date: null } as const
  expect(await correct(store, about, [], 9)).toMatchObject({ changed: [], endedStories: [] })
  await correct(store, about, [split], 9)
  expect((await store.story(storyId(id('s', '1'))))?.articles.map(({ key }) => key)).toEqual(['k3', 'k4'])
  await correct(store, about, [], 9)
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
  ['kept hashes in lists', 15, ["INSERT INTO hash_list VALUES (1, 2, x'0000000000000040');"]],
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
  const store = await opened(folder)
  expect((await store.findArticle(link))?.key).toBe('k2')
  const [row] = await store.indexed({ after: 0, limit: 9 })
  expect(row).toMatchObject({ article: id('a', '2'), story: id('s', '1'), bands: Uint32Array.of(1) })
  const alike = { bands: Uint32Array.of(1), shingles: Uint32Array.of(1), numbers: [] }
  expect(await store.fingerprints([articleId(id('a', '2'))])).toEqual(new Map([[id('a', '2'), alike]]))
  const [logged] = await store.logged({ after: 0, limit: 9 })
  expect(await store.identicalTo([{ ...logged!, number: 2 }])).toMatchObject([{ number: 2, source: 'desk' }])
})

/** Version 15 as a process leaves it that had written the tags and words of the second article, and of the third a part of the tags. */
const versionWithLateRows = (): string => {
  const tags = packTagRecord({
    topics: [{ id: topicId('ec.tax'), score: 1, evidence: [] }],
    doubtful: [],
    entities: [{ id: entityId('wto'), evidence: [] }],
    places: [{ id: placeId('CN'), evidence: [] }],
  })
  return databaseOf(
    15,
    [
      `INSERT INTO tag (n, kind, name, written_to) VALUES (1, 'source', 'desk', 2), (2, 'language', 'en', 3), (3, 'topic', 'ec.tax', 2),
        (4, 'entity', 'wto', 4), (5, 'place', 'CN', 2), (6, 'source', 'paper', 2);`,
      `INSERT INTO source (n, id, name, configured_url, configured, active, url, host, next_due, interval_ms)
        VALUES (1, 'desk', 'Desk', 'https://desk.example/', 1, 1, 'https://desk.example/', 'desk.example', 0, 1),
          (6, 'paper', 'Paper', 'https://paper.example/', 1, 1, 'https://paper.example/', 'paper.example', 0, 1);`,
      story(1, 2),
      story(2, 4),
      'UPDATE story SET sort_at = 4 WHERE n = 2;',
      article(2, 1),
      article(3, 1),
      article(4, 2),
      item(2),
      item(3),
      item(4),
      item(3, 6, 'joined'),
      "INSERT INTO placement (article, kind, beside) VALUES (3, 'story', 2);",
      `UPDATE content SET tags = '${tags}', title = 'Tariffs ' || article, text = 'Parcel tariffs of day ' || article WHERE article > 2;`,
      'UPDATE article SET has_topic = 1 WHERE n > 2;',
      "UPDATE article SET also_in = '[6]' WHERE n = 3;",
      'INSERT INTO article_tag (tag, sort_at, article) VALUES (1, 2, 2), (2, 2, 2), (2, 3, 3), (4, 3, 3), (4, 4, 4);',
      'INSERT INTO story_tag (tag, sort_at, story, article) VALUES (1, 1, 1, 2), (2, 1, 1, 2), (2, 1, 1, 3), (4, 1, 1, 3), (4, 4, 2, 4);',
      "INSERT INTO words (rowid, title, body) VALUES (2, 't', '');",
      'INSERT INTO sort_block VALUES (0, 4, 2, 1);',
      "INSERT INTO note VALUES ('corrections', '[]'), ('regroup.memory-format', '5'), ('prune-under-way', 'yes');",
      'UPDATE ledger SET items = 4, articles = 3, stories = 2, next_article = 5, next_story = 3, edition = 7, words_to = 2;',
    ].join('\n'),
  )
}

test('tags and words that version 15 kept in memory are found afterwards', async () => {
  const store = await opened(versionWithLateRows())
  const keys = async (filter: Filter): Promise<readonly string[]> =>
    (await store.articles({ filter, limit: 9, before: null })).rows.map(({ key }) => key)
  const stories = async (filter: Filter): Promise<readonly string[]> =>
    (await store.stories({ filter, limit: 9, before: null })).rows.map(({ story: one }) => one.id)
  expect(await keys({ kind: 'topic', anyOf: [topicId('ec.tax')] })).toEqual(['k4', 'k3'])
  expect(await keys({ kind: 'entity', anyOf: [entityId('wto')] })).toEqual(['k4', 'k3'])
  expect(await keys({ kind: 'place', anyOf: [placeId('CN')] })).toEqual(['k4', 'k3'])
  expect(await keys({ kind: 'language', anyOf: ['en'] })).toEqual(['k4', 'k3', 'k2'])
  expect(await keys({ kind: 'source', anyOf: [sourceId('desk')] })).toEqual(['k4', 'k3', 'k2'])
  expect(await keys({ kind: 'source', anyOf: [sourceId('paper')] })).toEqual(['k3'])
  expect(await keys(words('parcel tariffs'))).toEqual(['k4', 'k3'])
  expect(await keys(words('tariffs 4', 'title'))).toEqual(['k4'])
  expect(await stories({ kind: 'topic', anyOf: [topicId('ec.tax')] })).toEqual([id('s', '2'), id('s', '1')])
  expect(await store.tagCounts('topic', 0)).toEqual([{ id: 'ec.tax', articles: 2 }])
})

test('ids, stories and the published order of version 15 are what they were, and nothing is to be decided', async () => {
  const store = await opened(versionWithLateRows())
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 9, before: null })
  expect(
    rows.map(({ story: { id: of, lead, articles, updatedAt } }) => [of, lead.id, articles.map((one) => one.id), updatedAt]),
  ).toEqual([
    [id('s', '2'), id('a', '4'), [id('a', '4')], 1],
    [id('s', '1'), id('a', '2'), [id('a', '2'), id('a', '3')], 1],
  ])
  expect(rows[1]?.story.articles[1]).toMatchObject({ source: 'desk', alsoIn: ['paper'] })
  expect(await store.counts()).toMatchObject({ items: 4, articles: 3, copies: 0, stories: 2, edition: 7 })
  expect(await store.assignments({ of: [3] })).toMatchObject([{ kind: 'story', parent: 2 }])
  expect((await store.decision(articleId(id('a', '3'))))?.items).toMatchObject([
    { source: 'desk', key: 'k3' },
    { source: 'paper', key: 'joined' },
  ])
  expect(await store.note('corrections')).toBe('[]')
  expect(await store.note('features.format')).toBe('5')
  for (const name of ['regroup.memory-format', 'prune-under-way']) expect(await store.note(name)).toBeNull()
  expect(await store.readLog(9, { after: 0 })).toEqual([])
  expect((await store.progress()).nextArticle).toBe(5)
  await group(store)
  expect((await store.edition()).number).toBe(7)
})

test('an item that had joined another source’s article is an article of its own once its source revises it', async () => {
  const store = await opened(versionWithLateRows())
  const joined = { link: 'https://paper.example/1', canonicalUrl: 'https://paper.example/1' }
  expect(await publish(store, 'paper', [written('joined', { ...joined, hash: 'h3' })])).toMatchObject({ added: 0, revised: 0 })
  expect(await publish(store, 'paper', [written('joined', joined)])).toMatchObject({ added: 1, revised: 0 })
  expect(await store.counts()).toMatchObject({ items: 4, articles: 4, stories: 3 })
  const found = await store.findArticle('https://paper.example/1')
  expect(found).toMatchObject({ source: 'paper', alsoIn: [] })
  expect((await store.decision(found!.id))?.items).toMatchObject([{ source: 'paper', key: 'joined' }])
})

test('the tags that an article stands under are noted with it', async () => {
  const folder = versionWithLateRows()
  await (await openSqlite({ folder })).close()
  const db = new Database(join(folder, DATABASE_FILE))
  onTestFinished(() => void db.close())
  const rows = db.prepare('SELECT n, tag_list FROM article ORDER BY n').all() as { n: number; tag_list: string }[]
  const tagged = db.prepare('SELECT tag FROM article_tag WHERE article = ? ORDER BY tag').pluck()
  const ofStory = db.prepare('SELECT tag FROM story_tag WHERE article = ? ORDER BY tag').pluck()
  expect(rows.map(({ n, tag_list }) => [n, JSON.parse(tag_list)])).toEqual([
    [2, [1, 2]],
    [3, [1, 2, 3, 4, 5, 6]],
    [4, [1, 2, 3, 4, 5]],
  ])
  for (const { n, tag_list } of rows) {
    expect(tagged.all(n)).toEqual(JSON.parse(tag_list))
    expect(ofStory.all(n)).toEqual(JSON.parse(tag_list))
  }
  expect(db.prepare('SELECT rowid FROM words ORDER BY rowid').pluck().all()).toEqual([2, 3, 4])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
})

test('an upgrade that does not come to its end leaves the database as it was', async () => {
  const rows = [
    "INSERT INTO tag (n, kind, name) VALUES (1, 'source', 'desk');",
    story(1, 2),
    article(2, 1),
    'INSERT INTO article_hash VALUES (1, 2);',
    // Tags that cannot be read.
    "UPDATE content SET tags = '[[';",
  ]
  const folder = databaseOf(14, rows.join('\n'))
  await expect(openSqlite({ folder })).rejects.toThrow(/JSON/)
  const db = new Database(join(folder, DATABASE_FILE))
  onTestFinished(() => void db.close())
  expect(db.pragma('user_version', { simple: true })).toBe(14)
  expect(db.prepare('SELECT count(*) FROM article_hash').pluck().get()).toBe(1)
})

/** Every row of every table, and what made these. */
const contentOf = (folder: string) => {
  const db = new Database(join(folder, DATABASE_FILE), { readonly: true })
  try {
    const schema = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all() as {
      type: string
      name: string
    }[]
    const tables = schema
      .filter(({ type }) => type === 'table')
      .map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).all()])
    return { version: db.pragma('user_version', { simple: true }), schema, tables }
  } finally {
    db.close()
  }
}
const upgraded = async (folder: string): Promise<unknown> => {
  await (await openSqlite({ folder })).close()
  return contentOf(folder)
}

test('an upgrade is announced once, before it begins; where there is nothing to upgrade, nothing is', async () => {
  const folder = versionWithLateRows()
  const heard: unknown[] = []
  const open = async (): Promise<Store> =>
    await openSqlite({ folder, upgrading: (upgrade) => heard.push([upgrade, contentOf(folder).version]) })
  await (await open()).close()
  await (await open()).close()
  expect(heard).toEqual([[{ from: 15, to: NEWEST_VERSION }, 15]])
  await (await openSqlite({ folder: ':memory:', upgrading: () => heard.push('new') })).close()
  expect(heard).toHaveLength(1)
})

test.each([1, 3, 5])(
  'an upgrade that is killed after its step %i has changed nothing, and the next start does it',
  async (steps) => {
    const folder = versionWithLateRows()
    const before = contentOf(folder)
    const killed = spawn(process.execPath, [join(import.meta.dirname, 'migrating-process.ts'), folder, String(steps)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL'])
    // It was in the midst of it: the log has more than the change to that mode.
    expect(statSync(join(folder, `${DATABASE_FILE}-wal`)).size).toBeGreaterThan(50_000)
    expect(contentOf(folder)).toEqual(before)
    expect(await upgraded(folder)).toEqual(await upgraded(versionWithLateRows()))
  },
)

test('where there is no room for an upgrade, that is said, and it is done when there is some', async () => {
  const folder = versionWithLateRows()
  const before = contentOf(folder)
  const maxBytes = statSync(join(folder, DATABASE_FILE)).size
  await expect(openSqlite({ folder, maxBytes })).rejects.toThrow(
    /there is no room for .*polywire\.sqlite\. Free some space, then start again/,
  )
  expect(contentOf(folder)).toEqual(before)
  expect(await upgraded(folder)).toEqual(await upgraded(versionWithLateRows()))
})
