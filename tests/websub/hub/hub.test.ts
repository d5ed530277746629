import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHub, type Hub } from '../../../src/websub/hub/hub.ts'
import type { HubEvent } from '../../../src/websub/hub/hub-parts.ts'
import type { TopicContent } from '../../../src/websub/hub/topics.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import type { WebSubSubscriptions } from '../../../src/store/ports/store.ts'
import { DAY, HOUR, MINUTE, NOON } from '../../store/samples.ts'
import { agreeable, listenOn127, senderWith } from '../listener.ts'

const PUBLIC = 'https://news.example'
const TOPIC = `${PUBLIC}/feeds/all.atom`

type Desk = {
  readonly hub: Hub
  readonly store: Store
  readonly events: HubEvent[]
  now: number
  /** Puts another text into a feed; null: the feed is gone. */
  publish(text: string | null, topic?: string): Promise<void>
  /** Runs everything that is due. */
  runDue(): Promise<void>
  ask(callback: string, fields?: Readonly<Record<string, string>>): Promise<number>
}

/** `noted` is called when the store has noted a change of a topic. */
const noting =
  (subscriptions: WebSubSubscriptions, noted: () => void): WebSubSubscriptions['topicChanged'] =>
  async (topic, hash, now) => {
    const due = await subscriptions.topicChanged(topic, hash, now)
    noted()
    return due
  }

