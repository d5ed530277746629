import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Newsroom } from './newsroom.ts'
import { openVariedNewsroom, VARIED } from './varied-news.ts'

let room: Newsroom
beforeAll(async () => {
  room = await openVariedNewsroom()
})
afterAll(async () => await room.close())

type Tag = { readonly id: string; readonly name: string }
type Story = {
  readonly id: string
  readonly title: string
  readonly language: string
  readonly summary: string | null
  readonly topics: readonly Tag[]
  readonly matched: readonly string[]
}
const json = async <Body>(path: string): Promise<Body> => (await (await room.get(`/api/v1/${path}`)).json()) as Body
const stories = async (query: string): Promise<readonly Story[]> => (await json<{ data: Story[] }>(`stories?${query}`)).data

describe('lang and prefer', () => {
  test('without them a story is told by its lead', async () => {
    const [story] = await stories('q=topic:trade.parcels')
    expect(story).toMatchObject({
      title: 'Report says parcels will be taxed',
      language: 'en',
      summary: 'What is known about p1.',
    })
  })

  test('lang narrows to reports in these languages, and the first of them that a story has tells it', async () => {
    expect((await stories('lang=ar')).map(({ title }) => title)).toEqual(['الطرود الصغيرة ستخضع للضريبة'])
    const [story] = await stories('lang=ja,fr,en&q=topic:trade.parcels')
    expect(story).toMatchObject({ title: 'Les petits colis seront taxés', language: 'fr' })
    expect(story?.matched).toHaveLength(3)
    expect(await stories('lang=ja')).toEqual([])
  })

  test('prefer chooses who tells a story, and leaves nothing out', async () => {
    const all = await stories('')
    const preferred = await stories('prefer=fr')
    expect(preferred.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(preferred.map(({ language }) => language).toSorted()).toEqual(['en', 'en', 'fr', 'uk', 'und'])
  })

  test('beside each other, lang narrows and prefer chooses', async () => {
    const [story, ...others] = await stories('lang=en,fr&prefer=fr&q=topic:trade.parcels')
    expect([story?.language, others]).toEqual(['fr', []])
  })

  test('a source that allows the title only gives a story no summary', async () => {
    const [story] = await stories('lang=zh-Hans')
    expect([story?.title, story?.summary]).toEqual(['小额包裹将被征税', null])
  })

  test('names come in the first language that has one; what has left the configuration goes by its id', async () => {
    const named = async (query: string) =>
      (await stories(`q=source:paid-wire topic:trade&${query}`)).flatMap(({ topics }) => topics)
    expect((await named('prefer=ja,fr')).map(({ name }) => name).toSorted()).toEqual(['Commerce', 'retired.topic'])
    expect((await named('prefer=zh-Hant')).map(({ name }) => name).toSorted()).toEqual(['retired.topic', '贸易'])
    expect((await json<Tag>('places/KE?lang=zh-Hans')).name).toBe('肯尼亚')
  })
})

describe('what the configuration names', () => {
  test('topics stand in their tree', async () => {
    expect(await json('topics/trade?lang=fr')).toMatchObject({
      name: 'Commerce',
      label: { en: 'Trade', fr: 'Commerce' },
      parent: null,
      children: ['trade.parcels'],
      articles: 1,
      links: {
        self: `${room.url}/api/v1/topics/trade`,
        page: `${room.url}/topics/trade`,
        stories: `${room.url}/api/v1/stories?q=topic:trade`,
      },
    })
    expect(await json('topics/trade.parcels')).toMatchObject({ parent: 'trade', children: [], articles: 5 })
  })

  test('organisations have their parts, and places what is in them', async () => {
    expect(await json('entities/port-union')).toMatchObject({ children: ['port-union.court'], place: 'KE', articles: 6 })
    expect(await json('entities/port-union.court')).toMatchObject({ parent: 'port-union', articles: 0 })
    expect(await json('places/KE')).toMatchObject({ kind: 'country', parent: null, children: ['KE-30'], articles: 5 })
    expect(await json('places/EAC')).toMatchObject({ kind: 'region', children: ['KE'] })
  })

  test.each(['topics', 'entities', 'places', 'sources', 'feeds', 'stories', 'articles'])(
    'every link of %s in this API and on this site leads somewhere',
    async (list) => {
      const { data } = await json<{ data: { links?: Record<string, string>; atom?: string }[] }>(`${list}?limit=3`)
      // A story’s own feed is served by the pages.
      const links = data.flatMap(({ links = {}, atom }) => [...Object.values(links), ...(atom === undefined ? [] : [atom])])
      for (const link of links.filter((one) => !/\/stories\/[^/]*\.atom$/.test(one)))
        expect([link, (await room.get(link.slice(room.url.length))).status]).toEqual([link, 200])
    },
  )

  test('a source tells its health, and never the address or key that it is read with', async () => {
    expect(await json('sources/paid-wire')).toMatchObject({ name: 'Paid Wire', country: 'KE', health: 'ok', items: 2 })
    for (const path of ['sources', 'sources/paid-wire', 'articles', 'stories'])
      expect(await (await room.get(`/api/v1/${path}`)).text()).not.toMatch(/hunter2|paid\.example\/feed/)
  })

  test('nobody hears of a private feed', async () => {
    expect(VARIED.feeds.map(({ id }) => String(id))).toContain('insiders')
    for (const path of ['feeds', 'feeds/insiders', 'feeds?q=insiders', 'feeds/insider'])
      expect((await (await room.get(`/api/v1/${path}`)).text()).replaceAll(path, '')).not.toMatch(/Insiders|“insiders”\?/)
  })
})

type Values = { readonly values: readonly (Tag & { articles: number; stories: number })[]; readonly distinct: number }
type Statistics = {
  readonly articles: number
  readonly stories: number
  readonly isLowerBound: boolean
  readonly by: Record<string, Values>
}

describe('statistics', () => {
  test('count what a search finds, in all and by each facet', async () => {
    const { by, ...all } = await json<Statistics>('stats?q=topic:trade.parcels&by=language,source,country,place,entity,day')
    expect(all).toEqual({ articles: 5, stories: 1, isLowerBound: false, from: null, to: null })
    expect(by['language']?.values.map(({ id, articles }) => `${id} ${articles}`)).toEqual(['en 2', 'ar 1', 'fr 1', 'zh-Hans 1'])
    expect(by['source']?.values[0]).toEqual({ id: 'marche-libre', name: 'Marché libre', articles: 2, stories: 1 })
    expect(by['place']?.values).toEqual([
      { id: 'EAC', name: 'East African Community', articles: 5, stories: 1 },
      { id: 'KE', name: 'Kenya', articles: 5, stories: 1 },
    ])
    expect(by['day']?.values).toEqual([{ id: '2026-11-24', name: '2026-11-24', articles: 5, stories: 1 }])
  })

  test('of each value are what the search narrowed by it finds', async () => {
    const { by } = await json<Statistics>('stats?by=topic,entity,place,language,source,country')
    const fields = { language: 'lang' } as Readonly<Record<string, string>>
    for (const [facet, { values }] of Object.entries(by))
      for (const { id, articles, stories } of values.filter(({ id }) => id !== 'und')) {
        const narrowed = await json<Statistics>(`stats?q=${fields[facet] ?? facet}:${id}`)
        expect([facet, id, articles, stories]).toEqual([facet, id, narrowed.articles, narrowed.stories])
      }
  })

  test('say in the preferred language what was counted', async () => {
    const { by } = await json<Statistics>('stats?by=language,country,topic,entity&prefer=fr')
    expect(by['language']?.values.map(({ name }) => name)).toContain('anglais')
    expect(by['country']?.values.map(({ name }) => name)).toContain('Chine')
    expect(by['topic']?.values.map(({ name }) => name)).toContain('Commerce')
    expect(by['entity']?.values.map(({ name }) => name)).toContain('Union des ports')
  })

  test('of a time begin with it and end before it', async () => {
    const articles = async (query: string) => (await json<Statistics>(`stats?${query}`)).articles
    expect(await articles('from=2026-11-24')).toBe(6)
    expect(await articles('to=2026-11-24')).toBe(4)
    expect(await articles('from=2026-11-23T20:20:00Z&to=2026-11-24T11:20:00%2B00:00')).toBe(2)
  })

  test('show as many values as were asked for, the latest days, and say how many there are', async () => {
    const { by } = await json<Statistics>('stats?by=source,day&limit=1')
    expect(by['source']?.values).toHaveLength(1)
    expect(by['source']?.distinct).toBe(5)
    expect(by['day']?.values.map(({ id }) => id)).toEqual(['2026-11-24'])
  })
})
