import { describe, expect, test } from 'vitest'
import { feed } from '../feeds.ts'
import { atomText, jsonText, rssText } from '../written.ts'
import { type FeedKind, validateFeed } from './validate-feed.ts'

const documents: Readonly<Record<FeedKind, string>> = {
  atom: atomText(feed()),
  rss: rssText(feed()),
  json: jsonText(feed()),
}

/** Each breaks one rule; a checker that lets it pass checks nothing. */
const damage: readonly (readonly [FeedKind, string, string | RegExp, string])[] = [
  ['atom', 'an element left open', '</entry>', ''],
  ['atom', 'a loose ampersand', '&amp;', '&'],
  ['atom', 'an unbound prefix', 'xmlns:media', 'xmlns:medium'],
  ['atom', 'an attribute twice', '<entry xml:lang="en">', '<entry xml:lang="en" xml:lang="de">'],
  ['atom', 'a control character', 'Polywire', 'Poly\u0001wire'],
  ['atom', 'a forbidden reference', 'Polywire', 'Poly&#1;wire'],
  ['atom', 'a CDATA end in text', 'Polywire', 'Poly]]>wire'],
  ['atom', 'no id', /<id>urn:uuid:1.*<\/id>/, ''],
  ['atom', 'no updated', /<updated>.*<\/updated>/, ''],
  ['atom', 'blanks around an id', '<id>urn', '<id> urn'],
  ['atom', 'a bad date', '2026-11-23T08:30:00Z', '2026-11-23 08:30'],
  [
    'atom',
    'two alternates of one language',
    'rel="related" type="text/html" hreflang="zh-Hans"',
    'rel="alternate" type="text/html" hreflang="zh-Hans"',
  ],
  ['atom', 'an address that is none', 'https://zh.example/1', 'javascript:alert(1)'],
  ['atom', 'an unnamed author', '<name>李雷</name>', '<name></name>'],
  ['atom', 'live markup in a title', 'Parcels under', '&lt;img onerror=x&gt; under'],
  ['atom', 'an element that Atom has not', '<published>', '<issued/><published>'],
  ['atom', 'an attribute that Atom has not', '<published>', '<published zone="UTC">'],
  ['atom', 'text between elements', '<published>', 'news <published>'],
  ['atom', 'an id that is no UUID', 'urn:uuid:11111111-1111', 'urn:uuid:1111111g-1111'],
  ['atom', 'an entry twice', /(<entry [\s\S]*<\/entry>)/, '$1$1'],
  ['atom', 'a language that is none', 'hreflang="zh-Hans"', 'hreflang="xq-Hans"'],
  ['atom', 'a day that is none', '2026-11-23T08:30:00Z', '2026-11-31T08:30:00Z'],
  ['atom', 'a relative link', 'href="https://zh.example/1"', 'href="/1"'],
  ['atom', 'an unnamed link', /title="[^"]*" href="https:\/\/zh.example\/1"/, 'title="" href="https://zh.example/1"'],
  ['atom', 'no link to itself', 'rel="self"', 'rel="via"'],
  ['rss', 'an address with letters beyond ASCII', '<link>https://desk.example/parcels', '<link>https://desk.example/päckchen'],
  ['rss', 'an enclosure of less than nothing', ' length="1234"', ' length="-1"'],
  ['rss', 'an enclosure of no type', ' type="audio/mpeg"', ' type="sound"'],
  ['rss', 'a URN as permanent link', ' isPermaLink="false"', ' isPermaLink="true"'],
  ['rss', 'an item twice', /(<item>[\s\S]*<\/item>)/, '$1$1'],
  ['rss', 'an unnamed source', /(<source [^>]*>)[^<]*/, '$1'],
  ['rss', 'an author without address', '<dc:creator>', '<author>Ada</author><dc:creator>'],
  ['rss', 'no link to itself', 'rel="self"', 'rel="via"'],
  ['rss', 'no channel description', /<description>Trade.*<\/description>/, ''],
  ['rss', 'a bad date', 'Mon, 23 Nov 2026 08', 'Sun, 23 Nov 2026 08'],
  ['rss', 'an element that RSS has not', '<dc:language>en</dc:language>', '<language>en</language>'],
  ['rss', 'an enclosure without a length', ' length="1234"', ''],
  ['rss', 'a guid that is no address', ' isPermaLink="false"', ''],
  [
    'rss',
    'two enclosures',
    '<media:thumbnail url="https://desk.example/a.jpg"/>',
    '<enclosure url="https://x.example/" length="1" type="a/b"/>',
  ],
  ['json', 'no version', /"version":"[^"]*",/, ''],
  ['json', 'no id', /"id":"urn:uuid:1[^"]*",/, ''],
  ['json', 'no content', /"content_html":"[^"]*","content_text":"[^"]*",/, ''],
  ['json', 'an unknown member', '"summary"', '"summery"'],
  ['json', 'an item twice', /("items":\[)(.*)(\]\})/, '$1$2,$2$3'],
  ['json', 'a language that is none', '"language":"en"', '"language":"english"'],
  ['json', 'a relative address', '"url":"https://desk.example/parcels', '"url":"/parcels'],
  ['json', 'a number in words', '"size_in_bytes":1234', '"size_in_bytes":"1234"'],
  ['json', 'an attachment of no type', '"mime_type":"audio/mpeg"', '"mime_type":"sound"'],
  ['json', 'an empty tag', '"tags":["', '"tags":["","'],
  ['json', 'a bad date', '2026-11-23T08:30:00Z', 'yesterday'],
  ['json', 'broken JSON', '}', ''],
]

describe('the checker', () => {
  test.each(Object.keys(documents) as FeedKind[])('finds nothing in good %s', (kind) =>
    expect(validateFeed(documents[kind], kind)).toEqual([]),
  )

  test.each(damage)('sees in %s: %s', (kind, _, from, to) => {
    const damaged = documents[kind].replace(from, to)
    expect(damaged).not.toBe(documents[kind])
    expect(validateFeed(damaged, kind)).not.toEqual([])
  })
})
