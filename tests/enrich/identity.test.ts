import { describe, expect, test } from 'vitest'
import { identifyItems, itemKeys, withOriginalLinks } from '../../src/enrich/identity.ts'
import type { ParsedItem } from '../../src/model/parsed-item.ts'
import { anItem } from './an-item.ts'

const feed = { url: 'https://desk.example/rss.xml', link: 'https://desk.example/' }
const keysOf = (...items: Parameters<typeof anItem>[0][]): readonly string[] =>
  itemKeys(items.map(anItem), feed).map(({ key }) => key)

describe('an item is known by its link', () => {
  test('a story re-issued under a new guid is the same article', () => {
    const [first] = keysOf({ link: 'https://desk.example/a', id: 'guid-1' })
    const [second] = keysOf({ link: 'https://desk.example/a', id: 'guid-2', title: 'Corrected' })
    expect(second).toBe(first)
  })
  test('http or https, www, trackers and the guid as permalink make no difference', () => {
    const spellings = keysOf(
      { link: 'http://desk.example/a?utm_source=rss' },
      { link: 'https://www.desk.example:443/a/#comments' },
      { link: null, id: 'https://desk.example/a' },
    )
    expect(new Set(spellings).size).toBe(1)
  })
  test('one guid on many links is many articles, and identifies none', () => {
    const items = [1, 2, 3].map((n) => anItem({ id: 'always-this', link: `https://desk.example/${n}`, title: `Title ${n}` }))
    const identities = itemKeys(items, feed)
    expect(new Set(identities.map(({ key }) => key)).size).toBe(3)
    expect(identities.every(({ guidIdentifies }) => !guidIdentifies)).toBe(true)
  })
  test('the key does not depend on what else the feed shows', () => {
    const article = { link: 'https://desk.example/a', id: '1' }
    const [alone] = keysOf(article)
    expect(keysOf({ link: 'https://desk.example/b', id: '2' }, article)[1]).toBe(alone)
  })
})

describe('where the link is nobody’s own page', () => {
  test.each([
    ['the home page', 'https://desk.example/'],
    ['the home page by another name', 'http://www.desk.example'],
    ['the feed itself', 'https://desk.example/rss.xml?utm_medium=rss'],
  ])('items that all link %s are known by guid', (_, link) => {
    const [one, two] = keysOf({ link, id: 'n1', title: 'One' }, { link, id: 'n2', title: 'Two' })
    expect(one).not.toBe(two)
    expect(keysOf({ link, id: 'n1', title: 'One, revised' })[0]).toBe(one)
  })
  test('a page that the whole document shares is left to the guids', () => {
    const items = [1, 2, 3].map((n) => ({ link: 'https://desk.example/log', id: `n${n}`, title: `Entry ${n}` }))
    expect(new Set(keysOf(...items)).size).toBe(3)
    expect(itemKeys(items.map(anItem), feed).every(({ linkIdentifies }) => !linkIdentifies)).toBe(true)
  })
  test('a guid survives the move to https and to another domain', () => {
    const link = 'https://desk.example/'
    expect(keysOf({ link, id: 'http://old.example/?p=12' })).toEqual(keysOf({ link, id: 'https://desk.example/?p=12' }))
  })
  test('without link and guid, title and text tell items apart', () => {
    const [one, again, other] = keysOf(
      { link: null, id: null, title: 'One', summary: 'text' },
      { link: null, id: null, title: 'One', summary: 'text' },
      { link: null, id: null, title: 'One', summary: 'other text' },
    )
    expect(again).toBe(one)
    expect(other).not.toBe(one)
  })
})

