import { describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../src/model/article.ts'
import { feedId, storyId } from '../../src/model/ids.ts'
import type { FeedDefinition } from '../../src/model/taxonomy.ts'
import { cursorText, parseCursor, type FeedPage, type FeedRequest } from '../../src/publish/feed-document.ts'
import { article, AT, context, HOUR, story } from './articles.ts'
import { documentOf } from './written.ts'

const definition: FeedDefinition = {
  id: feedId('cross-border'),
  title: { en: 'Cross-border', 'zh-Hans': '跨境' },
  description: null,
  filter: 'topic:ec.cross-border',
  group: 'story',
  limit: 100,
  languages: [],
  sources: [],
  ids: 'feed',
  developments: 'update',
}
const plain: FeedRequest = {
  format: 'atom',
  q: null,
  languages: [],
  preferred: [],
  group: null,
  limit: null,
  before: null,
  archive: null,
  key: null,
}
const position = { at: AT, id: 's1' }
const matched = [{ story: story([article('a', { revisedAt: AT + HOUR })]), matched: [] }]
const page: FeedPage = { group: 'story', rows: matched, next: null }
const make = (over: Partial<FeedRequest> = {}, next: FeedPage['next'] = null, feed: Partial<FeedDefinition> = {}) =>
  documentOf({ ...definition, ...feed }, { ...plain, ...over }, { ...page, next }, context)

describe('addresses', () => {
  test('contain the requested parameters in a fixed order', () => {
    expect(make().self).toBe('https://news.example/feeds/cross-border.atom')
    expect(make({ format: 'json', q: '跨境 "a b"', languages: ['ru', 'zh'], group: 'article', limit: 5 }).self).toBe(
      'https://news.example/feeds/cross-border.json?q=%E8%B7%A8%E5%A2%83%20%22a%20b%22&lang=ru,zh&group=article&limit=5',
    )
  })

  test('a feed with more entries links to its next and first page', () => {
    const feed = make({ limit: 5 }, position)
    const before = new URL(feed.next ?? '').searchParams.get('before') ?? ''
    expect(parseCursor(before)).toEqual(position)
    expect(feed.first).toBe(feed.self)
  })

  test('the last page links to the first, and to itself with its position', () => {
    const feed = make({ before: position })
    expect(feed).toMatchObject({ next: null, first: 'https://news.example/feeds/cross-border.atom' })
    expect(feed.self).toContain('?before=')
  })

  test('a feed of one page has no pages', () => expect(make()).toMatchObject({ next: null, first: null }))

  test('the home page searches with the same filter', () => {
    expect(make().home).toBe('https://news.example/search?q=topic:ec.cross-border')
    expect(new URL(make({ q: 'a OR b' }).home).searchParams.get('q')).toBe('(topic:ec.cross-border) (a OR b)')
    expect(new URL(make({ languages: ['zh-Hans', 'en'] }).home).searchParams.get('q')).toBe(
      '(topic:ec.cross-border) (lang:zh-Hans,en)',
    )
    expect(make({}, null, { filter: '' }).home).toBe('https://news.example/')
  })
})

describe('identity', () => {
  test('one feed is one id, in every format and on every page', () => {
    const { id } = make()
    expect(id).toMatch(/^urn:uuid:/)
    expect([make({ format: 'rss' }).id, make({ before: position }).id, make({ limit: 3 }).id]).toEqual([id, id, id])
    expect(make({ q: 'temu' }).id).not.toBe(id)
  })

  test('a narrowed feed says so in its title', () => {
    expect(make().title).toBe('Cross-border')
    expect(make({ q: 'temu' }).title).toBe('Cross-border: temu')
  })

  test('titles are in the language of the context', () =>
    expect(documentOf(definition, plain, page, { ...context, language: 'zh-Hans' })).toMatchObject({
      title: '跨境',
      language: 'zh-Hans',
    }))
})

test('a feed is updated with its newest entry; an empty one has the earliest date', () => {
  expect(make().updatedAt).toBe(AT + HOUR)
  expect(documentOf(definition, plain, { ...page, rows: [] }, context).updatedAt).toBe(0)
})

test('articles are entries of their own where the reader asks for them', () => {
  const rows = [article('a'), article('b')]
  expect(
    documentOf(definition, plain, { group: 'article', rows, next: null }, context).entries.map(({ title }) => title),
  ).toEqual(['Title of a', 'Title of b'])
})

describe('ids of entries', () => {
  const idsIn = (feed: Partial<FeedDefinition>, request: Partial<FeedRequest> = {}, service = context) =>
    documentOf({ ...definition, ...feed }, { ...plain, ...request }, page, service).entries.map(({ id }) => id)

  test('belong to the feed, since readers keep one entry of an id over all their feeds', () => {
    expect(idsIn({ id: feedId('other') })).not.toEqual(idsIn({}))
    expect(idsIn({}, { q: 'temu' })).not.toEqual(idsIn({}))
    expect(idsIn({}, { preferred: ['fr'] })).not.toEqual(idsIn({}))
  })

  test('are the same in every format, on every page, and at another address of the service', () => {
    const moved = { ...context, publicUrl: 'https://other.example' }
    const all = [idsIn({}, { format: 'rss' }), idsIn({}, { limit: 3 }), idsIn({}, { before: position }), idsIn({}, {}, moved)]
    expect(all).toEqual(all.map(() => idsIn({})))
  })

  test('are the same in all feeds that share them', () =>
    expect(idsIn({ id: feedId('other'), ids: 'shared' })).toEqual(idsIn({ ids: 'shared' })))

  test('of deleted stories are those that the feed had given them', () => {
    const gone = { ...page, tombstones: [{ id: storyId('s1'), at: AT }] }
    const { entries, tombstones } = documentOf(definition, plain, gone, context)
    expect(tombstones.map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
  })
})

describe('a feed with an entry for each development', () => {
  const came = (id: string, language: string, hours: number) =>
    article(id, { language, firstSeen: AT + hours * HOUR, publishedAt: AT + hours * HOUR })
  const entriesOf = (articles: readonly [StoredArticle, ...StoredArticle[]]) =>
    documentOf(
      { ...definition, developments: 'entry', languages: ['en'] },
      plain,
      { group: 'story', rows: [{ story: story(articles), matched: articles.map(({ id }) => id) }], next: null },
      context,
    ).entries

  test('shows the story as it stood each time, the newest first, under ids that stay when the story goes on', () => {
    const [first, second, third] = [came('a', 'fr', 0), came('b', 'en', 2), came('c', 'ru', 5)] as const
    const two = entriesOf([first, second])
    const three = entriesOf([first, second, third])
    expect(two.map(({ title, publishedAt }) => [title, (publishedAt - AT) / HOUR])).toEqual([
      ['Title of b', 2],
      ['Title of a', 0],
    ])
    expect(three.slice(1)).toEqual(two)
    expect(three[0]).toMatchObject({ title: 'Title of b — Reported in 3 languages by 1 source', publishedAt: AT + 5 * HOUR })
    expect(three[0]?.html).toContain('Russian')
    expect(two[0]?.html).not.toContain('Russian')
    expect(new Set(three.map(({ id }) => id)).size).toBe(3)
  })
})

test("requested languages come before the feed's own", () => {
  const both = story([article('a'), article('b', { language: 'ru' })])
  const rows = [{ story: both, matched: both.articles.map(({ id }) => id) }]
  const titleWith = (languages: readonly string[]) =>
    documentOf({ ...definition, languages: ['ru'] }, { ...plain, languages }, { group: 'story', rows, next: null }, context)
      .entries[0]?.title
  expect(titleWith([])).toBe('Title of b')
  expect(titleWith(['en'])).toBe('Title of a')
})

test.each([
  ['zh-CN', 'Title of simplified'],
  ['zh-TW', 'Title of traditional'],
  ['zh', 'Title of traditional'],
  ['pt-BR', 'Title of brazil'],
])('a feed that prefers %s speaks it as articles are marked', (language, title) => {
  const inLanguage = (id: string, tag: string) => article(id, { language: tag })
  const chinese = [inLanguage('traditional', 'zh-Hant'), inLanguage('simplified', 'zh-Hans')] as const
  const one = story([...chinese, inLanguage('brazil', 'pt'), inLanguage('english', 'en')])
  const rows = [{ story: one, matched: one.articles.map(({ id }) => id) }]
  const preferring = { ...definition, languages: [language] }
  expect(documentOf(preferring, plain, { group: 'story', rows, next: null }, context).entries[0]?.title).toBe(title)
})

describe('cursors', () => {
  test('are read as they were written, whatever the id', () => {
    for (const cursor of [
      position,
      { at: 0, id: 'x y-z' },
      { at: -5, id: '故事' },
      { at: 253_402_300_799_999, id: 'a'.repeat(64) },
    ]) {
      const text = cursorText(cursor)
      expect(text).toMatch(/^[\w-]+$/)
      expect(parseCursor(text)).toEqual(cursor)
    }
  })

  test('a date is a position too', () => {
    expect(parseCursor('2026-11-24')).toEqual({ at: Date.parse('2026-11-24T00:00:00Z'), id: '' })
    expect(parseCursor('2026-11-24T10:00:00Z')?.at).toBe(Date.parse('2026-11-24T10:00:00Z'))
  })

  test.each(['', 'x', '2026-99-99', '%%%', 'MTIz', 'A'.repeat(400), '../../etc', cursorText({ at: Number.NaN, id: 'a' })])(
    '%j is none',
    (text) => expect(parseCursor(text)).toBeNull(),
  )
})
