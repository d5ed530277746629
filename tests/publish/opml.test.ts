import { describe, expect, test } from 'vitest'
import { readOpml } from '../../src/publish/read-opml.ts'
import { writeFeedsOpml, writeOpml, writeSourcesOpml } from '../../src/publish/write-opml.ts'
import { feedId, topicId } from '../../src/model/ids.ts'
import { context } from './articles.ts'
import { source } from './filter/vocabulary.ts'
import { readStrictXml } from './validate/strict-xml.ts'

const outlineOf = (path: string, category: string): string =>
  `<outline xmlUrl="https://a.example/${path}" category="${category}"/>`
const feedsIn = (text: string) => {
  const result = readOpml(text)
  return result.ok ? result.feeds : result
}
const outline = (attributes: string) => `<opml version="2.0"><body><outline ${attributes}/></body></opml>`

describe('writing', () => {
  test('one outline a feed, well-formed whatever the names', () => {
    const text = writeOpml('A & B', [
      {
        title: 'R&D "x" ]]>\u0007',
        url: 'https://a.example/?a=1&b=2',
        site: null,
        language: 'en',
        description: null,
        folders: [],
        categories: ['tech/standards', 'asia'],
        extra: { id: 'rd' },
      },
    ])
    expect(text).toBe(`<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0" xmlns:polywire="urn:polywire:opml">
<head><title>A &amp; B</title><docs>http://opml.org/spec2.opml</docs></head>
<body>
<outline type="rss" text="R&amp;D &quot;x&quot; ]]&gt;" title="R&amp;D &quot;x&quot; ]]&gt;" xmlUrl="https://a.example/?a=1&amp;b=2" language="en" category="tech/standards,asia" polywire:id="rd"/>
</body>
</opml>
`)
    expect(readStrictXml(text).name).toBe('opml')
  })

  test('our feeds, for a reader to subscribe to', () => {
    const definition = {
      id: feedId('cb'),
      title: { en: 'Cross-border' },
      description: { en: 'Parcels' },
      filter: '',
      languages: [],
      sources: [],
    }
    const text = writeFeedsOpml(
      [{ ...definition, group: 'story', limit: 100, ids: 'feed', developments: 'update' }],
      context,
      'atom',
    )
    expect(text).toContain('<head><title>Field News</title>')
    expect(feedsIn(text)).toMatchObject([
      { title: 'Cross-border', url: 'https://news.example/feeds/cb.atom', description: 'Parcels' },
    ])
  })
})

test('each folder stands once, where its first feed does', () => {
  const at = (title: string, folder: string) => ({
    title,
    url: `https://${title}.example/`,
    site: null,
    language: null,
    description: null,
    folders: folder === '' ? [] : [folder],
    categories: [],
    extra: {},
  })
  const text = writeOpml('T', [at('a', 'Press/Asia'), at('b', ''), at('c', 'Press'), at('d', 'Press/Asia')])
  expect(text.match(/<outline text="Press"/g)).toHaveLength(1)
  expect(text.match(/<outline text="Asia"/g)).toHaveLength(1)
  expect(feedsIn(text)).toMatchObject([
    { title: 'a', folders: ['Press/Asia'] },
    { title: 'd', folders: ['Press/Asia'] },
    { title: 'c', folders: ['Press'] },
    { title: 'b', folders: [] },
  ])
})

test('sources are read as they were written', () => {
  const page = { item: 'ul li', title: 'a', link: 'a@href', summary: null, image: null, date: { select: 'i', format: 'yyyy' } }
  const sources = [
    source('desk', 'Desk & "Co"', {
      group: 'Press/Asia',
      topics: [topicId('ec.consumer')],
      url: 'https://desk.example/f?a=1&b=<2>',
    }),
    source('wic', '世界互联网大会', {
      language: 'zh-Hans',
      country: 'CN',
      page,
      republish: 'excerpt',
      active: false,
      site: null,
    }),
  ]
  const feeds = feedsIn(writeSourcesOpml('Sources', sources, { passwords: true }))
  expect(feeds).toEqual([
    {
      title: 'Desk & "Co"',
      url: 'https://desk.example/f?a=1&b=<2>',
      site: 'https://desk.example/',
      language: 'en',
      description: null,
      folders: ['Press/Asia'],
      categories: ['ec.consumer'],
      extra: { id: 'desk', country: 'NL', every: '3600s', min: '600s', max: '86400s', republish: 'full' },
    },
    {
      title: '世界互联网大会',
      url: 'https://wic.example/feed.xml',
      site: null,
      language: 'zh-Hans',
      description: null,
      folders: [],
      categories: [],
      extra: {
        id: 'wic',
        country: 'CN',
        every: '3600s',
        min: '600s',
        max: '86400s',
        republish: 'excerpt',
        active: 'false',
        page: JSON.stringify(page),
      },
    },
  ])
  if ('ok' in feeds) throw new Error(feeds.message)
  const again = writeOpml('Sources', feeds)
  expect(feedsIn(again)).toEqual(feeds)
})

