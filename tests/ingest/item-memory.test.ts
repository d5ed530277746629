import { describe, expect, test } from 'vitest'
import { createEnricher } from '../../src/enrich/enricher.ts'
import { createItemMemory, type ItemMemory } from '../../src/ingest/item-memory.ts'
import { type ReadOutcome, type ReadTask, readFeed } from '../../src/ingest/read-feed.ts'
import type { SourceId } from '../../src/model/ids.ts'

const enricher = await createEnricher({ taxonomy: null, fingerprint: null })
const URL = 'https://news.example/feed.xml'

const item = (number: number, text = 'What happened.', extra = ''): string =>
  `<item><title>Report ${number}</title><link>https://news.example/${number}</link><guid>g-${number}</guid>${extra}` +
  `<pubDate>Mon, 02 Nov 2026 10:${String(number % 60).padStart(2, '0')}:00 GMT</pubDate><description>${text}</description></item>`
const rss = (items: readonly string[], channel = '<title>News</title>'): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>${channel}\n${items.join('\n')}\n</channel></rss>`
const entry = (number: number, text = 'What happened.'): string =>
  `<entry><title>Report ${number}</title><link href="/${number}"/><id>tag:news.example,2026:${number}</id>` +
  `<updated>2026-11-02T10:${String(number % 60).padStart(2, '0')}:00Z</updated><content type="html">${text}</content></entry>`
const atom = (entries: readonly string[], attributes = ''): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><title>News</title><id>f</id>${entries.join('')}</feed>`

const taskOf = (text: string, known: ReadTask['known']): ReadTask => ({
  document: { bytes: Buffer.from(text), url: URL, contentType: null, language: null },
  source: { id: 'news' as SourceId, language: null, topics: [], url: URL, page: null, name: 'News' },
  known,
  isFirstRead: known.size === 0,
  now: Date.UTC(2026, 10, 2, 12),
  maxItems: 100,
})

const byKey = (outcome: ReadOutcome): unknown =>
  outcome.ok ? { ...outcome, items: outcome.items.toSorted((a, b) => (a.key < b.key ? -1 : 1)) } : outcome
const hashes = (outcome: ReadOutcome): readonly (readonly [string, string])[] =>
  outcome.ok ? outcome.items.map(({ key, hash }) => [key, hash] as const) : []

/** Reads documents of one source one after another, with and without a memory; returns how many items the last one spared. */
const readBoth = async (documents: readonly string[]): Promise<number> => {
  const memory = createItemMemory()
  let spared = 0
  const counting: ItemMemory = {
    ...memory,
    remember: (task, read) => {
      spared = read.pieces.filter(({ known }) => known !== null).length
      memory.remember(task, read)
    },
  }
  const known = new Map<string, string>()
  for (const text of documents) {
    // The newest first, as the store gives them.
    const task = taskOf(text, new Map([...known].toReversed()))
    spared = 0
    const [whole, short] = [await readFeed(enricher, task), await readFeed(enricher, task, counting)]
    expect(byKey(short)).toEqual(byKey(whole))
    for (const [key, hash] of hashes(whole)) known.set(key, hash)
  }
  return spared
}

/** One of several on a page. */
const live = (part: string): string =>
  item(9).replace('Report 9', `Part ${part}`).replace('example/9', `example/live#${part}`).replace('g-9', part)

