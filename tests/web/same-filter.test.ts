import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../src/model/article.ts'
import { placeId } from '../../src/model/ids.ts'
import { createVocabulary } from '../../src/publish/filter/filter-vocabulary.ts'
import { matchesFilter } from '../../src/publish/filter/matches-filter.ts'
import { parseFilter } from '../../src/publish/filter/parse-filter.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { always, article, byUrl, EVERYTHING, publish, type Placer, source, storedAs } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const SOURCES = [
  source('harbour', { country: 'KE' }),
  source('wire', { country: 'US' }),
  source('marche', { country: 'SN' }),
  source('zoll', { country: 'DE' }),
  source('sahifa', { country: 'EG' }),
]
const KENYA = { id: placeId('KE'), kind: 'country', within: null, names: {}, context: [], label: { en: 'Kenya' } } as const
const NAIROBI = { ...KENYA, id: placeId('KE-30'), within: placeId('KE'), label: { en: 'Nairobi' } }
const configuration = {
  ...CONFIGURATION,
  sources: SOURCES,
  taxonomy: { ...CONFIGURATION.taxonomy, places: [KENYA, NAIROBI] },
}

let room: Newsroom
let stored: readonly StoredArticle[]
beforeAll(async () => {
  room = await openNewsroom({ configuration, fill })
  stored = (await room.store.articles({ filter: EVERYTHING, limit: 100, before: null })).rows
})
afterAll(async () => await room.close())

type News = Parameters<typeof article>[1] & { readonly by: string; readonly key: string; readonly place?: Placer }

/**
 * One story in three languages whose Arabic report no word tags, and which a copy of the first report belongs to; one article that two sources
 * carry; one that nothing says anything about.
 */
const fill = async (store: Store): Promise<void> => {
  await store.syncSources(SOURCES, AFTERNOON - 48 * HOUR)
  const tagged = { topics: ['trade.parcels'], entities: ['port-union'], places: ['KE-30'] }
  let hours = 20
  const add = async ({ by, key, place = byUrl, ...rest }: News): Promise<void> => {
    hours -= 1
    const now = AFTERNOON - hours * HOUR
    await publish(store, by, [article(key, { text: '', publishedAt: now, ...rest })], { now, place, lends: true })
  }
  await add({ by: 'harbour', key: 'en', title: 'Ministers tax small parcels', ...tagged })
  const first = await storedAs(store, 'en')
  const joins = always({ kind: 'joins', story: first.story, reasons: [] })
  await add({ by: 'zoll', key: 'de', language: 'de', title: 'Neue Verordnungen für Pakete', place: joins, ...tagged })
  await add({ by: 'sahifa', key: 'ar', language: 'ar', title: 'قرارات عن الطرود', place: joins })
  const copy = always({ kind: 'copy', of: first.id, story: first.story, reasons: [] })
  await add({ by: 'wire', key: 'copy', title: 'Ministers tax small parcels', place: copy, ...tagged })
  const shared = { title: 'Cable ship leaves', canonicalUrl: 'https://news.example/cable' }
  await add({ by: 'harbour', key: 'cable', topics: ['cables'], ...shared })
  await add({ by: 'marche', key: 'cable-too', ...shared })
  await add({ by: 'marche', key: 'fr', language: 'fr', title: 'Les marchés ferment' })
}

const PARCELS = ['ar', 'copy', 'de', 'en']
const FILTERS: readonly (readonly [filter: string, articles: readonly string[]])[] = [
  ['', ['ar', 'cable', 'copy', 'de', 'en', 'fr']],
  // Forms, in the language of each report.
  ['minister', ['copy', 'en']],
  ['"minister"', []],
  ['title:minister', ['copy', 'en']],
  ['title:"minister"', []],
  ['minist*', ['copy', 'en']],
  ['verordnung', ['de']],
  ['القرار', ['ar']],
  ['marché', ['fr']],
  ['cables,verordnung', ['cable', 'de']],
  ['minister taxes parcel', ['copy', 'en']],
  ['-minister', ['ar', 'cable', 'copy', 'de', 'en', 'fr']],
  ['-ministers', ['ar', 'cable', 'de', 'fr']],
  // What a story lends its reports.
  ['topic:trade', PARCELS],
  ['topic:trade lang:ar', ['ar']],
  ['entity:port-union lang:ar', ['ar']],
  ['place:KE lang:ar,de', ['ar', 'de']],
  ['place:KE قرار', ['ar']],
  ['-topic:trade', ['cable', 'fr']],
  ['-place:KE', ['cable', 'fr']],
  // A source is excluded where nobody else reports it: copies and articles that several sources carry.
  ['-source:harbour', ['ar', 'cable', 'copy', 'de', 'fr']],
  ['-source:harbour,marche', ['ar', 'copy', 'de']],
  ['-source:harbour -source:marche', ['ar', 'copy', 'de']],
  ['-(source:harbour OR source:marche)', ['ar', 'copy', 'de']],
  ['-country:KE', ['ar', 'cable', 'copy', 'de', 'fr']],
  ['cable -country:KE,SN', []],
  ['source:marche', ['cable', 'fr']],
  ['source:harbour country:SN', ['cable']],
  ['source:harbour -source:marche', ['cable', 'en']],
  ['topic:trade -source:harbour,wire', ['ar', 'de']],
  [
    '(topic:trade OR cable) -(source:harbour lang:en)',
    PARCELS.filter((key) => key !== 'en')
      .concat('cable')
      .toSorted(),
  ],
  // Dates and regular expressions.
  ['after:2026-11-24 before:2026-11-25 /Cable|marché/', ['cable', 'fr']],
]

