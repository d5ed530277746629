import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INTERFACE_LANGUAGES } from '../../src/web/locale.ts'
import { type FeedKind, validateFeed } from '../publish/validate/validate-feed.ts'
import { article, idOf, poll, publish } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const DAY = 24 * HOUR
let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    async fill(store) {
      await store.syncSources(CONFIGURATION.sources, AFTERNOON - 40 * DAY)
      const daily = Array.from({ length: 9 }, (_, day) => article(`d${day}`, { publishedAt: AFTERNOON - (30 + day) * DAY }))
      const changedAt = AFTERNOON - 30 * DAY
      await publish(store, 'harbour-post', daily, { now: changedAt, poll: { okAt: AFTERNOON, changedAt } })
      await store.recordPoll(idOf('marche-libre'), poll('marche-libre', { gone: true }))
      const failure = { kind: 'refused', status: 503 } as const
      await store.recordPoll(idOf('sahifa'), poll('sahifa', { okAt: AFTERNOON - 2 * DAY, failures: 7, failure }))
      const url = 'https://gangkou.example/new.xml?lang=zh&token=s3cr3t'
      await store.recordPoll(idOf('gangkou'), poll('gangkou', { url, format: 'rss20', feedLanguage: 'zh-Hans' }))
      await store.watchSources(AFTERNOON - DAY)
      const other = { url, format: 'atom10', feedLanguage: 'en', fallbackReads: 1 }
      await store.recordPoll(idOf('gangkou'), poll('gangkou', other))
      await store.recordPoll(idOf('sahifa'), poll('sahifa', { okAt: AFTERNOON }))
      await store.watchSources(AFTERNOON - HOUR)
      const quarantined = { kind: 'quarantined', detail: 'reading needed over 512 MB' } as const
      await store.recordPoll(idOf('sahifa'), poll('sahifa', { okAt: AFTERNOON, failures: 2, crashes: 2, failure: quarantined }))
      await store.watchSources(AFTERNOON)
    },
  })
})
afterAll(async () => await room.close())

type Feed = { readonly title: string; readonly language: string; readonly items: readonly Item[] }
type Item = {
  readonly url: string
  readonly id: string
  readonly title: string
  readonly content_html: string
  readonly tags: readonly string[]
}
const read = async (query = '', headers = {}): Promise<Feed> =>
  (await (await room.get(`/feeds/health.json${query}`, headers)).json()) as Feed

describe('the health feed', () => {
  test('reports incidents of sources, the latest first, and what to do', async () => {
    const { items } = await read()
    expect(items.map(({ title, tags }) => [tags[0], title])).toEqual(
      expect.arrayContaining([
        ['recovered', 'صحيفة الميناء: working again'],
        ['quarantined', 'صحيفة الميناء: quarantined'],
        ['failing', 'صحيفة الميناء: failing since 22 November 2026'],
        ['silent', 'Harbour Post: nothing new since 25 October 2026'],
        ['gone', 'Marché libre: the feed has ended'],
        ['moved', '港口日报: new address'],
        ['language', '港口日报: the language has changed'],
        ['format', '港口日报: the format has changed'],
        ['rescued', '港口日报: only the fallback parser can read it'],
      ]),
    )
    expect(items).toHaveLength(9)
    expect(items.find(({ tags }) => tags[0] === 'failing')?.content_html).toContain('503')
    expect(items.find(({ tags }) => tags[0] === 'quarantined')?.content_html).toMatch(
      /after a day.*reading needed over 512 MB/s,
    )
    for (const { url } of items) expect(url).toMatch(/\/sources\?q=([\w-]+)#\1$/)
    expect(items.find(({ tags }) => tags[0] === 'moved')?.content_html).toContain('Set url in sources.yaml to the new address')
  })

  test('shows no subscriber’s secret', async () => {
    const text = await (await room.get('/feeds/health.atom')).text()
    expect(text).toContain('https://gangkou.example/new.xml?lang=zh')
    expect(text).not.toContain('s3cr3t')
  })

  test.each(INTERFACE_LANGUAGES)(
    'speaks %s, by its address and by what the reader prefers; entries stay the same',
    async (language) => {
      const asked = await read(`?lang=${language}`)
      expect(asked.language).toBe(language)
      expect(await read('', { 'accept-language': language })).toMatchObject({ title: asked.title, items: asked.items })
      expect(asked.items.map(({ id }) => id)).toEqual((await read()).items.map(({ id }) => id))
    },
  )

  test.each<FeedKind>(['atom', 'rss', 'json'])('is valid as %s and answers 304', async (kind) => {
    const answer = await room.get(`/feeds/health.${kind}?lang=ar`)
    expect(answer.headers.get('vary')).toContain('Accept-Language')
    expect(validateFeed(await answer.text(), kind)).toEqual([])
    const headers = { 'if-none-match': answer.headers.get('etag') ?? '' }
    expect((await room.get(`/feeds/health.${kind}?lang=ar`, headers)).status).toBe(304)
  })
})
