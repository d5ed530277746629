import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MODEL_FOLDER } from '../../src/server/configured-encoder.ts'
import { createQueryVectors } from '../../src/server/query-vectors.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { type LocalEncoder, openLocalEncoder } from '../../src/understand/encoder/local-encoder.ts'
import { article, numberOf, publish, source, storedAs } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const NEWS = [
  { key: 'rain', language: 'zh-Hans', title: '暴雨引发洪水，数千人被迫撤离家园' },
  { key: 'flood', language: 'de', title: 'Hochwasser: Tausende müssen ihre Häuser verlassen' },
  { key: 'robot', language: 'zh-Hans', title: '人形机器人在工厂开始搬运包裹' },
  { key: 'match', language: 'en', title: 'Late goal gives visitors a draw in the cup final' },
]

describe('search by meaning, with the built-in model', () => {
  let encoder: LocalEncoder
  let newsroom: Newsroom
  beforeAll(async () => {
    encoder = await openLocalEncoder(MODEL_FOLDER)
    newsroom = await openNewsroom({
      configuration: {
        ...CONFIGURATION,
        service: { ...CONFIGURATION.service, understanding: { model: 'built-in' } },
        feeds: CONFIGURATION.feeds.map((feed) => ({ ...feed, filter: 'like:"people flee floods"' })),
      },
      fill: async (store) => await fill(store, encoder),
      vectorOf: createQueryVectors(() => encoder),
    })
  })
  afterAll(async () => {
    await newsroom.close()
    await encoder.close()
  })

  const titlesOf = async (path: string): Promise<readonly string[]> => {
    const answer = (await (await newsroom.get(path)).json()) as { readonly data: readonly { readonly title: string }[] }
    return answer.data.map(({ title }) => title)
  }

  test('an English search finds Chinese and German reports, the most similar first, and leaves out what is about something else', async () => {
    const page = await (await newsroom.get('/search?q=like:"people flee floods"')).text()
    expect(page).toContain('暴雨引发洪水')
    expect(page).toContain('Hochwasser')
    expect(page).not.toContain('cup final')
    expect(page).toContain('sort=date')
    const stories = await titlesOf('/api/v1/stories?q=like:"humanoid robots at work"&sort=relevance')
    expect(stories[0]).toBe('人形机器人在工厂开始搬运包裹')
  })

  test('a feed with like: has what is near alone', async () => {
    const feed = (await (await newsroom.get('/feeds/parcels.json')).json()) as { readonly items: readonly unknown[] }
    expect(feed.items).toHaveLength(2)
  })

  test('a search of words offers the same by meaning', async () => {
    const page = await (await newsroom.get('/search?q=floods')).text()
    expect(page).toContain('q=like:%22floods%22')
  })

  test('the page of a story shows those that are like it', async () => {
    const { story } = await storedAs(newsroom.store, 'rain')
    const page = await (await newsroom.get(`/stories/${story}`)).text()
    expect(page).toContain('More like this')
    expect(page).toContain('Hochwasser')
    expect(page).not.toContain('cup final')
  })

  test('without a model, like: is refused by name, and nothing offers it', async () => {
    newsroom.setConfiguration(CONFIGURATION)
    const answer = await newsroom.get('/api/v1/stories?q=lang:zh like:"floods"')
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(
      'column 14: like: needs the model that compares meaning, and understanding.model is none',
    )
    expect((await newsroom.get('/search?q=like:"floods"')).status).toBe(400)
    expect(await (await newsroom.get('/search?q=floods')).text()).not.toContain('q=like:')
  })
})

const fill = async (store: Store, encoder: LocalEncoder): Promise<void> => {
  await store.syncSources([...CONFIGURATION.sources, source('reader')], AFTERNOON - 48 * HOUR)
  const vectors = await encoder.encode(NEWS.map((one) => ({ ...one, text: '' })))
  for (const [nth, { key, ...rest }] of NEWS.entries()) {
    await publish(store, 'harbour-post', [article(key, { ...rest, text: '', publishedAt: AFTERNOON - HOUR })], {
      now: AFTERNOON - HOUR,
    })
    const number = await numberOf(store, (await storedAs(store, key)).id)
    const values = vectors[nth]
    if (values === null || values === undefined) throw new Error(`no vector for ${key}`)
    const features = { at: AFTERNOON, bytes: new Uint8Array(1), vector: { values, revision: encoder.revision } }
    await store.commit({ features: [{ article: number, features }], isPublished: true, now: AFTERNOON - HOUR })
  }
}
