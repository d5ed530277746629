/** Programs that people read with, on the feeds of a running service: real processes, real HTTP. */
import { type AnyNode, hasChildren, isText } from 'domhandler'
import { parseDocument } from 'htmlparser2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedparser } from './feedparser.ts'
import { feedsmith } from './feedsmith.ts'
import { miniflux } from './miniflux.ts'
import { newsboat } from './newsboat.ts'
import { audioOf, dateOf, DESKS, linkOf, NEWS, REPORTS, type Told } from './news.ts'
import type { Client, FeedSeen, Format, Reader, Seen } from './reader.ts'
import { rssParser } from './rss-parser.ts'
import { type Service, startService } from './service.ts'

const NOW = Date.now()
let service: Service
beforeAll(async () => {
  service = await startService(NOW)
})
afterAll(async () => {
  await service.close()
})

type Feed = {
  readonly what: string
  readonly title: string
  /** Entries in a document. */
  readonly limit: number
  path(format: Format): string
  holds(told: Told): boolean
}
const FEEDS: readonly Feed[] = [
  {
    what: 'everything',
    title: 'Everything & more',
    limit: 10,
    path: (format) => `/feeds/all.${format}`,
    holds: () => true,
  },
  {
    what: 'a topic',
    // A “<” that looks like a tag is written as its full-width twin, since some readers take titles for HTML.
    title: 'Cross-border “＜e-commerce>”',
    limit: 3,
    path: (format) => `/feeds/cross-border.${format}`,
    holds: ({ key }) => REPORTS.some((report) => report.key === key),
  },
  {
    what: 'a search',
    title: 'Everything & more: lang:ar,he,ja',
    limit: 3,
    path: (format) => `/feeds/all.${format}?q=${encodeURIComponent('lang:ar,he,ja')}&limit=3`,
    holds: ({ desk }) => ['mina', 'namal', 'umi'].includes(desk),
  },
]

describe.each([feedsmith, rssParser, feedparser, newsboat, miniflux].map(named))('$title', ({ client }) => {
  if (client.missing !== null) process.stderr.write(`tests/clients: ${client.name} is SKIPPED: ${client.missing}\n`)
  let reader: Reader
  beforeAll(async () => {
    if (client.missing === null) reader = await client.open()
  })
  afterAll(async () => {
    if (client.missing === null) await reader.close()
  })
  const addressOf = (feed: Feed, format: Format): string => service.url + feed.path(format)
  /** Until it asks with a condition. */
  const readOften = async (path: string): Promise<FeedSeen> => {
    for (let read = 1; read < client.learns; read++) await reader.refresh(service.url + path)
    return await reader.refresh(service.url + path)
  }
  const inFormats = client.formats.flatMap((format) => FEEDS.map((feed) => ({ format, feed, what: feed.what })))

  describe.skipIf(client.missing !== null)('reads', () => {
    test.each(inFormats)('$what as $format', async ({ format, feed }) => {
      const seen = await reader.refresh(addressOf(feed, format))
      expect(seen.title).toBe(feed.title)
      const expected = service
        .news()
        .filter((told) => feed.holds(told))
        .slice(0, feed.limit)
      expect(seen.entries.map(({ link }) => link)).toEqual(expected.map(linkOf))
      for (const [index, told] of expected.entries()) expectSeen(seen.entries[index], told, format)
    })

    test.each(inFormats.filter(({ format }) => client.pages.includes(format)))(
      '$what as $format down to the oldest, page by page',
      async ({ format, feed }) => {
        const expected = service.news().filter((told) => feed.holds(told))
        const pages: FeedSeen[] = []
        for (let next: string | null = addressOf(feed, format); next !== null; next = pages.at(-1)?.next ?? null)
          pages.push(await reader.refresh(next))
        expect(pages.length).toBeGreaterThan(1)
        const entries = pages.flatMap((page) => page.entries)
        expect(entries.map(({ link }) => link)).toEqual(expected.map(linkOf))
        for (const [index, told] of expected.entries()) expectSeen(entries[index], told, format)
      },
    )

    test.each(client.formats)(
      'one event as one entry, under the address of the report that it shows, as %s',
      async (format) => {
        const { entries } = await reader.refresh(`${service.url}/feeds/cables.${format}`)
        expect(entries).toHaveLength(1)
        const shown = service.news().find((told) => linkOf(told) === entries[0]?.link)
        expect(entries[0]?.title).toBe(shown?.title)
      },
    )
  })

  test.skipIf(client.missing !== null).each(client.formats)('asks again for nothing, as %s', async (format) => {
    const path = `/feeds/all.${format}?limit=5`
    await readOften(path)
    const before = service.witness.asked.length
    const { entries } = await reader.refresh(service.url + path)
    expect(entries).toHaveLength(5)
    const asked = service.witness.asked.slice(before).filter((one) => one.path === path)
    expect(asked.map(({ status }) => status)).toEqual([304])
  })

  test.skipIf(client.missing !== null).each(client.opml ? ['/feeds.opml'] : [])(
    'imports the list of all feeds, %s',
    async (list) => {
      const subscribed = await reader.importOpml(service.url + list)
      const all = ['all', 'cross-border', 'cables'].map((id) => `${service.url}/feeds/${id}.atom`)
      expect(subscribed).toEqual(expect.arrayContaining(all))
    },
  )

  test.skipIf(client.missing !== null)('sees what arrives late, dated before what it has read', async () => {
    const paths = client.formats.map((format) => `/feeds/all.${format}?limit=5`)
    for (const path of paths) await readOften(path)
    const title = `What the lighthouse keeper told late, for ${client.name}`
    // Each newer than the one before, all older than the newest.
    const hours = 3.9 - (service.news().length - NEWS.length) / 10
    await service.tell({ key: `late-${client.name}`, desk: 'harbour', hours, title, text: `${title}, and to nobody else.` })
    for (const path of paths) {
      const { entries } = await reader.refresh(service.url + path)
      expect(entries.map((entry) => entry.title)).toContain(title)
    }
  })

  test.skipIf(client.missing !== null)('takes no harm where stories are joined and parted again', async () => {
    const paths = client.formats.map((format) => `/feeds/cross-border.${format}?group=story&limit=50`)
    const stories = async (): Promise<number> =>
      ((await (await fetch(`${service.url}/feeds/cross-border.json?group=story&limit=50`)).json()) as { items: unknown[] })
        .items.length
    const settled = (count: number) => expect.poll(async () => (await stories()) === count, { interval: 200 }).toBe(true)
    const before = new Map<string, FeedSeen>()
    for (const path of paths) before.set(path, await readOften(path))
    const count = await stories()
    const twins = REPORTS.filter(({ key }) => key === 'japanese' || key === 'russian')
    service.join(...twins)
    await settled(count - 1)
    // The entry that is gone has a tombstone in Atom; a program may drop it or keep it, and must read on.
    for (const path of paths) {
      const { entries } = await reader.refresh(service.url + path)
      expect(before.get(path)?.entries.map(({ id }) => id)).toEqual(expect.arrayContaining(entries.map(({ id }) => id)))
    }
    service.join()
    await settled(count)
    for (const path of paths) {
      const { entries } = await reader.refresh(service.url + path)
      expect(entries.map(({ id }) => id).toSorted()).toEqual(
        before
          .get(path)
          ?.entries.map(({ id }) => id)
          .toSorted(),
      )
    }
  })

  test.skipIf(client.missing !== null)('keeps one entry of an article that its publisher changes', async () => {
    const paths = client.formats.map((format) => `/feeds/all.${format}?limit=4`)
    const before = new Map<string, FeedSeen>()
    for (const path of paths) before.set(path, await readOften(path))
    const [newest] = service.news()
    const revised = { ...(newest as Told), title: `Corrected for ${client.name}: the rule for cross-border e-commerce` }
    await service.revise(revised)
    for (const path of paths) {
      const { entries } = await reader.refresh(service.url + path)
      expect(entries.map(({ id }) => id)).toEqual(before.get(path)?.entries.map(({ id }) => id))
      expect({ path, title: entries[0]?.title }).toEqual({ path, title: revised.title })
    }
  })
})

