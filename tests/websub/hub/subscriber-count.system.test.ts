/** The User-Agent that publishers see, from the settings to the header. */
import { beforeEach, expect, test } from 'vitest'
import { createSubscriberCount } from '../../../src/websub/hub/subscriber-count.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { item, openWorkplaceWithHost, rss, type Workplace } from '../../cli/workplace.ts'
import type { FeedHost } from '../../ingest/feed-host.ts'
import { NOON } from '../../store/samples.ts'

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost({ a: rss([item('1')]) })
  ;({ host, place } = opened)
  return opened.close
})

const HOME = { POLYWIRE_PUBLIC_URL: 'https://news.example.org/sub' }
test.each([
  ['the public address', '', HOME, '+https://news.example.org/sub; '],
  ['the contact, if there is one', 'contact: "https://новости.example/о"', HOME, '+https://xn--b1amnebsh.example/%D0%BE; '],
  ['neither', '', {}, ''],
])('a publisher sees name, version, %s and the number of subscribers', async (_, contact, env, address) => {
  place.write('polywire.yaml', `fetch:\n  allow_private: ["${host.host}"]\n  ${contact}\n`)
  expect(await place.run(['once'], { env })).toMatchObject({ code: 0 })
  expect(host.asked[0]?.headers['user-agent']).toMatch(/^Polywire\/\d+\.\d+\.\d+ \(/)
  expect(host.asked[0]?.headers['user-agent']?.replace(/^\S+ /, '')).toBe(`(${address}1 subscriber)`)
})

test('subscriptions to our feeds are counted, once a minute', async () => {
  const store = await openSqlite({ folder: ':memory:' })
  let elapsed = 0
  const subscribers = createSubscriberCount(store.subscriptions, () => elapsed)
  expect(await subscribers()).toBe(1)
  for (const callback of ['https://a.example/', 'https://b.example/', 'https://c.example/']) {
    const intent = {
      mode: 'subscribe',
      callback,
      topic: 'https://news.example/feeds/all.atom',
      secret: null,
      leaseMs: 1e9,
    } as const
    await store.subscriptions.keepIntent(intent, {
      perHost: { intents: 9, subscriptions: 9, topics: 9 },
      all: { intents: 9, subscriptions: 9, topics: 9 },
    })
  }
  for (const stored of await store.subscriptions.intents(9, []))
    await store.subscriptions.endIntent(stored, { sent: '', expiresAt: NOON + 1e9 })
  expect(await subscribers()).toBe(1)
  elapsed = 60_000
  expect(await subscribers()).toBe(3)
  await store.close()
})