const openDesk = async (
  folder = ':memory:',
  storeOf = ({ subscriptions }: Store): WebSubSubscriptions => subscriptions,
): Promise<Desk> => {
  const store = await openSqlite({ folder })
  const feeds = new Map<string, string | null>([[TOPIC, 'one']])
  const events: HubEvent[] = []
  const sender = senderWith()
  let edition = 0
  let elapsed = 0
  let challenges = 0
  const desk = { now: NOON }
  const content = async (topic: string): Promise<TopicContent> => {
    const text = feeds.get(topic) ?? null
    if (text === null) return { kind: 'none', permanent: true, reason: 'there is no such feed.' }
    const bytes = Buffer.from(text)
    const hash = createHash('sha256').update(bytes).digest('hex')
    return { kind: 'feed', bytes, type: 'application/atom+xml; charset=utf-8', self: topic, hash }
  }
  const hub = createHub({
    publicUrl: PUBLIC,
    hubUrl: `${PUBLIC}/websub/hub`,
    store: storeOf(store),
    isWritable: async () => true,
    mayWork: async () => true,
    content,
    version: async () => [edition],
    verifier: () => sender,
    distributor: () => sender,
    now: () => desk.now,
    elapsed: () => elapsed,
    chance: () => 0.5,
    challenge: () => `challenge-${(challenges += 1)}`,
    reported: (event) => events.push(event),
    failed: (error) => {
      throw error
    },
  })
  onTestFinished(async () => {
    await hub.close()
    await store.close()
  })
  const runDue = async (): Promise<void> => {
    // Longer than the pause between two looks at the feeds.
    elapsed += 1_000
    hub.wake()
    await hub.idle()
  }
  return Object.assign(desk, {
    hub,
    store,
    events,
    runDue,
    async publish(text: string | null, topic = TOPIC) {
      feeds.set(topic, text)
      edition += 1
      await runDue()
    },
    async ask(callback: string, fields = {}) {
      const form = { 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': callback, ...fields }
      const { status } = await hub.request(new URLSearchParams(form))
      await hub.idle()
      return status
    },
  })
}

const bodies = (posts: readonly { readonly body: Buffer }[]): readonly string[] => posts.map(({ body }) => body.toString())

describe('a subscription', () => {
  test('is asked of the callback, whose own query stays, and then gets the feed whenever it changes', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    expect(await desk.ask(`${subscriber.url}/in?key=a%2Fb`, { 'hub.lease_seconds': '7200' })).toBe(202)
    expect(subscriber.heard).toHaveLength(1)
    const [asked] = subscriber.gets()
    expect(Object.fromEntries(asked!.query)).toEqual({
      key: 'a/b',
      'hub.mode': 'subscribe',
      'hub.topic': TOPIC,
      'hub.challenge': 'challenge-1',
      'hub.lease_seconds': '7200',
    })
    await desk.runDue()
    expect(subscriber.posts()).toEqual([])

    await desk.publish('two')
    const [pushed] = subscriber.posts()
    expect(pushed).toMatchObject({ path: '/in', body: Buffer.from('two') })
    expect(pushed!.headers['content-type']).toBe('application/atom+xml; charset=utf-8')
    expect(pushed!.headers.link).toBe(`<${TOPIC}>; rel="self", <${PUBLIC}/websub/hub>; rel="hub"`)
    expect(pushed!.headers['x-hub-signature']).toBeUndefined()
    await desk.publish('two')
    await desk.runDue()
    expect(subscriber.posts()).toHaveLength(1)
    await desk.publish('three')
    expect(bodies(subscriber.posts())).toEqual(['two', 'three'])
  })

  test('with a secret gets every body signed with it', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url, { 'hub.secret': 'hush' })
    await desk.publish('two')
    expect(subscriber.posts()[0]!.headers['x-hub-signature']).toBe(
      `sha256=${createHmac('sha256', 'hush').update('two').digest('hex')}`,
    )
  })

  test.each([
    ['another challenge', { status: 200, text: 'challenge-0' }],
    ['more than the challenge', { status: 200, text: 'challenge-1 and more' }],
    ['404', { status: 404, text: 'challenge-1' }],
    ['a redirect', { status: 302, text: 'challenge-1', headers: { location: '/elsewhere' } }],
    ['nothing', { status: 204 }],
  ])('is none where the callback answers %s', async (_, answer) => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    subscriber.answer = () => answer
    expect(await desk.ask(subscriber.url)).toBe(202)
    await desk.publish('two')
    expect(subscriber.heard).toHaveLength(1)
    expect(await desk.store.subscriptions.subscriptionCounts()).toEqual({ subscriptions: 0, pending: 0, intents: 0 })
  })

  test('ends when its callback confirms that it asked for that, and not before', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    subscriber.answer = (heard) => (heard.method === 'GET' ? { status: 404 } : agreeable(heard))
    expect(await desk.ask(subscriber.url, { 'hub.mode': 'unsubscribe' })).toBe(202)
    await desk.publish('two')
    expect(subscriber.posts()).toHaveLength(1)
    subscriber.answer = agreeable
    await desk.ask(subscriber.url, { 'hub.mode': 'unsubscribe' })
    expect(subscriber.gets().at(-1)!.query.has('hub.lease_seconds')).toBe(false)
    await desk.publish('three')
    expect(subscriber.posts()).toHaveLength(1)
    expect(await desk.ask(subscriber.url, { 'hub.mode': 'unsubscribe' })).toBe(404)
  })

  test('ends with its lease, and a renewed one goes on', async () => {
    const desk = await openDesk()
    const short = await listenOn127()
    const renewed = await listenOn127()
    await desk.ask(short.url, { 'hub.lease_seconds': '3600' })
    await desk.ask(renewed.url, { 'hub.lease_seconds': '3600' })
    desk.now += 50 * MINUTE
    await desk.ask(renewed.url, { 'hub.lease_seconds': '3600' })
    desk.now += 10 * MINUTE
    await desk.publish('two')
    expect(short.posts()).toEqual([])
    expect(bodies(renewed.posts())).toEqual(['two'])
    expect(desk.events).toContainEqual({ kind: 'expired', host: '', detail: '1' })
  })

  test('gets what is published while it is being verified', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    subscriber.answer = async (heard) => {
      if (heard.method === 'GET') void desk.publish('two')
      return agreeable(heard)
    }
    await desk.ask(subscriber.url)
    await desk.runDue()
    expect(bodies(subscriber.posts())).toEqual(['two'])
  })

  test('is notified of its end when its feed ends', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    await desk.publish(null)
    expect(Object.fromEntries(subscriber.gets().at(-1)!.query)).toEqual({
      'hub.mode': 'denied',
      'hub.topic': TOPIC,
      'hub.reason': 'there is no such feed.',
    })
    expect((await desk.store.subscriptions.subscriptionCounts()).subscriptions).toBe(0)
  })

  test('where many end with their feed, is one of 32 that are notified at a time', async () => {
    const desk = await openDesk()
    const subscribers = await listenOn127(0, '0.0.0.0')
    const { port } = new URL(subscribers.url)
    const limits = { intents: 100, subscriptions: 100, topics: 100 }
    for (let index = 1; index <= 100; index += 1) {
      const callback = `http://127.0.1.${index}:${port}/`
      const intent = { mode: 'subscribe', callback, topic: TOPIC, secret: null, leaseMs: HOUR } as const
      await desk.store.subscriptions.keepIntent(intent, { perHost: limits, all: limits })
      const [stored] = await desk.store.subscriptions.intents(1, [])
      await desk.store.subscriptions.endIntent(stored!, { expiresAt: NOON + HOUR, sent: 'one' })
    }
    let answered = 0
    let mostOpen = 0
    subscribers.answer = () => {
      const begun = desk.events.filter(({ kind }) => kind === 'denied').length
      mostOpen = Math.max(mostOpen, begun - answered)
      answered += 1
      return { status: 204 }
    }
    await desk.publish(null)
    expect(subscribers.gets()).toHaveLength(100)
    expect(mostOpen).toBe(32)
  })
})

