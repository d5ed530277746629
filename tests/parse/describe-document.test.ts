import { expect, test } from 'vitest'
import { NO_HINTS } from '../../src/parse/dates/date-parts.ts'
import { documentView } from '../../src/cli/lab.ts'
import { readWithFallbackParser } from '../../src/parse/fallback-parser.ts'
import { failureOf, read, readFeed, rss } from './reading.ts'

test('a page is described by its title and the feeds it names', async () => {
  const page = `<!doctype html><html><head><title>Trade
    &amp; News</title><link rel="alternate" type="application/rss+xml" href="/rss"><link rel="stylesheet" href="x"></head><body>text</body></html>`
  expect(await failureOf(page)).toBe('an HTML page titled «Trade & News»; it names these feeds: https://example.org/rss')
})

test.each([
  ['', 'the document is empty'],
  ['  \n', 'the document is empty'],
  ['Service unavailable', 'text that starts with «Service unavailable»'],
  ['<html><title>Sign in</title><form><input type=password></form></html>', 'a login page titled «Sign in»; it names no feed'],
  [
    '<?xml version="1.0"?><opml><head/><body><outline text="A"/></body></opml>',
    'an OPML list of feeds; polywire import-opml adds them to sources.yaml',
  ],
  ['<?xml version="1.0"?><urlset><url/></urlset>', 'an XML document of «urlset»'],
])('«%s» is named', async (document, detail) => expect(await failureOf(document)).toBe(detail))

test('a feed without items is a feed', async () => expect((await readFeed(rss(''))).items).toEqual([]))

test('the fallback parser is tried where ours finds nothing, and may find nothing either', async () => {
  const odd = '<?xml version="1.0"?><rss version="2.0"><channel><title>Odd</title><wrap></wrap></channel></rss>'
  expect((await readFeed(odd, { fallbackParser: true })).readByFallback).toBe(false)
})

test('the fallback parser gives items in our shape', async () => {
  const document = rss(
    '<item><title>a</title><link>/1</link><guid>g</guid><pubDate>Tue, 24 Nov 2026 08:30:00 GMT</pubDate></item><item><title>b</title></item>',
  )
  const limits = { url: 'https://example.org/feed', maxItems: 1, hints: NO_HINTS }
  const found = await readWithFallbackParser(document, limits)
  expect(found).toMatchObject({
    title: 'Desk',
    items: [{ id: 'g', title: 'a', link: 'https://example.org/1', published: Date.UTC(2026, 10, 24, 8, 30) }],
  })
  expect(found?.items).toHaveLength(1)
  expect(await readWithFallbackParser('<rss><broken', limits)).toBeNull()
})

test('the view of a document has ISO dates, and a sentence for a failure', async () => {
  const fine = await read(rss('<item><title>a</title><pubDate>Tue, 24 Nov 2026 08:30:00 GMT</pubDate></item>'))
  expect(documentView('f.xml', fine)).toMatchObject({
    file: 'f.xml',
    ok: true,
    format: 'rss20',
    encoding: 'utf-8',
    feed: { title: 'Desk', updated: null },
    items: [{ title: 'a', published: '2026-11-24T08:30:00.000Z', updated: null }],
  })
  expect(documentView('g', await read('nothing'))).toMatchObject({ ok: false, failure: { kind: 'not-a-feed' } })
})
