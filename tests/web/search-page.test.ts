import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entityId, placeId } from '../../src/model/ids.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import { INTERFACE_LANGUAGES } from '../../src/web/locale.ts'
import { always, article, publish, source, storedAs } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const DAY = 24 * HOUR
const SOURCES = [source('harbour', { name: 'Harbour Post', country: 'KE' }), source('zoll', { country: 'DE' })]
const { taxonomy } = CONFIGURATION
const [trade, parcels, cables] = taxonomy.topics
const [union] = taxonomy.entities
if (trade === undefined || parcels === undefined || cables === undefined || union === undefined) throw new Error('no taxonomy')
const place = (id: string, within: string | null, label: Record<string, string>) =>
  ({
    id: placeId(id),
    kind: 'country',
    within: within === null ? null : placeId(within),
    label,
    names: {},
    context: [],
  }) as const
const configuration: Configuration = {
  ...CONFIGURATION,
  sources: SOURCES,
  taxonomy: {
    ...taxonomy,
    topics: [trade, parcels, { ...cables, label: { en: 'Cables', 'zh-Hans': '海底光缆' } }],
    entities: [union, { ...union, id: entityId('temu'), label: { en: 'Temu' }, names: { zh: ['拼多多海外版'] } }],
    places: [place('CN', null, { en: 'China' }), place('CN-GD', 'CN', { en: 'Guangdong', 'zh-Hans': '广东' })],
  },
}

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    configuration,
    fill: async (store) => {
      await store.syncSources(SOURCES, AFTERNOON - 60 * DAY)
      const tagged = { topics: ['trade.parcels'], entities: ['temu'], places: ['CN-GD'] }
      const add = async (by: string, key: string, title: string, daysAgo: number, rest: Parameters<typeof article>[1] = {}) =>
        await publish(store, by, [article(key, { title, text: '', publishedAt: AFTERNOON - daysAgo * DAY, ...rest })], {
          now: AFTERNOON - daysAgo * DAY,
        })
      await add('harbour', 'old', 'Ministers tax small parcels', 30, tagged)
      const { story } = await storedAs(store, 'old')
      const german = article('de', {
        ...tagged,
        language: 'de',
        title: 'Neue Verordnungen <b>',
        text: '',
        publishedAt: AFTERNOON - 29 * DAY,
      })
      await publish(store, 'zoll', [german], {
        now: AFTERNOON - 29 * DAY,
        place: always({ kind: 'joins', story, reasons: [] }),
      })
      await add('harbour', 'new', 'A cable ship leaves', 1, {
        topics: ['cables'],
        text: 'The minister waved.',
        summary: 'The minister waved.',
      })
    },
  })
})
afterAll(async () => await room.close())

const page = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await room.get(`/search?${new URLSearchParams(parameters).toString()}`)
  return await answer.text()
}
const titles = (text: string): readonly string[] =>
  [...text.matchAll(/<h3><span[^>]*><a[^>]*>(.*?)<\/a>/g)].map(([, title = '']) => title.replaceAll(/<\/?mark>/g, ''))
/** What a list of links offers: name and number. */
const offered = (text: string, list: string): readonly string[] => {
  const [, part = ''] = new RegExp(`class="${list}".*?(?:</div>|</section>)`, 's').exec(text)?.[0].split(/>(.*)/s) ?? []
  return [...part.matchAll(/<a href="([^"]*)"[^>]*>(?:<bdi>)?(.*?)(?:<\/bdi>)?<\/a> <(?:small|span)>(.*?)</g)].map(
    ([, , name, count]) => `${name} ${count}`,
  )
}

describe('what was found is marked', () => {
  test('in title and excerpt, in its forms', async () => {
    const text = await page({ q: 'minister' })
    expect(text).toContain('<mark>Ministers</mark> tax small parcels')
    expect(text).toContain('The <mark>minister</mark> waved.')
  })
  test('in the report that has it, where the story shows another', async () => {
    const text = await page({ q: 'verordnung OR topic:trade', ui: 'en' })
    expect(titles(text)).toContain('Ministers tax small parcels')
    expect(text).toMatch(/<p class="matched">Matching report: <span lang="de".*Neue <mark>Verordnungen<\/mark> &lt;b&gt;/)
    expect(await page({ q: 'minister', ui: 'en' })).not.toContain('class="matched"')
  })
  test('and is escaped', async () =>
    expect(await page({ q: 'verordnung', ui: 'de' })).toContain('Neue <mark>Verordnungen</mark> &lt;b&gt;'))
})