describe('known items are not parsed again, and the outcome is the same', () => {
  const five = [5, 4, 3, 2, 1].map((number) => item(number))
  const cases: Readonly<Record<string, { readonly documents: readonly string[]; readonly spared: number }>> = {
    'one is new': { documents: [rss(five), rss([item(6), ...five])], spared: 5 },
    'of Atom': { documents: [atom([entry(1), entry(2)]), atom([entry(3), entry(1), entry(2)])], spared: 2 },
    'one says something else': { documents: [rss(five), rss([item(5, 'Corrected.'), ...five.slice(1)])], spared: 4 },
    'all are known': { documents: [rss(five), rss(five)], spared: 5 },
    'the channel has another date': {
      documents: [rss(five, '<lastBuildDate>a</lastBuildDate>'), rss([item(6), ...five], '<lastBuildDate>b</lastBuildDate>')],
      spared: 5,
    },
    'the base of addresses moves': {
      documents: [atom([entry(1)], 'xml:base="https://a.example/"'), atom([entry(1)], 'xml:base="https://b.example/"')],
      spared: 0,
    },
    'the guid of a known one stands on another': {
      documents: [rss(five), rss([item(6).replace('g-6', 'g-5'), ...five])],
      spared: 5,
    },
    'an item comes twice': { documents: [rss(five), rss([item(5, 'Corrected.'), ...five])], spared: 0 },
    'a page becomes the page of many': {
      documents: [
        rss([item(1), item(2)]),
        rss([3, 4, 5, 6, 7].map((number) => item(number).replace(`example/${number}`, 'example/1')).concat(item(1), item(2))),
      ],
      spared: 0,
    },
    'a page was the page of many, and is no longer': {
      documents: [
        rss([3, 4, 5, 6, 7].map((number) => item(number).replace(`example/${number}`, 'example/1'))),
        rss([item(3).replace('example/3', 'example/1')]),
        rss([item(8), item(3).replace('example/3', 'example/1')]),
      ],
      spared: 1,
    },
    'a part of a page that was one item': {
      documents: [rss([live('a'), item(1)]), rss([live('b'), live('a'), item(1)])],
      spared: 0,
    },
    'another part of a page': {
      documents: [rss([live('b'), live('a'), item(1)]), rss([live('c'), live('b'), live('a'), item(1)])],
      spared: 0,
    },
    'another part of a page whose others are gone': {
      documents: [rss([live('b'), live('a'), item(1)]), rss([live('c'), item(1)])],
      spared: 1,
    },
    'text holds an end tag, and another end': {
      documents: ['one', 'other'].map((end) => rss([item(2), item(1, `<![CDATA[</item>]]> ${end}`)])),
      spared: 0,
    },
    'text holds a known item': { documents: [rss(five), rss([item(6, `<![CDATA[ ${item(5)} ]]>`), ...five])], spared: 0 },
    'a comment holds a known item': { documents: [rss(five), rss([`<!-- ${item(5)} -->`, ...five.slice(1)])], spared: 0 },
    'a comment before the items never ends': { documents: [rss(five), rss(five, '<!-- ')], spared: 0 },
    'the document breaks off': { documents: [rss(five), rss([item(6), ...five]).slice(0, -40)], spared: 0 },
    'a title holds our stand-in': {
      documents: [rss(five), rss([item(6, 'polywire-known-item:1'), ...five])],
      spared: 0,
    },
    'something else stands between items': {
      documents: [rss([item(1), '<x/>', item(2)]), rss([item(1), '<x/>', item(2)])],
      spared: 0,
    },
    'an item has no link': {
      documents: [
        rss([item(1), '<item><guid>g</guid><title>T</title></item>']),
        rss([item(1), '<item><guid>g</guid><title>T</title></item>']),
      ],
      spared: 1,
    },
    'most items end with one line': {
      documents: [6, 7].map((newest) =>
        rss(
          Array.from({ length: newest }, (_, index) =>
            item(newest - index, `Report of day ${newest - index}.&lt;br&gt;At the desk`),
          ),
        ),
      ),
      spared: 6,
    },
    'an item says nothing': {
      documents: [rss([item(1), '<item></item>']), rss([item(2), item(1), '<item></item>'])],
      spared: 1,
    },
  }
  test.each(Object.entries(cases))('%s', async (_, { documents, spared }) => {
    expect(await readBoth(documents)).toBe(spared)
  })
})

test('an item that is no longer stored is read again', async () => {
  const memory = createItemMemory()
  const task = taskOf(rss([item(1)]), new Map())
  await readFeed(enricher, task, memory)
  const again = await readFeed(enricher, task, memory)
  expect(again.ok && again.items[0]?.article?.title).toBe('Report 1')
})

test('lines that most items share are left out of new ones, whether or not the others are parsed again', async () => {
  const items = (count: number) =>
    Array.from({ length: count }, (_, index) => item(count - index, `Report of day ${count - index}.&lt;br&gt;At the desk`))
  const memory = createItemMemory()
  const first = await readFeed(enricher, taskOf(rss(items(5)), new Map()), memory)
  const task = taskOf(rss(items(6)), new Map(hashes(first)))
  for (const spare of [memory, null]) {
    const outcome = await readFeed(enricher, task, spare)
    const articles = outcome.ok ? outcome.items.flatMap(({ article }) => article ?? []) : []
    expect(articles.map(({ text, summary }) => [text, summary])).toEqual([['Report of day 6.', 'Report of day 6.']])
  }
})
