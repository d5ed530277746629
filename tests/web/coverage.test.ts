import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INTERFACE_LANGUAGES } from '../../src/web/locale.ts'
import { type FeedKind, validateFeed } from '../publish/validate/validate-feed.ts'
import { article, poll, publish } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const DAY = 24 * HOUR
let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    async fill(store) {
      await store.syncSources(CONFIGURATION.sources, AFTERNOON - 60 * DAY)
      const at = (id: string, hours: number) => ({
        now: AFTERNOON - hours * HOUR,
        poll: poll(id, { okAt: AFTERNOON - hours * HOUR, changedAt: AFTERNOON - hours * HOUR }),
      })
      // Cables were regular in French until twelve days ago.
      const regular = Array.from({ length: 9 }, (_, day) =>
        article(`f${day}`, { topics: ['cables'], language: 'fr', publishedAt: AFTERNOON - (12 + day) * DAY }),
      )
      await publish(store, 'marche-libre', regular, at('marche-libre', 12 * 24))
      const parcels = ['p1', 'p2'].map((key) => article(key, { topics: ['trade.parcels'], publishedAt: AFTERNOON - 5 * HOUR }))
      await publish(store, 'harbour-post', parcels, at('harbour-post', 4))
      const arabic = article('a1', { topics: ['trade'], language: 'ar', publishedAt: AFTERNOON - 30 * HOUR })
      await publish(
        store,
        'sahifa',
        [arabic, article('a2', { topics: [], language: 'ar', publishedAt: AFTERNOON - 9 * HOUR })],
        at('sahifa', 3),
      )
      await store.watchSources(AFTERNOON)
    },
  })
})
afterAll(async () => await room.close())

const pageOf = async (query: string): Promise<string> => await (await room.get(`/coverage${query}`)).text()
const rowsOf = (page: string): readonly (readonly string[])[] =>
  Array.from(/<table class="heat">.*?<\/table>/s.exec(page)?.[0].matchAll(/<tr>(.*?)<\/tr>/gs) ?? [], ([, row = '']) =>
    Array.from(row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs), ([, cell = '']) => cell.replaceAll(/<[^>]*>/g, '').trim()),
  )

describe('the page /coverage', () => {
  test('shows articles and sources of each topic in each language, those below it included', async () => {
    expect(rowsOf(await pageOf(''))).toEqual([
      ['Topic', 'English', 'Arabic', 'Total'],
      ['Trade', '2 1', '1 1', '3'],
      ['Small parcels', '2 1', '', '2'],
      ['Without a topic', '', '1 1', '1'],
    ])
  })

  test('names the topics without articles in one line, not in rows of zeros', async () => {
    expect(await pageOf('')).toMatch(/<summary>1 topic without articles<\/summary><p>Cables<\/p>/)
  })

  test('counts by country, and further back', async () => {
    expect(rowsOf(await pageOf('?by=country&days=30'))).toEqual([
      ['Topic', 'Senegal', 'Kenya', 'Egypt', 'Total'],
      ['Trade', '', '2', '1', '3'],
      ['Small parcels', '', '2', '', '2'],
      ['Cables', '9', '', '', '9'],
      ['Without a topic', '', '', '1', '1'],
    ])
  })

  test('leads from a number to what it counts', async () => {
    const page = await pageOf('')
    const [, link = ''] = /<td class="figure h4"><a href="([^"]*)">2<\/a>/.exec(page) ?? []
    expect(decodeURIComponent(link.replaceAll('+', ' '))).toBe('/search?q=topic:trade lang:en after:7d')
    const found = await (await room.get(link.replaceAll('&amp;', '&'))).text()
    expect(found.match(/<article class="card/g)).toHaveLength(2)
  })

  test('says how many sources delivered, and which are silent since when', async () => {
    const text = (await pageOf('')).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    expect(text).toContain('In the last 7 days: 4 articles. 2 of 4 sources delivered.')
    expect(text).toContain('French 0 of 1')
    expect(text).toContain('English 1 of 1')
    expect(text).toMatch(/Sources without news 2 .*港口日报 .*nothing yet .*Marché libre .*nothing since 12 November/)
  })

  test.each(['?days=8', '?by=planet'])('refuses %s', async (query) => {
    expect((await room.get(`/coverage${query}`)).status).toBe(400)
  })
})

describe('the feed of changes in coverage', () => {
  type Feed = { readonly title: string; readonly items: readonly { id: string; title: string; tags: string[]; url: string }[] }
  const read = async (path: string): Promise<Feed> => (await (await room.get(path)).json()) as Feed

  test('tells of a source that fell silent, and of a topic that is empty in a language', async () => {
    const { items } = await read('/coverage.json')
    expect(items.map(({ title, tags }) => [tags[0], title])).toEqual([
      ['silent', 'Marché libre: nothing new since 12 November 2026'],
      ['empty', 'Cables: nothing in French since 12 November 2026'],
    ])
    expect(items[1]?.url).toMatch(/\/coverage$/)
  })

  test('has ids of its own, and the reader’s language', async () => {
    const { items } = await read('/coverage.json?lang=fr')
    const silent = items.filter(({ tags }) => tags[0] === 'silent')
    expect(silent.map(({ title }) => title)).toContain('Marché libre : rien de nouveau depuis le 12 novembre 2026')
    const preferred = (await read('/coverage.json?prefer=sw,fr,en')).items.map(({ title }) => title)
    expect(preferred).toEqual(items.map(({ title }) => title))
    const opml = await (await room.get('/feeds.opml?prefer=fr,en')).text()
    expect(opml).toContain('Tous les sujets')
    const health = await read('/feeds/health.json')
    const ids = new Set(health.items.map(({ id }) => id))
    expect(silent.filter(({ id }) => ids.has(id))).toEqual([])
    expect(health.items.length).toBeGreaterThan(0)
  })

  test.each(INTERFACE_LANGUAGES)('is valid in every format, in %s', async (language) => {
    for (const kind of ['atom', 'rss', 'json'] satisfies FeedKind[]) {
      const text = await (await room.get(`/coverage.${kind}?lang=${language}`)).text()
      expect(validateFeed(text, kind)).toEqual([])
    }
  })
})

test('the API gives the same, with countries', async () => {
  const answer = (await (await room.get('/api/v1/coverage?days=30&lang=fr')).json()) as {
    readonly cells: readonly { topic: string | null; language: string }[]
  }
  expect(answer).toMatchObject({
    days: 30,
    articles: 13,
    isLowerBound: false,
    sources: { live: 3, configured: 4 },
    countries: expect.arrayContaining([{ id: 'SN', live: 1, configured: 1 }]),
    silent: [{ id: 'gangkou', last: null }],
  })
  expect(answer.cells.find(({ topic, language }) => topic === 'cables' && language === 'fr')).toMatchObject({
    name: 'Cables',
    articles: 9,
    sources: 1,
    newest: '2026-11-12T16:20:00.000Z',
    countries: [{ country: 'SN', articles: 9, sources: 1 }],
  })
  expect((await room.get('/api/v1/coverage?days=5')).status).toBe(400)
})
