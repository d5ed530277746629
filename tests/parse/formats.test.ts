import { describe, expect, test } from 'vitest'
import { iso, readFeed, rss } from './reading.ts'

describe('RSS', () => {
  test('an item gives title, link, id, date, summary, content, author, category, enclosure', async () => {
    const feed = await readFeed(
      rss(
        `<item><title>Parcels &amp; customs</title><link>https://example.org/1</link><guid isPermaLink="false">n-1</guid>
         <pubDate>Tue, 24 Nov 2026 08:30:00 +0100</pubDate><description>&lt;p&gt;Short&lt;/p&gt;</description>
         <content:encoded><![CDATA[<p>Long & wide</p>]]></content:encoded><dc:creator>Ana Ruiz</dc:creator>
         <category domain="https://example.org/t">Trade</category><comments>https://example.org/1#c</comments>
         <source url="https://origin.example/rss">Origin</source>
         <enclosure url="/a.mp3" type="audio/mpeg" length="123"/></item>`,
      ),
    )
    expect(feed.format).toBe('rss20')
    expect(feed.items).toEqual([
      {
        id: 'n-1',
        title: 'Parcels & customs',
        link: 'https://example.org/1',
        published: Date.UTC(2026, 10, 24, 7, 30),
        updated: null,
        summary: '<p>Short</p>',
        content: '<p>Long & wide</p>',
        language: null,
        rights: null,
        comments: 'https://example.org/1#c',
        authors: [{ name: 'Ana Ruiz', email: null, url: null }],
        categories: [{ term: 'Trade', scheme: 'https://example.org/t', label: null }],
        enclosures: [{ url: 'https://example.org/a.mp3', type: 'audio/mpeg', length: 123 }],
        image: null,
        source: { title: 'Origin', link: 'https://origin.example/rss' },
      },
    ])
  })

  test('a channel says what it is and how often to ask', async () => {
    const feed = await readFeed(
      rss(
        '<item><title>a</title></item>',
        `<description>News</description><language>pt-BR</language><copyright>© Desk</copyright><ttl>90</ttl>
         <managingEditor>ed@example.org (Ed Itor)</managingEditor><generator>Press 1.2</generator>
         <image><url>/logo.png</url><title>x</title></image><lastBuildDate>Tue, 24 Nov 2026 10:00:00 GMT</lastBuildDate>
         <skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours><skipDays><day>Sunday</day></skipDays>
         <atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>
         <atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="/feed.xml"/>`,
      ),
    )
    expect(feed).toMatchObject({
      title: 'Desk',
      link: 'https://example.org/',
      description: 'News',
      language: 'pt-BR',
      rights: '© Desk',
      generator: 'Press 1.2',
      image: 'https://example.org/logo.png',
      hub: 'https://hub.example/',
      self: 'https://example.org/feed.xml',
      authors: [{ name: 'Ed Itor', email: 'ed@example.org', url: null }],
      minimumIntervalMs: 90 * 60_000,
      skipHours: [0, 7],
      skipDays: [0],
    })
    expect(iso(feed.updated)).toBe('2026-11-24T10:00:00.000Z')
  })

  test.each([
    ['<rss version="0.91"><channel><item><title>a</title></item></channel></rss>', 'rss091'],
    ['<rss version="0.92"><channel><item><title>a</title></item></channel></rss>', 'rss092'],
    ['<RSS><Channel><Item><Title>a</Title></Item></Channel></RSS>', 'rss20'],
    [
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/><item><title>a</title></item></rdf:RDF>',
      'rss10',
    ],
    [
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/><item><title>a</title></item></rdf:RDF>',
      'rss090',
    ],
    ['<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title></entry></feed>', 'atom10'],
    ['<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>a</title></entry></feed>', 'atom03'],
    ['<CHANNEL HREF="https://example.org/"><ITEM HREF="/1"><TITLE>a</TITLE></ITEM></CHANNEL>', 'cdf'],
  ])('%s is recognised', async (document, format) => {
    const feed = await readFeed(document)
    expect(feed.format).toBe(format)
    expect(feed.items.map(({ title }) => title)).toEqual(['a'])
  })

  test('RSS 1.0 items have their address as id, Dublin Core gives date and author', async () => {
    const feed = await readFeed(
      `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/">
       <channel r:about="https://example.org/"><title>T</title><link>https://example.org/</link></channel>
       <item r:about="https://example.org/9"><title>N</title><link>https://example.org/9</link><d:creator>C</d:creator>
       <d:date>2026-11-24T09:00+09:00</d:date><d:subject>tax</d:subject></item></r:RDF>`,
    )
    const [item] = feed.items
    expect(item).toMatchObject({ id: 'https://example.org/9', authors: [{ name: 'C' }], categories: [{ term: 'tax' }] })
    expect(iso(item?.published ?? null)).toBe('2026-11-24T00:00:00.000Z')
  })

  test('a guid is the link unless it says that it is not one', async () => {
    const feed = await readFeed(
      rss('<item><guid>https://example.org/a</guid></item><item><guid isPermaLink="false">https://example.org/b</guid></item>'),
    )
    expect(feed.items.map(({ link }) => link)).toEqual(['https://example.org/a', null])
  })

  test('elements of foreign vocabularies are not taken for RSS ones, whatever their local name', async () => {
    const feed = await readFeed(
      rss('<item xmlns:x="urn:x"><x:title>wrong</x:title><title>right</title><x:link>https://bad.example/</x:link></item>'),
    )
    expect(feed.items[0]).toMatchObject({ title: 'right', link: null })
  })

  test('podcast and media vocabularies fill what RSS leaves open', async () => {
    const feed = await readFeed(
      `<rss version="2.0" xmlns:m="http://search.yahoo.com/mrss/" xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
       <i:category text="Technology"><i:category text="Gadgets"/></i:category>
       <item><m:group><m:title>M</m:title><m:description>D</m:description><m:thumbnail url="/t.jpg"/>
       <m:content url="/v.mp4" type="video/mp4" fileSize="9"/></m:group><i:author>A</i:author><i:keywords>x, y</i:keywords></item></channel></rss>`,
    )
    expect(feed.categories.map(({ term }) => term)).toEqual(['Technology', 'Gadgets'])
    expect(feed.items[0]).toMatchObject({
      title: 'M',
      summary: 'D',
      image: 'https://example.org/t.jpg',
      authors: [{ name: 'A' }],
      categories: [{ term: 'x' }, { term: 'y' }],
      enclosures: [{ url: 'https://example.org/v.mp4', type: 'video/mp4', length: 9 }],
    })
  })
})