function named(client: Client): { readonly client: Client; readonly title: string } {
  return { client, title: client.missing === null ? client.name : `${client.name}: SKIPPED, ${client.missing}` }
}

/** What a program does not tell is not asked of it. */
const expectSeen = (seen: Seen | undefined, told: Told, format: Format): void => {
  const desk = DESKS.find(({ id }) => id === told.desk)
  const isReport = REPORTS.some(({ key }) => key === told.key)
  const topic = format === 'rss' ? 'ec.cross-border' : 'Cross-border e-commerce'
  expect(seen).toMatchObject({ title: told.title.replaceAll(/<(?=[a-z])/g, '＜'), link: linkOf(told) })
  expect(seen?.at).toBe(dateOf(told, NOW).getTime())
  const text = visible(told.html ?? told.text.replaceAll('&', '&amp;'))
  const shown = visible(seen?.content ?? '')
  // What it told comes first, then who told it.
  expect(shown.slice(0, text.length)).toBe(text)
  expect(shown.slice(text.length)).toContain(desk?.name)
  if (seen?.language !== undefined) expect(seen.language).toBe(desk?.language)
  // Who wrote nothing down is credited by the publisher's name at most, never by ours.
  const credit = told.author ?? (format === 'atom' ? desk?.name : '')
  if (seen?.authors !== undefined) expect(seen.authors.join()).toBe(credit)
  if (seen?.categories !== undefined && isReport) expect(seen.categories).toContain(topic)
  if (seen?.enclosures !== undefined) expect(seen.enclosures).toEqual(told.audio === undefined ? [] : [audioOf(told)])
}

/** The words of a piece of HTML. */
const visible = (markup: string): string => wordsIn(parseDocument(markup).children).replaceAll(/\s+/g, ' ').trim()
const wordsIn = (nodes: readonly AnyNode[]): string =>
  nodes.map((node) => (isText(node) ? node.data : hasChildren(node) ? `${wordsIn(node.children)} ` : '')).join('')
