import { decodeHTML } from 'entities'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Feed } from 'feed'
import RssParser from 'rss-parser'
import { describe, expect, test } from 'vitest'
import type { PublishedFeed } from '../../src/model/published-feed.ts'
import { bareEntry, bareFeed, entry, feed } from './feeds.ts'
import { atomText, jsonText, rssText } from './written.ts'
import { readStrictXml, type XmlElement } from './validate/strict-xml.ts'
import { type FeedKind, validateFeed } from './validate/validate-feed.ts'

const writers: readonly (readonly [FeedKind, (feed: PublishedFeed) => string])[] = [
  ['atom', atomText],
  ['rss', rssText],
  ['json', jsonText],
]
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')

describe('a full feed', () => {
  test('in Atom', () => expect(atomText(feed())).toBe(fixture('full.atom')))
  test('in RSS', () => expect(rssText(feed())).toBe(fixture('full.rss')))
  test('in JSON Feed', () => {
    const expected: unknown = JSON.parse(fixture('full.json'))
    expect(jsonText(feed())).toBe(`${JSON.stringify(expected)}\n`)
  })
})

describe.each(writers)('%s', (kind, write) => {
  test('is valid, full or bare, with entries or none', () => {
    const others = { id: 'urn:uuid:33333333-3333-5333-8333-333333333333' }
    for (const sample of [
      feed(),
      bareFeed(),
      bareFeed({ entries: [bareEntry()] }),
      feed({ entries: [entry(), bareEntry(others)] }),
    ]) {
      expect(offences(write, sample, kind)).toEqual([])
    }
  })

  test('gives the same bytes for the same feed', () => expect(write(feed())).toBe(write(structuredClone(feed()))))

  test.each(Object.entries(nastyTexts()))('stays valid and harmless with %s', (_, text) => {
    const nasty = feed({
      title: text,
      subtitle: text,
      service: { title: text, url: 'https://news.example/' },
      entries: [nastyEntry(text)],
    })
    const document = write({ ...nasty, title: `t${text}`, service: { ...nasty.service, title: `s${text}` } })
    expect(validateFeed(document, kind)).toEqual([])
  })

  test('writes an address as the entry has it', () => {
    const link = 'https://desk.example/%D0%BF?q=%22a%22&b=1#x'
    expect(write(feed({ entries: [entry({ link })] }))).toContain(kind === 'json' ? link : link.replaceAll('&', '&amp;'))
  })

  test('leaves out an enclosure type that is none', () => {
    const enclosures = [{ url: 'https://desk.example/a', type: 'mp3', length: 5 }]
    const document = write(feed({ entries: [entry({ enclosures })] }))
    expect(document).not.toContain('"mp3"')
    expect(validateFeed(document, kind)).toEqual([])
  })
})

describe('what is read back', () => {
  const texts = [
    '小额包裹将征税',
    'حماية المستهلك على الإنترنت',
    'a < b && c > d',
    'Ends with ]]>',
    '👩🏽‍💻 emoji',
    "R&D “quoted” 's",
  ]

  test.each(texts)('Atom gives the title %s back', (title) => {
    const root = readStrictXml(atomText(feed({ entries: [entry({ title })] })))
    expect(inside(inside(root, 'entry'), 'title').text).toBe(title)
  })

  test('HTML is read as it was written, in all three', () => {
    const html = '<p>a &lt;b&gt; ]]> "x" ’ 小额 <a href="https://x.example/?a=1&amp;b=2">l</a></p>\n<pre>\tx</pre>'
    const document = feed({ entries: [entry({ html })] })
    expect(inside(inside(readStrictXml(atomText(document)), 'entry'), 'content').text).toBe(html)
    const channel = inside(readStrictXml(rssText(document)), 'channel')
    expect(inside(inside(channel, 'item'), 'encoded').text).toBe(html)
    const json = JSON.parse(jsonText(document)) as { items: { content_html: string }[] }
    expect(json.items[0]?.content_html).toBe(html)
  })

  test('a title that looks like a tag stays readable and opens no tag, as text and as HTML', () => {
    const document = feed({ entries: [entry({ title: '<script>alert(1)</script> &lt;img src=x onerror=alert(1)&gt;' })] })
    const title = inside(inside(readStrictXml(atomText(document)), 'entry'), 'title').text
    expect(title).toBe('＜script>alert(1)＜/script> ＆lt;img src=x onerror=alert(1)＆gt;')
    expect(title.normalize('NFKC')).toContain('<script>')
  })

  test.each(['&ltimg src=x onerror=alert(1)&gt', '&amp;lt;img src=x onerror=alert(1)>', '&amp;amp;ltsvg onload=alert(1)>'])(
    '%s opens no tag in a reader that decodes it once or twice more',
    (text) => {
      const document = feed({ title: text, subtitle: text, entries: [entry({ title: text, summary: text, authors: [text] })] })
      const decoded = (written: string, times: number): string =>
        times === 0 ? written : decoded(decodeHTML(written), times - 1)
      // An RSS description is HTML: its own decoding comes first.
      for (const write of [atomText, rssText]) expect(decoded(write(document), 5)).not.toMatch(/<(?:img|svg)/)
      const { content_html: _, ...item } = (JSON.parse(jsonText(document)) as { items: { content_html: string }[] })
        .items[0] ?? { content_html: '' }
      expect(decoded(JSON.stringify(item), 5)).not.toMatch(/<(?:img|svg)/)
    },
  )
})