describe('Atom', () => {
  const entry = (inside: string, attributes = ''): string =>
    `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><entry>${inside}</entry></feed>`

  test.each([
    ['plain text keeps its characters', '<content>a &lt; b &amp; c</content>', 'a &lt; b &amp; c'],
    ['html is unescaped once', '<content type="html">&lt;b&gt;x&lt;/b&gt; &amp;amp;</content>', '<b>x</b> &amp;'],
    [
      'xhtml loses its div, not its order',
      '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b> c &lt;</div></content>',
      'a <b>b</b> c &lt;',
    ],
    [
      'prefixed xhtml loses its prefix',
      '<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p class="x">a<h:br/></h:p></h:div></content>',
      '<p class="x">a<br></p>',
    ],
    ['base64 that is text is decoded', '<content type="text/html" mode="base64">PGI+eDwvYj4=</content>', '<b>x</b>'],
  ])('%s', async (_, content, expected) => {
    const feed = await readFeed(entry(content))
    expect(feed.items[0]?.content).toBe(expected)
  })

  test('links are told apart by relation and type', async () => {
    const feed = await readFeed(
      entry(
        `<link rel="self" href="https://example.org/s"/><link rel="alternate" type="application/json" href="https://example.org/j"/>
         <link type="text/html" href="/page"/><link rel="enclosure" href="/f.pdf" type="application/pdf" length="7"/>
         <link rel="replies" href="/talk"/>`,
      ),
    )
    expect(feed.items[0]).toMatchObject({
      link: 'https://example.org/page',
      comments: 'https://example.org/talk',
      enclosures: [{ url: 'https://example.org/f.pdf', type: 'application/pdf', length: 7 }],
    })
  })

  test('xml:base is inherited and stacked, also for references inside content', async () => {
    const feed = await readFeed(
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/"><entry xml:base="y/"><link href="1"/>
       <content type="html">&lt;a href="2"&gt;z&lt;/a&gt;&lt;a href="https://b.example/"&gt;&lt;img src='/p.png'&gt;</content></entry></feed>`,
    )
    expect(feed.items[0]).toMatchObject({
      link: 'https://a.example/x/y/1',
      content: `<a href="https://a.example/x/y/2">z</a><a href="https://b.example/"><img src='https://a.example/p.png'>`,
    })
  })

  test('without xml:base the article’s own page is what references are relative to', async () => {
    const feed = await readFeed(
      entry('<link href="https://site.example/news/1.html"/><content type="html">&lt;img src="1.png"&gt;</content>'),
    )
    expect(feed.items[0]?.content).toBe('<img src="https://site.example/news/1.png">')
  })

  test('xml:lang is inherited; an empty one clears it', async () => {
    const feed = await readFeed(
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><entry><title>a</title></entry>
       <entry xml:lang="uk"><title>b</title></entry><entry><title xml:lang="">c</title></entry></feed>`,
    )
    expect(feed.items.map(({ language }) => language)).toEqual(['ru', 'uk', null])
  })

  test('an aggregated entry names its source and takes its author from it', async () => {
    const feed = await readFeed(
      entry(
        `<title>a</title><source><title>Origin</title><link href="https://o.example/"/><author><name>N</name><email>n@o.example</email><uri>/n</uri></author></source>`,
      ),
    )
    expect(feed.items[0]).toMatchObject({
      source: { title: 'Origin', link: 'https://o.example/' },
      authors: [{ name: 'N', email: 'n@o.example', url: 'https://example.org/n' }],
    })
  })

  test('a single entry is a feed of one', async () => {
    const feed = await readFeed('<entry xmlns="http://www.w3.org/2005/Atom"><title>one</title></entry>')
    expect(feed.items.map(({ title }) => title)).toEqual(['one'])
  })
})

