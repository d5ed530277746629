import { describe, expect, test } from 'vitest'
import { read, readFeed, rss } from './reading.ts'

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

  test('a document that breaks off gives what it has, and that is told', async () => {
    const whole = rss(`${item}${item}`)
    expect((await readFeed(whole)).warnings).toEqual([])
    const half = await readFeed(whole.slice(0, whole.lastIndexOf('</title>')))
    expect([half.items.length, half.warnings]).toEqual([2, ['the document breaks off before its end']])
  })

  test('entity bombs stay unexploded', async () => {
    const bomb = Array.from({ length: 20 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('')
    const feed = await readFeed(
      `<!DOCTYPE rss [<!ENTITY e0 "x">${bomb}]><rss><channel><item><title>&e20;</title></item></channel></rss>`,
    )
    expect(feed.items[0]?.title).toBe('&e20;')
  })

  test('items, categories, attributes and texts have a limit that is told', async () => {
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
    const result = await read(document, { secondReader: true })
    expect(typeof result.ok).toBe('boolean')
  })
})