describe('a word that names something suggests it, with the number of stories', () => {
  test.each([
    ['temu', 'Organisation or law: Temu 1'],
    ['拼多多海外版', 'Organisation or law: Temu 1'],
    ['guangdong', 'Place: Guangdong 1'],
    ['广东', 'Place: Guangdong 1'],
    ['海底光缆', 'Topic: Cables 1'],
    ['small', 'Topic: Small parcels 1'],
  ])('%s', async (q, said) => expect(offered(await page({ q }), 'suggested')).toContain(said))

  test('a misspelt word suggests the likely one', async () => {
    const text = await page({ q: 'minsiter' })
    expect(text).toContain('Did you mean…')
    expect(offered(text, 'suggested')).toContain('minister 2')
    expect(text).toMatch(/<a href="\/search\?q=minister"/)
  })
  test('a misspelt value of a field as well, and the answer stays 400', async () => {
    const answer = await room.get('/search?q=minister%20topic:trad.parcels')
    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(offered(text, 'suggested')).toEqual(['trade.parcels 1'])
    expect(text).toContain('href="/search?q=minister%20topic:trade.parcels"')
  })
  test('and a misspelt field', async () =>
    expect(offered(await page({ q: 'topics:cables' }), 'suggested')).toEqual(['topic: 1']))
})

describe('results have an order', () => {
  test('by date, or by how well they answer', async () => {
    expect(titles(await page({ q: 'minister' }))).toEqual(['A cable ship leaves', 'Ministers tax small parcels'])
    expect(titles(await page({ q: 'minister', sort: 'relevance' }))).toEqual([
      'Ministers tax small parcels',
      'A cable ship leaves',
    ])
  })
  test('which the page says, and is asked for by a link', async () => {
    const text = await page({ q: 'minister', sort: 'relevance' })
    expect(text).toMatch(
      /<a href="\/search\?q=minister&amp;sort=relevance" rel="nofollow" aria-current="true">Best match first/,
    )
    expect(text).toContain('<input type="hidden" name="sort" value="relevance">')
  })
  test('another is refused', async () => {
    const answer = await room.get('/search?q=minister&sort=price&ui=de')
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('lang="de"')
  })
})

describe('days bound a search', () => {
  test('both included', async () => {
    expect(titles(await page({ q: 'minister', from: '2026-11-23' }))).toEqual(['A cable ship leaves'])
    expect(titles(await page({ q: 'minister', until: '2026-10-25' }))).toEqual(['Ministers tax small parcels'])
    expect(titles(await page({ q: 'minister', from: '2026-10-25', until: '2026-10-25' }))).toHaveLength(1)
    expect(titles(await page({ from: '2026-11-23', until: '' }))).toEqual(['A cable ship leaves'])
  })
  test('as parts of the filter, which the fields show again and the feed has', async () => {
    const text = await page({ q: 'ship OR parcel', from: '2026-10-01', until: '2026-11-30' })
    expect(text).toContain('name="from" value="2026-10-01"')
    expect(text).toContain('name="until" value="2026-11-30"')
    expect(text).toContain('name="q" maxlength="4096" value="(ship OR parcel)"')
    expect(text).toContain('all.atom?q=(ship%20OR%20parcel)%20after:2026-10-01%20before:2026-12-01')
  })
  test('in the reader’s words in the list of filters', async () =>
    expect(await page({ q: 'minister', from: '2026-11-23', ui: 'de' })).toContain('Seit: 23. November 2026'))
  test('a day that there is not is a mistake, explained', async () => {
    const answer = await room.get('/search?q=minister&from=2026-02-31&ui=fr')
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('2026-02-31')
  })
})

describe('facets count all that was found', () => {
  test('each narrows the search', async () => {
    const text = await page({ q: 'minister' })
    expect(offered(text, 'facets')).toEqual(
      expect.arrayContaining(['Trade 1', 'Small parcels 1', 'Cables 1', 'Temu 1', 'China 1', 'Guangdong 1']),
    )
    expect(text).toContain('href="/search?q=minister%20topic:trade"')
    expect(titles(await page({ q: 'minister topic:trade' }))).toEqual(['Ministers tax small parcels'])
  })
  test('one in use is not offered again and can be taken away', async () => {
    const text = await page({ q: 'minister topic:cables' })
    expect(offered(text, 'facets')).not.toContain('Cables 1')
    expect(text).toMatch(/<ul class="filters".*href="\/search\?q=minister"/s)
  })
  test('alternatives are put in parentheses', async () =>
    expect(await page({ q: 'minister OR ship' })).toContain('q=(minister%20OR%20ship)%20topic:'))
})

test.each(INTERFACE_LANGUAGES)('all of it is there in %s', async (ui) => {
  const answer = await room.get(`/search?${new URLSearchParams({ q: 'minister', sort: 'relevance', ui }).toString()}`)
  expect(answer.status).toBe(200)
  expect(titles(await answer.text())).toHaveLength(2)
})
