/** What publishers are told of us: the real road from the settings to the header that a server sees. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createReadership } from '../../src/app/readership.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'
import { item, openWorkplace, rss, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { NOON } from '../store/samples.ts'

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  place = openWorkplace()
  host.show('/a', rss([item('1')]))
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
})
afterEach(async () => {
  await place.clear()
  await host.close()
})

const HOME = { POLYWIRE_PUBLIC_URL: 'https://news.example.org/sub' }
test.each([
  ['the public address', '', HOME, '+https://news.example.org/sub; '],
  ['the contact, if there is one', 'contact: "https://новости.example/о"', HOME, '+https://xn--b1amnebsh.example/%D0%BE; '],
  ['neither', '', {}, ''],
])('a publisher sees name, version, %s and how many read through us', async (_, contact, env, address) => {
  place.write('polywire.yaml', `fetch:\n  allow_private: ["${host.host}"]\n  ${contact}\n`)
  expect(await place.run(['once'], { env })).toMatchObject({ code: 0 })
  expect(host.asked[0]?.headers['user-agent']).toMatch(/^Polywire\/\d+\.\d+\.\d+ \(/)
  expect(host.asked[0]?.headers['user-agent']?.replace(/^\S+ /, '')).toBe(`(${address}1 subscriber)`)
})

test('those whom our feeds are pushed to are counted, once a minute', async () => {
  const store = await openSqlite({ folder: ':memory:' })
  let elapsed = 0
  const subscribers = createReadership(store, { now: () => NOON, elapsed: () => elapsed, chance: () => 0 })
  expect(await subscribers()).toBe(1)
  for (const callback of ['https://a.example/', 'https://b.example/', 'https://c.example/']) {
    const wish = {
      mode: 'subscribe',
      callback,
      topic: 'https://news.example/feeds/all.atom',
      secret: null,
      leaseMs: 1e9,
    } as const
    await store.push.keepIntent(wish, {
      perHost: { intents: 9, subscriptions: 9 },
      all: { intents: 9, subscriptions: 9, topics: 9 },
    })
  }
  for (const intent of await store.push.intents(9, [])) await store.push.endIntent(intent, { sent: '', expiresAt: NOON + 1e9 })
  expect(await subscribers()).toBe(1)
  elapsed = 60_000
  expect(await subscribers()).toBe(3)
  await store.close()
})
