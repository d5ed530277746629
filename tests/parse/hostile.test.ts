import { describe, expect, test } from 'vitest'
import { feedLinks } from '../../src/parse/page/feed-links.ts'
import { suggestPageRule } from '../../src/parse/page/suggest-page-rule.ts'
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
