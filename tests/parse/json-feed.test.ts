import { expect, test } from 'vitest'
import { failureOf, iso, readFeed } from './reading.ts'

test('JSON Feed 1.1', async () => {
  const feed = await readFeed(
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'R&D <b>',
      home_page_url: 'https://example.org/',
      feed_url: '/feed.json',
      language: 'de',
      expired: true,
      hubs: [{ type: 'WebSub', url: 'https://hub.example/' }],
      authors: [{ name: 'A' }],
      items: [
        {
          id: 'x',
          url: '/x',
          title: 'T',
          content_html: '<p>x</p>',
          summary: 'S',
          image: '/i.png',
          date_published: '2026-11-24T08:30:00+01:00',
          tags: ['a', 'a', 'b'],
          attachments: [{ url: '/a.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5 }],
        },
      ],
    }),
  )
  expect(feed).toMatchObject({
    format: 'json11',
    title: 'R&amp;D &lt;b&gt;',
    language: 'de',
    hub: 'https://hub.example/',
    self: 'https://example.org/feed.json',
  })
  expect(feed.minimumIntervalMs).toBe(7 * 86_400_000)
  const [item] = feed.items
  expect(item).toMatchObject({
    id: 'x',
    link: 'https://example.org/x',
    content: '<p>x</p>',
    image: 'https://example.org/i.png',
    categories: [{ term: 'a' }, { term: 'b' }],
    enclosures: [{ url: 'https://example.org/a.mp3', type: 'audio/mpeg', length: 5 }],
  })
  expect(iso(item?.published ?? null)).toBe('2026-11-24T07:30:00.000Z')
})

test('fields of any type are taken for what they can be, or left out', async () => {
  const feed = await readFeed(
    `{"version":"https://jsonfeed.org/version/1","title":7,"home_page_url":[],"author":"Ana","__proto__":{"polluted":1},
      "items":[{"id":42,"title":{},"url":9,"tags":"one","content_text":"a < b\\nc","attachments":{"url":"/f"},"date_published":1795509000,
      "authors":[null,{"name":3}],"__proto__":{"link":"x"}},null,5,[]]}`,
  )
  expect(feed).toMatchObject({ format: 'json1', title: '7', link: null, authors: [{ name: 'Ana' }] })
  expect(feed.items).toHaveLength(1)
  expect(feed.items[0]).toMatchObject({
    id: '42',
    title: null,
    content: 'a &lt; b<br>c',
    categories: [{ term: 'one' }],
    authors: [{ name: '3' }],
    enclosures: [{ url: 'https://example.org/f' }],
    published: 1_795_509_000_000,
  })
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test.each([
  ['{"data":[1],"meta":{}}', 'JSON without the items of a JSON Feed; its fields: data, meta'],
  ['[{"id":1}]', 'a JSON list of 1 values'],
  ['{"items" [1]}', 'broken JSON that starts with «{"items" [1]}»'],
])('%s is no feed', async (document, detail) => expect(await failureOf(document)).toBe(detail))

test.each(['{"items": [', '{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"},{"id":"2', '{"a":"\\'])(
  '%s is JSON that breaks off',
  async (document) => expect(await failureOf(document)).toBe('truncated'),
)