describe('a delivery', () => {
  test('that fails is tried again, later each time, with the feed as it is then', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    subscriber.answer = () => ({ status: 500 })
    await desk.publish('two')
    await desk.publish('three')
    expect(bodies(subscriber.posts())).toEqual(['two'])
    desk.now += 10_000
    await desk.runDue()
    expect(bodies(subscriber.posts())).toEqual(['two', 'three'])
    desk.now += 10_000
    await desk.runDue()
    expect(subscriber.posts()).toHaveLength(2)
    subscriber.answer = agreeable
    desk.now += 10_000
    await desk.runDue()
    expect(bodies(subscriber.posts())).toEqual(['two', 'three', 'three'])
    desk.now += DAY
    await desk.runDue()
    expect(subscriber.posts()).toHaveLength(3)
  })

  test('waits as long as Retry-After says', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    subscriber.answer = () => ({ status: 503, headers: { 'retry-after': '3600' } })
    await desk.publish('two')
    desk.now += HOUR - 1
    await desk.runDue()
    expect(subscriber.posts()).toHaveLength(1)
    desk.now += 1
    await desk.runDue()
    expect(subscriber.posts()).toHaveLength(2)
  })

  test('answered with 410 is the last one', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    subscriber.answer = () => ({ status: 410 })
    await desk.publish('two')
    await desk.publish('three')
    expect(subscriber.posts()).toHaveLength(1)
    expect(desk.events.at(-1)).toMatchObject({ kind: 'ended-by-subscriber' })
  })

  test('a redirect is a failure, and is not followed', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    subscriber.answer = () => ({ status: 307, headers: { location: '/elsewhere' } })
    await desk.publish('two')
    expect(subscriber.posts()).toHaveLength(1)
    expect(desk.events.at(-1)).toMatchObject({ kind: 'delivery-failed', detail: 'it answered 307' })
  })

  test('a subscription whose deliveries fail for three days is ended, and that is reported', async () => {
    const desk = await openDesk()
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url, { 'hub.lease_seconds': String((30 * DAY) / 1_000) })
    subscriber.answer = () => ({ status: 500 })
    await desk.publish('two')
    for (let hours = 0; hours < 80; hours += 4) {
      desk.now += 4 * HOUR
      await desk.runDue()
    }
    expect(desk.events.at(-1)).toMatchObject({ kind: 'dropped', host: new URL(subscriber.url).host })
    expect(subscriber.posts().length).toBeLessThan(20)
    expect((await desk.store.subscriptions.subscriptionCounts()).subscriptions).toBe(0)
  })

  test('what changes during a delivery is delivered after it', async () => {
    const changed = Promise.withResolvers<void>()
    let pushes = 0
    const desk = await openDesk(':memory:', ({ subscriptions }) => ({
      ...subscriptions,
      topicChanged: noting(subscriptions, () => {
        if (pushes > 0) changed.resolve()
      }),
    }))
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    subscriber.answer = async (heard) => {
      pushes += 1
      if (pushes === 1) {
        void desk.publish('three')
        await changed.promise
      }
      return agreeable(heard)
    }
    await desk.publish('two')
    desk.now += 1_000
    await desk.runDue()
    expect(bodies(subscriber.posts())).toEqual(['two', 'three'])
  })

  test('what changes while the database records a delivery is delivered after it', async () => {
    const changed = Promise.withResolvers<void>()
    let deliveries = 0
    const desk = await openDesk(':memory:', ({ subscriptions }) => ({
      ...subscriptions,
      topicChanged: noting(subscriptions, () => {
        if (deliveries > 0) changed.resolve()
      }),
      async recordDelivery(key, delivery) {
        deliveries += 1
        if (deliveries === 1) {
          void desk.publish('three')
          await changed.promise
        }
        await subscriptions.recordDelivery(key, delivery)
      },
    }))
    const subscriber = await listenOn127()
    await desk.ask(subscriber.url)
    await desk.publish('two')
    desk.now += 1_000
    await desk.runDue()
    expect(bodies(subscriber.posts())).toEqual(['two', 'three'])
  })

  test('a slow host delays no other', async () => {
    const desk = await openDesk()
    const slow = await listenOn127()
    const quick = await listenOn127(0, '127.0.0.2')
    for (let index = 0; index < 40; index += 1) await desk.ask(`${slow.url}/${index}`)
    await desk.ask(quick.url)
    const free = Promise.withResolvers<void>()
    let most = 0
    let now = 0
    slow.answer = async () => {
      most = Math.max(most, (now += 1))
      await free.promise
      now -= 1
      return { status: 204 }
    }
    const quickly = new Promise<void>((resolve) => {
      quick.answer = (heard) => {
        if (heard.method === 'POST') resolve()
        return agreeable(heard)
      }
    })
    const published = desk.publish('two')
    await quickly
    free.resolve()
    await published
    expect(slow.posts()).toHaveLength(40)
    expect(most).toBeLessThanOrEqual(4)
  })

  test('forty hosts that hang delay no other', async () => {
    const desk = await openDesk()
    const hanging = await listenOn127(0, '0.0.0.0')
    const quick = await listenOn127()
    const { port } = new URL(hanging.url)
    for (let index = 1; index <= 40; index += 1) await desk.ask(`http://127.0.1.${index}:${port}/`)
    await desk.ask(quick.url)
    const arrived = Promise.withResolvers<void>()
    hanging.answer = async () => {
      await arrived.promise
      return { status: 204 }
    }
    quick.answer = (heard) => {
      arrived.resolve()
      return agreeable(heard)
    }
    await desk.publish('two')
    // None had to reach its deadline.
    expect(desk.events.filter(({ kind }) => kind === 'delivered')).toHaveLength(41)
  })

  test('that was pending when the process ended is made by the next one, and so is what changed in between', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'polywire-hub-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const failing = await listenOn127()
    const quiet = await listenOn127()
    const before = await openDesk(folder)
    await before.ask(failing.url)
    await before.ask(quiet.url)
    failing.answer = () => ({ status: 500 })
    await before.publish('two')
    expect(bodies(quiet.posts())).toEqual(['two'])
    await before.hub.close()
    await before.store.close()

    const after = await openDesk(folder)
    failing.answer = agreeable
    after.now = NOON + MINUTE
    await after.publish('two')
    expect(bodies(failing.posts())).toEqual(['two', 'two'])
    expect(bodies(quiet.posts())).toEqual(['two'])
    await after.publish('three')
    expect(bodies(failing.posts())).toEqual(['two', 'two', 'three'])
    expect(bodies(quiet.posts())).toEqual(['two', 'three'])
  })
})

test('one host can ask for a hundred subscriptions at a time, and hears when to come back', async () => {
  const desk = await openDesk()
  for (let index = 0; index < 100; index += 1)
    await desk.store.subscriptions.keepIntent(
      { mode: 'subscribe', callback: `http://127.0.0.1:9/${index}`, topic: TOPIC, secret: null, leaseMs: HOUR },
      { perHost: { intents: 200, subscriptions: 200, topics: 9 }, all: { intents: 200, subscriptions: 200, topics: 9 } },
    )
  const form = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': 'http://127.0.0.1:9/new' })
  expect(await desk.hub.request(form)).toMatchObject({ status: 429, retryAfterMs: 60_000 })
  form.set('hub.topic', `${PUBLIC}/feeds/none.atom`)
  expect(await desk.hub.request(form)).toMatchObject({ status: 404, text: expect.stringContaining('there is no such feed') })
})
