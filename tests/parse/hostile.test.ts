import { describe, expect, test } from 'vitest'
import { feedLinks } from '../../src/parse/page/feed-links.ts'
import { suggestPageRule } from '../../src/parse/page/suggest-page-rule.ts'
import { collectWarnings } from '../../src/parse/caps.ts'
import { readXml } from '../../src/parse/xml/read-xml.ts'
import { costGrowth, MOST_GROWTH } from '../processor-time.ts'
import { failureOf, read, readFeed, rss } from './reading.ts'

/** Each of these has killed a feed reader; here they only have to end, with whatever is readable. */
const item = '<item><title>T</title></item>'

describe('hostile documents', () => {
  test('nesting beyond any reason is flattened, the item stays', async () => {
    const feed = await readFeed(
      rss(`<item><title>T</title><description>${'<a>'.repeat(100_000)}x${'</a>'.repeat(100_000)}</description></item>${item}`),
    )
    expect(feed.items.map(({ title }) => title)).toEqual(['T', 'T'])
    expect(feed.warnings).toEqual(['elements nested deeper than 200 were flattened'])
  })

  test('what is never closed ends with its item, not with the document', async () => {
    const feed = await readFeed(
      rss(`<item><title>T</title><description>${'<a>'.repeat(1000)}</description></item>${item}${item}`),
    )
    expect(feed.items.map(({ title }) => title)).toEqual(['T', 'T', 'T'])
  })

  test.each([
    ['<ttl>240</ttl>', 240],
    // “Never again”: as long as a hint counts, instead of none.
    ['<ttl>2147483647</ttl>', 1e7],
    ['<ttl>1e999</ttl>', 1e7],
    ['<ttl>-60</ttl>', null],
    ['<ttl>0</ttl>', null],
    ['<ttl>soon</ttl>', null],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1000000000</sy:updateFrequency>', null],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>', 60],
  ])('%s asks for a poll in %j minutes at the earliest', async (hint, minutes) => {
    const feed = await readFeed(rss(hint + item))
    expect(feed.minimumIntervalMs).toBe(minutes === null ? null : minutes * 60_000)
  })

  test('a document that breaks off is a failure, wherever it does, and never half a feed', async () => {
    const whole = rss(`${item}${item}`)
    expect((await readFeed(whole)).warnings).toEqual([])
    for (let end = whole.indexOf('<item>'); end < whole.indexOf('</channel>'); end += 1)
      expect(await failureOf(whole.slice(0, end))).toBe('truncated')
    // Behind the channel nothing is missing.
    expect((await readFeed(whole.slice(0, -3))).items).toHaveLength(2)
  })

  test('on request, what there is of a document that breaks off is read', async () => {
    const whole = rss(`${item}${item}`)
    const half = await readFeed(whole.slice(0, whole.lastIndexOf('</title>')), { acceptTruncated: true })
    expect([half.items.length, half.warnings]).toEqual([2, ['the document ends inside <title>']])
  })

  test('an element of the channel that is never closed hides no item, and nothing after it', async () => {
    const channel =
      '<itunes:category text="News"><itunes:category text="Politics"/><itunes:owner><itunes:name>Desk</itunes:name><ttl>240</ttl>'
    const podcast = (open: string): string =>
      rss(item.repeat(2), open).replace('<rss', '<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"')
    const feed = await readFeed(podcast(channel))
    expect([feed.items.map(({ title }) => title), feed.minimumIntervalMs]).toEqual([['T', 'T'], 240 * 60_000])
    const inItems = '<item><title>T</title><itunes:category text="Sport"></itunes:category></item>'
    expect((await readFeed(podcast(channel + inItems))).items).toHaveLength(3)
    // One that is closed is no item's parent.
    expect((await readFeed(podcast('<list><item><title>of a list</title></item></list>'))).items).toHaveLength(2)
  })

  test('a flood of elements that are never closed, each before an item, takes linear time', async () => {
    const flood = (count: number): string => rss('<x><item><title>T</title></item>'.repeat(count))
    expect(await costGrowth(2_000, flood, async (document) => await read(document))).toBeLessThan(MOST_GROWTH)
  })

  test('markup that is never closed does not make a whole document a truncated one', async () => {
    for (const opening of ['<![CDATA[', '<!--', '<a href="']) {
      const feed = await readFeed(rss(`${item}<item><title>U</title><description>${opening}</description></item>`))
      expect([feed.items.length, feed.warnings]).toEqual([2, ['a tag, comment or CDATA section is never closed']])
    }
  })

  test('entity bombs stay unexploded', async () => {
    const bomb = Array.from({ length: 20 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('')
    const feed = await readFeed(
      `<!DOCTYPE rss [<!ENTITY e0 "x">${bomb}]><rss><channel><item><title>&e20;</title></item></channel></rss>`,
    )
    expect(feed.items[0]?.title).toBe('&e20;')
  })

  test('references are decoded once', () => {
    const { root } = readXml('<rss><title>&amp;lt;b></title></rss>', 'https://example.org/', () => true, collectWarnings())
    expect(root?.children).toMatchObject([{ children: ['&lt;b>'] }])
  })

  test('items, categories, attributes and texts have a limit that a warning names', async () => {
    const many = await readFeed(rss(item.repeat(20)), { maxItems: 5 })
    expect([many.items.length, many.warnings]).toEqual([5, ['cut at 5 items']])
    const tags = await readFeed(
      rss(`<item>${Array.from({ length: 500 }, (_, at) => `<category>c${at}</category>`).join('')}</item>`),
    )
    expect(tags.items[0]?.categories).toHaveLength(100)
    const long = await readFeed(rss(`<item><description>${'x'.repeat(3_000_000)}</description></item>`))
    expect([long.items[0]?.summary?.length, long.warnings]).toEqual([
      2_000_000,
      ['a text of 3000000 characters was cut at 2000000'],
    ])
    const attributes = Array.from({ length: 100_000 }, (_, at) => `a${at}="1"`).join(' ')
    expect((await readFeed(rss(`<item ${attributes}><title>T</title></item>`))).items[0]?.title).toBe('T')
  })

  test('of an element so many attributes are kept, and of each value so many characters', () => {
    const written = Array.from({ length: 100 }, (_, at) => `a${at}="${'x'.repeat(70_000)}"`).join(' ')
    const { root } = readXml(`<rss ${written}></rss>`, 'https://example.org/', () => true, collectWarnings())
    expect([root?.attributes.length, root?.attributes[1]?.length]).toEqual([2 * 64, 65_536])
  })

  test('of an item so many elements, people, enclosures and characters of a title are kept, however deep it goes', async () => {
    const times = (count: number, element: (at: number) => string): string =>
      Array.from({ length: count }, (_, at) => element(at)).join('')
    const people = times(200, (at) => `<author>P${at}</author>`)
    const files = times(200, (at) => `<enclosure url="https://example.org/${at}.mp3" type="audio/mpeg"/>`)
    const feed = await readFeed(rss(`<item><title>${'T'.repeat(30_000)}</title>${people}${files}</item>`))
    const [read] = feed.items
    expect([read?.title?.length, read?.authors.length, read?.enclosures.length]).toEqual([20_000, 50, 50])
    const many = await readFeed(rss(`<item>${'<x/>'.repeat(50_000)}<title>Late</title></item>${item}`))
    expect([many.items.map(({ title }) => title), many.warnings]).toEqual([
      [null, 'T'],
      ['more than 50000 elements in one item: the rest was left out'],
    ])
    const { root } = readXml(rss('', '<x/>'.repeat(50_001)), 'https://example.org/', () => true, collectWarnings())
    const [channel] = root?.children ?? []
    // The channel is one of them.
    expect(typeof channel === 'object' && channel.children).toHaveLength(49_999)
    const after = await readFeed(rss(item, '<x/>'.repeat(60_000)))
    expect([after.items.map(({ title }) => title), after.warnings]).toEqual([
      ['T'],
      ['more than 50000 elements outside the items: the rest was left out'],
    ])
    const deep = await readFeed(rss(`<item>${'<x>'.repeat(300)}${'</x>'.repeat(300)}<title>T</title></item>`))
    expect(deep.warnings).toEqual(['elements nested deeper than 200 were flattened'])
  })

  test.each([
    ['a million angle brackets', '<'.repeat(1_000_000)],
    ['a million ampersands in a title', rss(`<item><title>${'&'.repeat(1_000_000)}</title></item>`)],
    ['half references', rss(`<item><title>${'&#x'.repeat(300_000)}</title></item>`)],
    ['stray end tags', rss(`<item>${'<a>'.repeat(150)}${'</b></c>'.repeat(200_000)}</item>`)],
    ['unclosed tags in content', rss(`<item><description><![CDATA[${'<a href=x '.repeat(200_000)}]]></description></item>`)],
    ['unclosed CDATA, comment, instruction', `<rss><channel><item><title>T</title>${'<![CDATA['.repeat(100_000)}<!-- <?`],
    ['null bytes', `\0\0<rss>\0<channel><item><title>T\0</title></item></channel></rss>`],
    ['namespaces on every element', rss(`<item>${'<p xmlns="urn:a" xmlns:b="urn:b">x</p>'.repeat(50_000)}</item>`)],
    ['a date of digits', rss(`<item><pubDate>${'1'.repeat(200_000)}</pubDate></item>`)],
    ['an author of commas', rss(`<item><author>${'a@'.repeat(200_000)}</author></item>`)],
    ['a list of nested JSON', '['.repeat(1_000_000)],
    ['noise', Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff)],
  ])('%s', async (_, document) => {
    const result = await read(document, { fallbackParser: true })
    expect(typeof result.ok).toBe('boolean')
  })
})