describe('reading lists of others', () => {
  test('folders are told from the categories of the feed itself', () => {
    const text = `<?xml version="1.0"?>
<opml version="1.1"><head><title>My feeds</title></head><body>
  <outline text="Tech"><outline text="Standards">
    <outline type="rss" text="A" xmlUrl="https://a.example/f" category="/asia/cn,web"/>
  </outline></outline>
  <outline text="B" xmlUrl="https://b.example/f"/>
</body></opml>`
    expect(readOpml(text)).toMatchObject({
      ok: true,
      title: 'My feeds',
      feeds: [
        { title: 'A', folders: ['Tech/Standards'], categories: ['asia/cn', 'web'] },
        { title: 'B', folders: [], categories: [] },
      ],
    })
  })

  test('a feed in two folders is one feed with both', () => {
    const text = `<opml><body><outline text="X"><outline xmlUrl="https://a.example/f"/></outline>
<outline text="Y"><outline xmlUrl="https://a.example/f"/></outline></body></opml>`
    expect(feedsIn(text)).toMatchObject([{ url: 'https://a.example/f', title: null, folders: ['X', 'Y'], categories: [] }])
  })

  test.each([
    ['no type, no text', 'xmlUrl="https://a.example/f"'],
    ['small letters', 'xmlurl="https://a.example/f"'],
    ['a feed: address', 'xmlUrl="feed:https://a.example/f"'],
    ['feed:// for http://', 'xmlUrl="feed://a.example/f"'],
    ['only url', 'url="https://a.example/f"'],
    ['blanks', 'xmlUrl=" https://a.example/f\n"'],
  ])('%s', (_, attributes) =>
    expect(feedsIn(outline(attributes))).toMatchObject([{ url: expect.stringMatching(/^https?:\/\/a\.example\/f$/) }]),
  )

  test('feeds with children, unclosed elements and upper case are read all the same', () => {
    const text = '<OPML><BODY><OUTLINE text="A" xmlUrl="https://a.example/"><outline text="B" xmlUrl="https://b.example/">'
    expect(feedsIn(text)).toMatchObject([{ title: 'A' }, { title: 'B', categories: [] }])
  })

  test('an address that is not http is skipped, with its line', () => {
    const text =
      '<opml>\n<body>\n<outline xmlUrl="javascript:alert(1)"/>\n<outline xmlUrl="https://a.example/"/>\n<outline xmlUrl="file:///etc/passwd"/></body></opml>'
    expect(readOpml(text)).toMatchObject({ ok: true, feeds: [{}], skipped: [{ line: 3 }, { line: 5 }] })
  })

  test('a link to a page, or to another list, is no feed', () => {
    const text =
      '<opml><body><outline type="link" url="https://page.example/"/><outline type="include" url="https://list.example/"/><outline xmlUrl="https://a.example/"/></body></opml>'
    expect(readOpml(text)).toMatchObject({ ok: true, feeds: [{ url: 'https://a.example/' }], skipped: [] })
  })

  test('entities of its own are not expanded', () => {
    const text = `<!DOCTYPE opml [<!ENTITY x "boom">]>${outline('text="&x;&amp;" xmlUrl="https://a.example/"')}`
    expect(feedsIn(text)).toMatchObject([{ title: '&x;&' }])
  })

  test.each([
    ['', 1, 'no <opml>'],
    ['<html><body>Sign in</body></html>', 1, 'no <opml>'],
    ['\n\n<opml><body><outline text="Folder"/></body></opml>', 3, 'no feed to import'],
  ])('%j is refused with a line', (text, line, message) => {
    expect(readOpml(text)).toMatchObject({ ok: false, line, message: expect.stringContaining(message) })
  })

  test('a feed in twenty thousand folders is read at once', () => {
    const folders = Array.from(
      { length: 20_000 },
      (_, index) => `<outline text="F${index}">${outlineOf('f', `c${index}`)}</outline>`,
    )
    const names = (prefix: string): readonly string[] => folders.map((_, index) => `${prefix}${index}`)
    expect(feedsIn(`<opml><body>${folders.join('')}</body></opml>`)).toMatchObject([
      { folders: names('F'), categories: names('c') },
    ])
  })

  test('the path of long names in each other is cut, so that a short list needs little memory', () => {
    const around = `<outline text="${'f'.repeat(5_000)}">`.repeat(100)
    expect(feedsIn(`<opml><body>${around}${outlineOf('f', '')}`)).toMatchObject([{ folders: ['f'.repeat(1_000)] }])
  })

  test('folders a hundred thousand deep are refused at once', () => {
    const text = `<opml>\n${'<outline text="x">'.repeat(100_000)}<outline xmlUrl="https://a.example/"/>`
    expect(readOpml(text)).toMatchObject({ ok: false, line: 2, message: expect.stringContaining('deeper than 200') })
  })
})