describe('where a document shows several items on one page', () => {
  const page = 'https://desk.example/live'
  const others = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ link: `https://desk.example/${n}`, id: `o${n}`, title: `Other ${n}` }))
  const part = (fragment: string, title: string, rest: Partial<ParsedItem> = {}) => ({
    link: page + fragment,
    id: null,
    title,
    ...rest,
  })
  const known = (...items: Parameters<typeof anItem>[0][]) =>
    new Map(itemKeys(items.map(anItem), feed).map(({ key, hash }) => [key, hash]))
  const keysBeside = (stored: ReadonlyMap<string, string>, ...items: Parameters<typeof anItem>[0][]) =>
    itemKeys(items.map(anItem), feed, stored).map(({ key }) => key)

  test('fragments and titles tell them apart, whoever else is there', () => {
    const parts = [part('#a', 'Bridge closed'), part('#b', 'Bridge open')]
    const apart = ['link:desk.example/live#a', 'link:desk.example/live#b']
    expect(keysOf(...parts)).toEqual(apart)
    expect(keysOf(...parts, ...others).slice(0, 2)).toEqual(apart)
    expect(itemKeys(parts.map(anItem), feed).map(({ page: of }) => of)).toEqual([`${page}#a`, `${page}#b`])
  })
  test('the page itself is one of them', () =>
    expect(keysOf(part('', 'Live: the bridge'), part('#a', 'Bridge closed'), ...others).slice(0, 2)).toEqual([
      'link:desk.example/live',
      'link:desk.example/live#a',
    ]))
  test('one title with and without a fragment is one item', () => {
    expect(new Set(keysOf(part('', 'Bridge closed'), part('#comments', 'Bridge closed'), ...others.slice(0, 2))).size).toBe(3)
    expect(keysOf(part('', 'Bridge closed'), part('#a', 'Bridge closed'), part('#b', 'Open'))).toEqual([
      'link:desk.example/live',
      'link:desk.example/live',
      'link:desk.example/live#b',
    ])
  })
  test('how a reader came there is no part of a page', () =>
    expect(new Set(keysOf(part('#xtor=RSS-1', 'Old title'), part('#xtor=RSS-2', 'New title'), ...others)).size).toBe(9))
  test('one title under many fragments is many items where others are apart', () =>
    expect(new Set(keysOf(part('#v1', 'Fixes'), part('#v2', 'Fixes'), part('#v3', 'First release'))).size).toBe(3))
  test('a single one is that of a part which is stored', () => {
    const stored = known(part('#a', 'Bridge closed'), part('#b', 'Bridge open'))
    expect(keysBeside(stored, part('#b', 'Bridge open again'))).toEqual(['link:desk.example/live#b'])
    expect(keysBeside(stored, part('#c', 'Bridge closed'))).toEqual(['link:desk.example/live#c'])
    expect(keysOf(part('#c', 'Bridge closed'))).toEqual(['link:desk.example/live'])
  })
  test('one that an earlier version stored by its page alone keeps its key', () => {
    const [a, b] = [part('#a', 'Bridge closed'), part('#b', 'Bridge open')]
    expect(keysBeside(known(a), b, a)).toEqual(['link:desk.example/live#b', 'link:desk.example/live'])
  })
  test('those that an earlier version knew by guid, or by their text, keep their keys', () => {
    const entries = [1, 2, 3, 4, 5].map((n) => part(`#n${n}`, `Entry ${n}`, { id: `n${n}` }))
    const guids = new Map(entries.map(({ id }) => [`guid:${id}`, 'an older state']))
    expect(keysBeside(guids, ...entries)).toEqual([...guids.keys()])
    expect(keysOf(...entries)[0]).toBe('link:desk.example/live#n1')
  })
})

describe('the page behind a link that counts clicks', () => {
  const counted = anItem({ link: 'http://feedproxy.example/~3/abc', originalLink: 'https://desk.example/a' })
  test('is the link of a new item', () =>
    expect(withOriginalLinks([counted], new Map())).toEqual([{ ...counted, link: 'https://desk.example/a' }]))
  test('is not, where an earlier version stored the item under the other', () => {
    const known = new Map(itemKeys([counted], feed).map(({ key, hash }) => [key, hash]))
    expect(withOriginalLinks([counted], known)).toEqual([counted])
  })
})

describe('the hash', () => {
  const base = { link: 'https://desk.example/a', id: '1', title: 'Title', summary: 'text' }
  const hashOf = (item: Parameters<typeof anItem>[0]): string => itemKeys([anItem(item)], feed)[0]!.hash
  test.each([
    ['title', { title: 'Title!' }],
    ['link', { link: 'https://desk.example/a?x=1' }],
    ['summary', { summary: 'text.' }],
    ['content', { content: 'text' }],
    ['date', { published: 1 }],
    ['author', { authors: [{ name: 'A', email: null, url: null }] }],
    ['category', { categories: [{ term: 'a', scheme: null, label: null }] }],
    ['enclosure', { enclosures: [{ url: 'https://desk.example/a.mp3', type: null, length: null }] }],
  ])('changes with the %s', (_, change) => expect(hashOf({ ...base, ...change })).not.toBe(hashOf(base)))
  test('does not change with the position in the feed', () => {
    const other = anItem({ link: 'https://desk.example/b' })
    const item = anItem(base)
    expect(itemKeys([other, item], feed)[1]!.hash).toBe(itemKeys([item, other], feed)[0]!.hash)
  })
  test('tells a missing title from an empty one', () => {
    expect(hashOf({ ...base, title: null })).not.toBe(hashOf({ ...base, title: '' }))
  })
})

describe('several states of one article in one document', () => {
  const state = (title: string, updated: number | null) => anItem({ link: 'https://desk.example/a', id: title, title, updated })
  const others = [1, 2, 3, 4].map((n) => anItem({ link: `https://desk.example/${n}`, id: `o${n}` }))
  test('the latest counts', () => {
    const found = identifyItems([state('old', 1), state('new', 2), ...others], feed)
    expect(found).toHaveLength(5)
    expect(found[0]?.item.title).toBe('new')
  })
  test('without dates the first counts, since feeds list the newest first', () => {
    expect(identifyItems([state('new', null), state('old', null), ...others], feed)[0]?.item.title).toBe('new')
  })
})

test('an address of a megabyte is no link, and does not slow the feed down', () => {
  const link = `https://desk.example/${'a/'.repeat(500_000)}`
  const [identity] = itemKeys([anItem({ link, id: 'g' })], feed)
  expect(identity).toMatchObject({ key: 'guid:g', linkIdentifies: false })
})
