import { describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/store/sqlite/connection.ts'
import { migrate } from '../../../src/store/sqlite/migrations.ts'
import { APPLICATION_ID } from '../../../src/store/sqlite/probe.ts'
import { createTagNames, type TagNames } from '../../../src/store/sqlite/tag-names.ts'
import { heldTagNumbers } from '../../../src/store/sqlite/tag-numbers.ts'
import { moveTags, moveTagsToStory } from '../../../src/store/sqlite/tag-rows.ts'
import { createYoungTags, type YoungTags } from '../../../src/store/sqlite/young-tags.ts'

/** Articles in which every tag has its turn. */
const ROUND = 16

type Opened = { readonly connection: Connection; readonly tags: TagNames; readonly young: YoungTags }

const reopened = (connection: Connection): Opened => {
  connection.db.exec('DROP TABLE IF EXISTS temp.young_tag')
  const tags = createTagNames(connection)
  return { connection, tags, young: createYoungTags(connection, tags, ROUND) }
}
const opened = (): Opened => {
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  migrate(connection.db, APPLICATION_ID)
  return reopened(connection)
}

const evidence = [['word', 1, 0, 4, 'strong']]
/** Each of its own source, all of one language, some of a topic. */
const rowOf = (article: number) => ({
  source: 0,
  also_in: null,
  language: 'en',
  tags: JSON.stringify([
    article % 3 === 0 ? [[`topic${article % 5}`, 1, evidence]] : [],
    [],
    [[`place${article % 7}`, evidence]],
  ]),
})
const standing = (n: number) => ({ n, sortAt: 1_000 - n, story: n % 4, storyAt: 500 + (n % 4) })

const store = ({ connection, tags, young }: Opened, n: number): void => {
  const row = rowOf(n)
  const { sortAt, story, storyAt } = standing(n)
  connection.run('INSERT OR IGNORE INTO story VALUES (?, ?, 1, ?, 0, 0, 0)', story, `s${story}`, storyAt)
  connection.run(ADD_ARTICLE, n, `a${n}`, tags.intern('source', `s${n % 6}`), story, sortAt)
  connection.run(
    `INSERT INTO content (article, key, hash, title, summary, html, text, tags) VALUES (?, '', '', '', '', '', '', ?)`,
    n,
    row.tags,
  )
  moveTags({ run: connection.run, tags, youngTags: young }, standing(n), undefined, numbersOf(tags, n))
  young.moveSome(n)
  connection.run('UPDATE ledger SET next_article = ?', n + 1)
}
const ADD_ARTICLE = `
  INSERT INTO article (n, id, source, story, sort_at, published_at, dated, first_seen, language, confidence, has_topic, content_hash)
  VALUES (?, ?, ?, ?, ?, 0, 1, 0, 'en', 1, 0, 0)`

const count = ({ db }: Connection, table: string): number => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())

/** The rows that there should be in both orders, and those that there are. */
const rowsOf = ({ tags }: Opened, articles: readonly number[], storyOf = (n: number) => standing(n).story): readonly string[] =>
  articles.flatMap((n) => [...numbersOf(tags, n)].map((tag) => `${tag} ${n} ${standing(n).sortAt} ${storyOf(n)}`)).toSorted()
const held = ({ connection, young }: Opened): readonly string[] => {
  young.tell()
  return connection
    .all<{ readonly row: string }>(ALL)
    .map(({ row }) => row)
    .toSorted()
}
const numbersOf = (tags: TagNames, n: number): ReadonlySet<number> =>
  heldTagNumbers(tags, { ...rowOf(n), source: tags.intern('source', `s${n % 6}`) })
const ALL = `
  SELECT tag || ' ' || a.article || ' ' || a.sort_at || ' ' || s.story AS row
  FROM article_tag a FULL JOIN story_tag s USING (tag, article)
  UNION ALL SELECT tag || ' ' || article || ' ' || sort_at || ' ' || story FROM young_tag`

const ARTICLES = Array.from({ length: 90 }, (_, index) => index + 1)

describe('what is found by its tags', () => {
  test('stands in memory or in the tables, once', () => {
    const all = opened()
    for (const n of ARTICLES) {
      store(all, n)
      expect(held(all)).toEqual(rowsOf(all, ARTICLES.slice(0, n)))
    }
    expect(count(all.connection, 'article_tag')).toBeGreaterThan(3 * (ARTICLES.length - ROUND))
    expect(count(all.connection, 'young_tag')).toBeLessThan(4 * ROUND)
  })

  test('is moved to the tables from wherever it waits', () => {
    const all = opened()
    for (const n of ARTICLES) {
      store(all, n)
      if (n % 7 === 0) all.young.tell()
    }
    expect(held(all)).toEqual(rowsOf(all, ARTICLES))
    expect(count(all.connection, 'young_tag')).toBeLessThan(4 * ROUND)
  })

  test('is the same for whoever opens the database next', () => {
    let all = opened()
    for (const n of ARTICLES) {
      store(all, n)
      if (n % 5 === 0) all = reopened(all.connection)
      expect(held(all)).toEqual(rowsOf(all, ARTICLES.slice(0, n)))
    }
    expect(count(all.connection, 'young_tag')).toBeLessThan(4 * ROUND)
  })

  test('is as it was after a transaction that did not come to its end', () => {
    const all = opened()
    for (const n of ARTICLES.slice(0, 40)) store(all, n)
    const before = held(all)
    const failing = all.connection.db.transaction(() => {
      for (const n of ARTICLES.slice(40)) store(all, n)
      throw new Error('no room')
    })
    expect(failing).toThrow('no room')
    all.tags.reload()
    all.young.reload()
    expect(held(all)).toEqual(before)
    for (const n of ARTICLES.slice(40)) store(all, n)
    expect(held(all)).toEqual(rowsOf(all, ARTICLES))
  })

  test('goes when the article goes, and follows it into another story, wherever it stands', () => {
    const all = opened()
    for (const n of ARTICLES) store(all, n)
    const { tags, connection } = all
    const tables = { run: connection.run, tags, youngTags: all.young }
    const isEven = (n: number): boolean => n % 2 === 0
    for (const n of ARTICLES.filter(isEven)) moveTagsToStory(tables, standing(n), numbersOf(tags, n), { n: 9, sortAt: 9 })
    expect(held(all)).toEqual(rowsOf(all, ARTICLES, (n) => (isEven(n) ? 9 : standing(n).story)))
    for (const n of ARTICLES.filter((article) => !isEven(article))) moveTags(tables, standing(n), numbersOf(tags, n))
    expect(held(all)).toEqual(rowsOf(all, ARTICLES.filter(isEven), () => 9))
  })
})