describe('hostile markup that is read as HTML', () => {
  const page = {
    item: 'li',
    title: 'a',
    link: 'a@href',
    date: { select: 'time', format: 'yyyy-MM-dd' },
    summary: null,
    image: null,
  }
  const first = '<!doctype html><html><head></head><body><ul><li><a href="/first">The first</a><time>2026-11-20</time></li>'
  const deep = (count: number): string => '<b>'.repeat(count)

  test.each([
    ['nested without an end', 5_000, deep],
    ['items in items', 2_000, (n: number) => '<ul><li>'.repeat(n)],
    ['many items', 5_000, (n: number) => '<li><a href="/x">x</a>'.repeat(n)],
    [
      'marks on the letter of a date',
      10_000,
      (n: number) => `<li><a href="/x">x</a><time>a${'\u0316\u0301'.repeat(n)}</time>`.repeat(5),
    ],
  ])('a page by its rule: %s', async (_, size, markup) => {
    const readByRule = async (text: string): Promise<void> => {
      const { items } = await readFeed(first + text, { page })
      expect(items[0]).toMatchObject({ title: 'The first', published: Date.UTC(2026, 10, 20) })
    }
    expect(await costGrowth(size, markup, readByRule)).toBeLessThan(MOST_GROWTH)
  })

  const context = { url: 'https://example.org/', language: null, now: 0, maxItems: 50 }
  test.each<[string, (text: string) => Promise<void>]>([
    ['a page for which a rule is looked for', async (text) => expect(suggestPageRule(first + text, context)).toBe(null)],
    [
      'a page on which feeds are looked for',
      async (text) => expect(feedLinks(`<a href="/rss">x</a>${text}`, context.url)).toHaveLength(1),
    ],
    ['a document that is no feed', async (text) => expect(await failureOf(first + text)).toMatch(/^an HTML page/)],
    [
      'one that mentions a licence',
      async (text) => {
        const licensed = rss(`${item}<x y="https://rslstandard.org/rsl"/><description>${text}</description>`)
        expect((await readFeed(licensed)).items).toHaveLength(1)
      },
    ],
  ])('%s', async (_, look) => expect(await costGrowth(5_000, deep, look)).toBeLessThan(MOST_GROWTH))
})
