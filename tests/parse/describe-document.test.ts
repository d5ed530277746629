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
  ['<?xml version="1.0"?><catalog><book/></catalog>', 'an XML document of «catalog»'],
])('«%s» is named', async (document, detail) => expect(await failureOf(document)).toBe(detail))

test.each([
  rss(''),
  rss(
    '<image><url>a.png</url><title>Desk</title><link>/</link></image><textInput><title>Search</title><link>/s</link></textInput>',
  ),
  rss('<cc:Work xmlns:cc="http://web.resource.org/cc/"><cc:title>Desk</cc:title><cc:date>2026</cc:date></cc:Work>'),
  '<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><author><name>A</name><url>/a</url></author></feed>',
  '{"version":"https://jsonfeed.org/version/1.1","title":"Desk","items":[]}',
])('a feed without items is a feed: %s', async (document) =>
  expect((await readFeed(document, { fallbackParser: true })).items).toEqual([]),
)

const NEWS = '<news><headline>Harbour opens</headline><link>/1</link></news>'
test.each([
  [rss(NEWS.repeat(3)), 'elements «news» look like items: 3, but there is no «item»'],
  [rss(`<list>${NEWS}</list>`), 'elements «news» look like items: 1, but there is no «item»'],
  [
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><item><title>a</title><link href="/1"/></item></feed>',
    'elements «item» look like items: 1, but there is no «entry»',
  ],
  [
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Desk</title><items><rdf:Seq>
    <rdf:li rdf:resource="/1"/><rdf:li rdf:resource="/2"/></rdf:Seq></items></channel></rdf:RDF>`,
    'the list of items names 2, but there is no «item»',
  ],
  [
    '{"version":"https://jsonfeed.org/version/1.1","title":"Desk","entries":[]}',
    'a JSON Feed without a list «items»; its fields: version, title, entries',
  ],
  [
    '{"version":"https://jsonfeed.org/version/1.1","items":["a","b"]}',
    '«items» of a JSON Feed holds 2 values that are no items',
  ],
  ['<!DOCTYPE html><body><channel><p>News</p></channel></body>', 'an HTML page without a title; it names no feed'],
])('a feed that is not empty, and in which no item was found, is a failure: %s', async (document, detail) =>
  expect(await failureOf(document, { fallbackParser: true })).toBe(detail),
)

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
