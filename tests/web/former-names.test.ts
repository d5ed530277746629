import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

/** Each of the four filters is a reader's subscription when the operator removes what it names. */
const WITHOUT = {
  ...CONFIGURATION,
  sources: CONFIGURATION.sources.filter(({ id }) => id !== 'sahifa'),
  taxonomy: { ...CONFIGURATION.taxonomy, topics: [], doubtful: [], entities: [], places: [] },
  feeds: [],
}

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom()
  await room.store.syncSources(WITHOUT.sources, Date.now())
  room.setConfiguration(WITHOUT)
})
afterAll(async () => await room.close())

describe('a name that has left the configuration', () => {
  test.each(['source:sahifa', 'SOURCE:Sahifa', 'topic:trade.parcels', 'entity:port-union', 'place:ke'])(
    'is still found by %s: in a subscribed feed, in search and in the API',
    async (q) => {
      const asked = encodeURIComponent(q)
      const feed = await room.get(`/feeds/all.json?group=article&q=${asked}`)
      expect(feed.status).toBe(200)
      expect(await feed.text()).toContain('الطرود الصغيرة ستخضع للضريبة')
      expect(await (await room.get(`/search?q=${asked}`)).text()).toContain('<article class="card')
      expect(((await (await room.get(`/api/v1/articles?q=${asked}`)).json()) as { data: unknown[] }).data).not.toEqual([])
    },
  )

  test('is not offered as a suggestion, and an unknown name is still an error', async () => {
    const answer = await room.get('/feeds/all.atom?q=source:sahif')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ detail: 'The filter cannot be read: column 8: no source “sahif”.' })
  })

  test('matches only itself, not its former children', async () => {
    const answer = await room.get('/feeds/all.json?q=-source:sahifa%20topic:trade')
    expect(answer.status).toBe(400)
  })
})