describe('broken documents', () => {
  test.each([
    ['an unclosed description', rss('<item><description>a <b>b<br> c</description><title>T</title></item>')],
    [
      'an undeclared prefix and entity',
      rss('<item><dc:subject>x</dc:subject><title>T</title><description>&nbsp;&eacute;&bogus;</description></item>'),
    ],
    ['junk before the declaration', `\n<br />Warning: something\n${rss('<item><title>T</title></item>')}`],
    ['an unclosed CDATA', rss('<item><title>T</title><description><![CDATA[ half</description></item>')],
    [
      'junk after the end',
      `${rss('<item><title>T</title></item>')}<script>x</script><rss><channel><item><title>U</title></item></channel></rss>`,
    ],
    [
      'a bare ampersand and angle',
      rss('<item><title>T</title><link>https://example.org/?a=1&copy=2</link><description>3 < 4 & 5</description></item>'),
    ],
  ])('%s does not cost the item', async (_, document) => {
    const feed = await readFeed(document)
    expect(feed.items.map(({ title }) => title)).toEqual(['T'])
  })

  test('what a DTD declares is not expanded', async () => {
    const feed = await readFeed(
      `<!DOCTYPE rss [<!ENTITY a "boom"><!ENTITY f SYSTEM "file:///etc/passwd">]>${rss('<item><title>&a;&f;&amp;lt;&#8217;</title></item>').slice(21)}`,
    )
    expect(feed.items[0]?.title).toBe('&a;&f;&lt;’')
  })

  test('the same bytes give the same answer whatever came before', async () => {
    const plain = '<rss><channel><item><dc:title>x</dc:title></item></channel></rss>'
    const before = await readFeed(plain)
    await readFeed('<rss xmlns:dc="urn:other"><channel><item><dc:title>y</dc:title></item></channel></rss>')
    expect(await readFeed(plain)).toEqual(before)
  })
})