const asked = async <Body>(path: string, parameters: Readonly<Record<string, string>>): Promise<Body> => {
  const answer = await room.get(`${path}?${new URLSearchParams(parameters).toString()}`)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Body
}
const keysOf = (ids: readonly string[]): readonly string[] =>
  stored
    .filter(({ id }) => ids.includes(id))
    .map(({ key }) => key)
    .toSorted()
const storiesOf = (keys: readonly string[]): readonly string[] =>
  [...new Set(stored.filter(({ key }) => keys.includes(key)).map(({ story }) => story))].toSorted()

const vocabulary = createVocabulary(configuration.taxonomy, SOURCES, AFTERNOON)
const read = (text: string) => {
  const result = parseFilter(text, vocabulary)
  if (!result.ok) throw new Error(result.message)
  return result.filter
}

describe.each(FILTERS)('“%s” finds the same', (text, expected) => {
  test('in the store, in both orders', async () => {
    const filter = read(text)
    const { rows } = await room.store.articles({ filter, limit: 100, before: null })
    expect(rows.map(({ key }) => key).toSorted()).toEqual(expected)
    const arrived = await room.store.arrivals({ filter, grouping: 'article', from: 0, direction: 'newer', limit: 100 })
    expect(keysOf(arrived.map(({ id }) => id))).toEqual(expected)
    const { changes } = await room.store.storyChanges({ filter, after: 0, limit: 100 })
    expect(keysOf(changes.flatMap(({ matched }) => matched))).toEqual(expected)
  })

  test('in memory, as `polywire explain` asks', () => {
    const context = {
      vocabulary,
      sources: new Map(SOURCES.map((one) => [one.id, one])),
      affair: [],
      changed: [],
      origins: 1,
      languages: [],
    }
    const filter = read(text)
    const met = stored.filter((one) => matchesFilter(filter, one, context).matches)
    expect(met.map(({ key }) => key).toSorted()).toEqual(expected)
  })

  test('in the API', async () => {
    const articles = await asked<{ data: { id: string }[] }>('/api/v1/articles', { q: text })
    expect(keysOf(articles.data.map(({ id }) => id))).toEqual(expected)
    const stories = await asked<{ data: { id: string; matched: string[] }[] }>('/api/v1/stories', { q: text })
    expect(stories.data.map(({ id }) => id).toSorted()).toEqual(storiesOf(expected))
    expect(keysOf(stories.data.flatMap(({ matched }) => matched))).toEqual(expected)
  })

  test('in feeds of articles and of stories', async () => {
    const feed = await asked<{ items: { url: string }[] }>('/feeds/all.json', { q: text, group: 'article' })
    expect(feed.items.map(({ url }) => url.replace(/.*\//, '')).toSorted()).toEqual(expected)
    const stories = await asked<{ items: { url: string }[] }>('/feeds/all.json', { q: text })
    const faces = stories.items.map(({ url }) => url.replace(/.*\//, ''))
    expect(storiesOf(faces)).toEqual(storiesOf(expected))
    // A story shows itself by a report that matches.
    expect(faces.filter((key) => !expected.includes(key))).toEqual([])
  })

  test('on the search page', async () => {
    if (text === '') return
    const page = await (await room.get(`/search?${new URLSearchParams({ q: text }).toString()}`)).text()
    const found = [...page.matchAll(/<h3>.*?href="\/stories\/([\w-]+)/g)].map(([, id = '']) => id)
    expect(found.toSorted()).toEqual(storiesOf(expected))
  })
})
