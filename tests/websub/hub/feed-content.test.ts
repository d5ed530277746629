import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { feedId } from '../../../src/model/ids.ts'
import { createHub } from '../../../src/websub/hub/hub.ts'
import { topicContent } from '../../../src/websub/hub/topics.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from '../../web/newsroom.ts'
import { senderWith } from '../listener.ts'

const PUBLIC = 'https://news.example'
const never = async () => ({ status: 500, text: '' })
const SECRET = {
  id: feedId('inner'),
  title: { en: 'Inner' },
  description: null,
  filter: '',
  group: 'story' as const,
  limit: 10,
  languages: [],
  sources: [],
  ids: 'feed' as const,
  developments: 'update' as const,
  private: true,
}

let room: Newsroom
beforeEach(async () => {
  room = await openNewsroom({
    publicUrl: PUBLIC,
    configuration: { ...CONFIGURATION, feeds: [...CONFIGURATION.feeds, SECRET] },
    opens: (feed, key) => feed === 'inner' && key === 'right',
    push: {
      hubUrl: `${PUBLIC}/websub/hub`,
      hub: never,
      verify: never,
      expects: async () => false,
      receive: never,
      maxBytes: () => 0,
    },
  })
})
afterEach(async () => await room.close())

const at = (path: string) =>
  topicContent((url) => room.get(url.slice(PUBLIC.length), { accept: 'application/problem+json' }), `${PUBLIC}${path}`)

describe('what can be subscribed to', () => {
  test('a feed: its bytes, type and canonical address', async () => {
    const content = await at('/feeds/all.rss?lang=fr&q=parcels')
    if (content.kind === 'none') throw new Error(content.reason)
    expect(content).toMatchObject({
      type: 'application/rss+xml; charset=utf-8',
      self: `${PUBLIC}/feeds/all.rss?q=parcels&lang=fr`,
      hash: createHash('sha256').update(content.bytes).digest('hex'),
    })
    expect(Buffer.from(content.bytes).toString()).toContain('<rss')
  })

  test.each([
    ['no such feed', '/feeds/nobody.atom', /no feed “nobody”/],
    ['no such format', '/feeds/all.pdf', /\.atom, \.rss or \.json/],
    ['a filter that is none', '/feeds/all.atom?q=(', /filter|\(/i],
    ['a private feed without its key', '/feeds/inner.atom', /no feed “inner”/],
    ['a private feed with a wrong key', '/feeds/inner.atom?key=wrong', /key in this address is not valid/],
  ])('%s is permanently none, and says why', async (_, path, reason) => {
    expect(await at(path)).toMatchObject({ kind: 'none', permanent: true, reason: expect.stringMatching(reason) })
  })

  // A subscription would keep the key, which is kept nowhere else.
  test.each(['/feeds/inner.atom?key=right', '/feeds/health.atom', '/feeds.opml', '/'])('%s names no hub', async (path) => {
    expect(await at(path)).toMatchObject({ kind: 'none', permanent: true, reason: expect.stringMatching(/names no hub/) })
  })
})

describe('a topic in another spelling', () => {
  const topicOf = async (path: string) => {
    const sender = senderWith()
    const hub = createHub({
      publicUrl: PUBLIC,
      hubUrl: `${PUBLIC}/websub/hub`,
      store: room.store.subscriptions,
      isWritable: async () => true,
      // The callback is not asked.
      mayWork: async () => false,
      content: (topic) => at(topic.slice(PUBLIC.length)),
      version: async () => [1],
      verifier: () => sender,
      distributor: () => sender,
      now: () => room.now(),
      elapsed: () => 0,
      chance: () => 0.5,
      challenge: () => 'challenge',
      reported: () => {},
      failed: (error) => {
        throw error
      },
    })
    const fields = { 'hub.mode': 'subscribe', 'hub.topic': `${PUBLIC}${path}`, 'hub.callback': 'http://127.0.0.1:9/in' }
    const answer = await hub.request(new URLSearchParams(fields))
    await hub.close()
    return answer
  }

  test.each(['/feeds/all.atom', '/feeds/all.rss?q=parcels&lang=fr', '/feeds/parcels.json?limit=1'])(
    '%s is the address that the feed names itself, and is accepted',
    async (path) => expect((await topicOf(path)).status).toBe(202),
  )

  test.each([
    ['/feeds/%61ll.atom', '/feeds/all.atom'],
    ['/feeds/all.atom?', '/feeds/all.atom'],
    ['/feeds/all.atom?utm=1', '/feeds/all.atom'],
    ['/feeds/../feeds/all.atom', '/feeds/all.atom'],
    ['/feeds/all.atom\n', '/feeds/all.atom'],
    ['/feeds/all.rss?lang=fr&q=parcels', '/feeds/all.rss?q=parcels&lang=fr'],
    ['/feeds/all.atom?q=a%62c', '/feeds/all.atom?q=abc'],
  ])('%j is refused, and takes no place', async (path, meant) => {
    const { status, text } = await topicOf(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(text).toBe(`hub.topic must be the feed’s own address (its link "self"): ${PUBLIC}${meant}`)
    expect(await room.store.subscriptions.intents(10, [])).toEqual([])
  })

  test('an address of no feed is refused', async () => {
    expect((await topicOf('/feeds//all.atom')).status).toBeGreaterThanOrEqual(400)
    expect(await room.store.subscriptions.intents(10, [])).toEqual([])
  })
})