test('an entry in an unknown language does not inherit the language of the feed', () => {
  const document = feed({ entries: [bareEntry()] })
  expect(atomText(document)).toContain('<entry xml:lang="">')
  expect(rssText(document)).not.toContain('dc:language>')
  expect(JSON.parse(jsonText(document))).not.toHaveProperty('items.0.language')
})

test('an entry without an author names its publisher, never us', () => {
  const document = feed({ entries: [bareEntry()] })
  expect(atomText(document)).toContain('<author><name>Desk</name></author>')
  expect(rssText(document)).not.toContain('dc:creator>')
  expect(jsonText(document)).not.toContain('"authors"')
})

describe('other readers and writers', () => {
  test.each(writers.slice(0, 2))('rss-parser reads our %s right', async (_, write) => {
    const read = await new RssParser().parseString(write(feed()))
    expect(read.title).toBe('Cross-border')
    const [item] = read.items
    expect(item).toMatchObject({
      title: 'Parcels under 150 € to pay duty',
      link: 'https://desk.example/parcels?a=1&b=2',
      isoDate: '2026-11-23T08:30:00.000Z',
    })
    expect(JSON.stringify(item)).toContain('<p>Duty from <b>1 July</b>; AT&amp;T comments.</p>')
    expect(item?.['id'] ?? item?.guid).toBe('urn:uuid:11111111-1111-5111-8111-111111111111')
  })

  // `feed` knows no hreflang, source or schemes, breaks on ]]> and wants addresses for ids: so only entries without them.
  test.each(['atom', 'rss'] as const)('the library `feed` writes %s that reads back the same', async (kind) => {
    const plain = entry({ summary: 'A summary', categories: [], alternates: [], enclosures: [], authors: ['Ana Müller'] })
    const ours = feed({ entries: [plain], subtitle: 'Trade' })
    const theirs = new Feed({
      id: ours.id,
      title: ours.title,
      description: 'Trade',
      link: ours.home,
      language: 'en',
      updated: new Date(ours.updatedAt),
    })
    theirs.addItem({
      id: plain.id,
      title: plain.title,
      link: plain.link ?? '',
      date: new Date(plain.updatedAt),
      published: new Date(plain.publishedAt),
      description: plain.summary,
      content: plain.html ?? '',
      author: [{ name: 'Ana Müller' }],
    })
    const written = kind === 'atom' ? [atomText(ours), theirs.atom1()] : [rssText(ours), theirs.rss2()]
    const [mine, others] = await Promise.all(written.map((text) => new RssParser().parseString(text)))
    const facts = ({ title, link, isoDate, contentSnippet, ...item }: RssParser.Item & { 'content:encoded'?: string }) => ({
      title,
      link,
      isoDate,
      contentSnippet,
      summary: item.summary,
      content: item['content:encoded'] ?? item.content,
    })
    expect(mine?.items.map(facts)).toEqual(others?.items.map(facts))
    expect([mine?.title, mine?.description]).toEqual([others?.title, others?.description])
  })
})

function nastyTexts(): Readonly<Record<string, string>> {
  return {
    'the end of CDATA': 'a ]]> b <![CDATA[ c ]]>',
    'control characters': 'a\u0000b\u0007c\u001Bd\u007Fe\u0085f\u009Fg',
    'lone surrogates': 'a\uD800b\uDC00c\uD83D',
    noncharacters: 'a\uFFFEb\uFFFFc',
    'a script': '<script>alert(1)</script><img src=x onerror=alert(1)>&lt;script&gt;',
    'markup signs': `& < > " ' &amp; &#x0; &nope; <!-- --> <?x?>`,
    'white space': ' \r\n a \r b \t c \u2028 d \u00A0 ',
    'a word of 10,000 characters': 'W'.repeat(10_000),
    'right-to-left text': '\u202Eחדשות\u202C \u200Fأخبار\u200F (12) <b>',
    emoji: '👩🏽‍💻🏳️‍🌈🇪🇺 <3',
    'combining marks': `a${'\u0301'.repeat(500)}`,
    'a document of its own': '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>',
  }
}

const nastyEntry = (text: string) =>
  entry({
    title: text,
    summary: text,
    html: text,
    authors: [`n${text}`],
    categories: [{ term: 'ec.consumer', scheme: 'https://news.example/topics/', label: text }],
    evidence: [],
    rights: text,
    source: { title: `s${text}`, url: 'https://desk.example/feed', site: null },
    alternates: [{ url: 'https://x.example/', language: 'fr', title: text, source: text }],
  })

const offences = (write: (feed: PublishedFeed) => string, sample: PublishedFeed, kind: FeedKind) =>
  validateFeed(write(sample), kind)

/** The first child of that local name. */
const inside = (element: XmlElement, local: string): XmlElement => {
  const found = element.children.find(({ name }) => name.replace(/^\{.*\}/, '') === local)
  if (found === undefined) throw new Error(`no ${local} in ${element.name}`)
  return found
}
