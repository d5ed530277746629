import { describe, expect, test } from 'vitest'
import { entry, feed } from '../feeds.ts'
import { atomText, jsonText, rssText } from '../written.ts'
import type { FeedKind } from './validate-feed.ts'
import { warnFeed } from './warn-feed.ts'

const ADDRESS = feed().self
const WRITERS = { atom: atomText, rss: rssText, json: jsonText } as const
const KINDS = Object.keys(WRITERS) as readonly FeedKind[]
const written = (kind: FeedKind, over: Parameters<typeof feed>[0] = {}): string => WRITERS[kind](feed(over))
const warnings = (kind: FeedKind, text: string, address = ADDRESS): readonly string[] =>
  warnFeed(text, kind, address).map((warning) => warning.slice(0, warning.indexOf(':')))

test.each(KINDS)('nothing is warned of in our %s', (kind) => {
  expect(warnFeed(written(kind), kind, ADDRESS)).toEqual([])
})

/** Each does one thing wrong; a checker that lets it pass checks nothing. */
describe.each(KINDS)('%s is warned of', (kind) => {
  test('another address than its own', () => {
    expect(warnings(kind, written(kind), 'https://news.example/elsewhere')).toEqual(['self'])
  })

  test.each([
    ['<p onclick="x()">text</p>'],
    ['<p>text<script>x()</script></p>'],
    ['<p>text <a href="/page">page</a></p>'],
    ['<p>text <img src="//cdn.example/a.png"></p>'],
    ['<p>text <img src="https://cdn.example/a.png" srcset="/b.png 2x"></p>'],
    ['<p style="color: red">text</p>'],
    ['<p>text<b></p>'],
    ['<p>text</p></div>'],
    ['<p>text <iframe src="https://video.example/1"></iframe></p>'],
    ['<p>text <a href="javascript:x()">page</a></p>'],
  ])('%s', (html) => {
    expect(new Set(warnings(kind, written(kind, { entries: [entry({ html })] })))).toEqual(new Set(['html']))
  })

  test('a date that cannot be', () => {
    const entries = [entry({ publishedAt: Date.UTC(2200, 0), updatedAt: Date.UTC(2200, 0) })]
    expect(warnings(kind, written(kind, { entries }))).toEqual(['implausible-date'])
  })
})

test.each<readonly [FeedKind, string, RegExp, string]>([
  ['atom', 'empty', /(<summary type="text">)[^<]+/, '$1'],
  ['atom', 'no-credit', /<source>.*?<\/source>/s, ''],
  ['atom', 'unknown-namespace', /<entry /, '<x:y xmlns:x="urn:x"/><entry '],
  ['rss', 'html-in-title', /(<item>\n<title>)/, '$1AT&amp;amp;T '],
  ['rss', 'missing', /<lastBuildDate>.*?<\/lastBuildDate>/, ''],
  ['rss', 'no-credit', /<source.*?<\/source>/, ''],
  ['json', 'no-credit', /"source":\{/, '"sauce":{'],
  ['json', 'missing', /"language":"en",/, ''],
])('%s is warned of %s', (kind, warning, found, instead) => {
  const text = written(kind)
  expect(text).toMatch(found)
  expect(warnings(kind, text.replace(found, instead))).toContain(warning)
})

test.each(KINDS)('a text that is its own summary is written once in %s', (kind) => {
  const entries = [entry({ html: '<p>Short &amp; whole.</p>', summary: 'Short & whole.' })]
  const text = written(kind, { entries })
  expect(text.split('Short').length).toBe(2)
  expect(warnings(kind, text)).toEqual([])
})
