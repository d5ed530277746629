import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Intent, isPushed } from '../../../src/model/push.ts'
import type { IntentLimits } from '../../../src/store/outbox/subscriptions.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { DAY, HOUR, idOf, MINUTE, NOON, poll, pushedSource, source, sourceState } from '../samples.ts'
import { engines } from './engines.ts'

const LIMITS: IntentLimits = {
  perHost: { intents: 2, subscriptions: 3, topics: 9 },
  all: { intents: 4, subscriptions: 5, topics: 2 },
}
const TOPIC = 'https://news.example/feeds/all.atom'

const intentOf = (callback: string, rest: Partial<Intent> = {}): Intent => ({
  mode: 'subscribe',
  callback,
  topic: TOPIC,
  secret: 'hush',
  leaseMs: DAY,
  ...rest,
})

describe.each(engines)('who gets our feeds pushed, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => await store.close())

  const keep = (intent: Intent) => store.subscriptions.keepIntent(intent, LIMITS)
  const confirmAll = async (sent = 'old', expiresAt = NOON + DAY): Promise<void> => {
    for (const intent of await store.subscriptions.intents(9, []))
      await store.subscriptions.endIntent(intent, { sent, expiresAt })
  }
  const subscribe = async (callback: string, rest: Partial<Intent> = {}): Promise<void> => {
    expect(await keep(intentOf(callback, rest))).toBe('kept')
    await confirmAll()
  }
  const stored = (callback: string) => store.subscriptions.subscription({ callback, topic: TOPIC })

  test('a request is a subscription once it is confirmed, and its end likewise', async () => {
    await keep(intentOf('https://a.example/1'))
    expect(await stored('https://a.example/1')).toBeNull()
    expect(await store.subscriptions.subscriptionCounts()).toEqual({ subscriptions: 0, pending: 0, intents: 1 })
    await confirmAll()
    expect(await stored('https://a.example/1')).toEqual({
      callback: 'https://a.example/1',
      topic: TOPIC,
      secret: 'hush',
      expiresAt: NOON + DAY,
      sent: 'old',
      due: null,
      failures: 0,
      failingSince: null,
    })
    expect(await store.subscriptions.subscriptionCounts()).toEqual({ subscriptions: 1, pending: 0, intents: 0 })
    await keep(intentOf('https://a.example/1', { mode: 'unsubscribe' }))
    expect(await stored('https://a.example/1')).not.toBeNull()
    await confirmAll()
    expect(await stored('https://a.example/1')).toBeNull()
  })

  test('what is not confirmed changes nothing', async () => {
    await subscribe('https://a.example/1')
    await keep(intentOf('https://a.example/1', { mode: 'unsubscribe' }))
    const [intent] = await store.subscriptions.intents(9, [])
    expect(await store.subscriptions.endIntent(intent!, null)).toBe(true)
    expect(await stored('https://a.example/1')).not.toBeNull()
    expect(await store.subscriptions.intents(9, [])).toEqual([])
  })

  test('the newest request counts: an answer to one before it does nothing', async () => {
    await keep(intentOf('https://a.example/1', { secret: 'first' }))
    const [first] = await store.subscriptions.intents(9, [])
    await keep(intentOf('https://a.example/1', { secret: 'second' }))
    expect(await store.subscriptions.endIntent(first!, { sent: 'x', expiresAt: NOON })).toBe(false)
    expect(await stored('https://a.example/1')).toBeNull()
    await confirmAll()
    expect(await stored('https://a.example/1')).toMatchObject({ secret: 'second' })
  })

  test('a renewal gives a new lease and secret, and keeps what is still to be delivered', async () => {
    await subscribe('https://a.example/1')
    await store.subscriptions.topicChanged(TOPIC, 'new', NOON)
    await keep(intentOf('https://a.example/1', { secret: 'other' }))
    await confirmAll('new', NOON + 2 * DAY)
    expect(await stored('https://a.example/1')).toMatchObject({
      secret: 'other',
      expiresAt: NOON + 2 * DAY,
      sent: 'old',
      due: NOON,
    })
  })

  test('one host, and all hosts together, can only ask for and hold so much', async () => {
    await subscribe('https://a.example/1')
    await subscribe('https://a.example/2')
    await subscribe('https://a.example/3')
    expect(await keep(intentOf('https://a.example/4'))).toBe('host-full')
    expect(await keep(intentOf('https://a.example/3'))).toBe('kept')
    expect(await keep(intentOf('https://a.example/2', { mode: 'unsubscribe' }))).toBe('kept')
    expect(await keep(intentOf('https://a.example/1', { mode: 'unsubscribe' }))).toBe('host-full')
    expect(await keep(intentOf('https://b.example/1'))).toBe('kept')
    expect(await keep(intentOf('https://c.example/1'))).toBe('kept')
    expect(await keep(intentOf('https://d.example/1'))).toBe('full')
    expect((await store.subscriptions.intents(9, ['a.example', 'b.example'])).map(({ callback }) => callback)).toEqual([
      'https://c.example/1',
    ])
    await confirmAll()
    await subscribe('https://d.example/1')
    expect(await keep(intentOf('https://e.example/1'))).toBe('full')
  })

  test('only so many topics are subscribed to; one that is can have more subscribers', async () => {
    await subscribe('https://a.example/1')
    await subscribe('https://a.example/2', { topic: `${TOPIC}?q=x` })
    expect(await keep(intentOf('https://b.example/1', { topic: `${TOPIC}?q=y` }))).toBe('full')
    expect(await keep(intentOf('https://b.example/1', { topic: `${TOPIC}?q=x` }))).toBe('kept')
  })

  test('one domain, by whatever names and ports, adds only so many topics; another host can subscribe to them and to more', async () => {
    const keepFew = (callback: string, q: string) =>
      store.subscriptions.keepIntent(intentOf(callback, { topic: `${TOPIC}?q=${q}` }), {
        perHost: { intents: 9, subscriptions: 9, topics: 2 },
        all: { intents: 9, subscriptions: 9, topics: 9 },
      })
    expect(await keepFew('https://a.example/1', 'x')).toBe('kept')
    expect(await keepFew('https://a.example:444/1', 'y')).toBe('kept')
    await confirmAll()
    expect(await keepFew('https://a.example:445/1', 'z')).toBe('host-full')
    expect(await keepFew('https://one.of.many.a.example/1', 'z')).toBe('host-full')
    expect(await keepFew('https://a.example:445/1', 'x')).toBe('kept')
    expect(await keepFew('https://a.example.org/1', 'z')).toBe('kept')
    await confirmAll()
    expect(await keepFew('https://a.example/1', 'z')).toBe('kept')
  })

  test('the limits of a host are those of all its ports', async () => {
    for (const port of [81, 82, 83]) await subscribe(`https://a.example:${port}/1`)
    expect(await keep(intentOf('https://a.example/1'))).toBe('host-full')
    expect(await keep(intentOf('https://a.example-b.org/1'))).toBe('kept')
  })

  test('a changed topic makes its subscribers due, each until these bytes are delivered', async () => {
    await subscribe('https://a.example/1')
    await subscribe('https://b.example/1')
    await subscribe('https://b.example/2', { topic: `${TOPIC}?q=x` })
    expect(await store.subscriptions.subscribedTopics()).toEqual([TOPIC, `${TOPIC}?q=x`])
    expect(await store.subscriptions.topicChanged(TOPIC, 'old', NOON)).toBe(0)
    expect(await store.subscriptions.topicChanged(TOPIC, 'new', NOON)).toBe(2)
    expect(await store.subscriptions.topicChanged(TOPIC, 'newer', NOON + 1)).toBe(0)
    expect((await store.subscriptions.dueDeliveries(NOON, 9, [])).map(({ callback }) => callback).toSorted()).toEqual([
      'https://a.example/1',
      'https://b.example/1',
    ])
    expect(await store.subscriptions.dueDeliveries(NOON, 1, [])).toHaveLength(1)
    expect(await store.subscriptions.dueDeliveries(NOON, 9, ['a.example'])).toMatchObject([{ callback: 'https://b.example/1' }])
    const [first, second] = await store.subscriptions.dueDeliveries(NOON, 9, [])
    await store.subscriptions.recordDelivery(first!, { sent: 'newer', due: null, failures: 0, failingSince: null })
    await store.subscriptions.recordDelivery(second!, { sent: 'old', due: NOON + MINUTE, failures: 1, failingSince: NOON })
    expect(await store.subscriptions.dueDeliveries(NOON, 9, [])).toEqual([])
    expect(await store.subscriptions.subscriptionCounts()).toMatchObject({ pending: 1 })
    expect(await store.subscriptions.dueDeliveries(NOON + MINUTE, 9, [])).toMatchObject([{ failures: 1, failingSince: NOON }])
  })

  test('a topic ends with all its subscriptions, and no other', async () => {
    await subscribe('https://a.example/1')
    await subscribe('https://b.example/1')
    await subscribe('https://b.example/1', { topic: `${TOPIC}?q=x` })
    const ended = await store.subscriptions.endTopic(TOPIC)
    expect(ended.map(({ callback }) => callback).toSorted()).toEqual(['https://a.example/1', 'https://b.example/1'])
    expect(await store.subscriptions.subscribedTopics()).toEqual([`${TOPIC}?q=x`])
    expect(await store.subscriptions.endTopic(TOPIC)).toEqual([])
  })

  test('a lease that is not renewed ends', async () => {
    await subscribe('https://a.example/1')
    expect(await store.subscriptions.endExpired(NOON + DAY - 1)).toBe(0)
    expect(await store.subscriptions.endExpired(NOON + DAY)).toBe(1)
    expect(await store.subscriptions.subscribedTopics()).toEqual([])
  })

  test('where the clock was set, leases and due times move with it', async () => {
    await subscribe('https://a.example/1')
    await store.subscriptions.topicChanged(TOPIC, 'new', NOON)
    await store.shiftDue(DAY)
    expect(await stored('https://a.example/1')).toMatchObject({ expiresAt: NOON + 2 * DAY, due: NOON + DAY })
  })
})

describe.each(engines)('sources that push to us, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('a'), source('b')], NOON)
  })
  afterEach(async () => await store.close())

  test('one is found by its callback, changed as a whole, and deleted', async () => {
    await store.subscriptions.replacePushedSource(null, pushedSource('x1'))
    expect(await store.subscriptions.pushedSource('x1')).toEqual(pushedSource('x1'))
    expect(await store.subscriptions.pushedSource('x2')).toBeNull()
    const changed = pushedSource('x1', { state: 'active', forged: 2 })
    expect(await store.subscriptions.replacePushedSource(pushedSource('x1'), changed)).toBe(true)
    expect(await store.subscriptions.pushedSources()).toEqual([changed])
    expect(await store.subscriptions.pushOf(idOf('a'))).toEqual(changed)
    expect(await store.subscriptions.duePushedSources(NOON - 1, 9)).toEqual([])
    expect(await store.subscriptions.duePushedSources(NOON, 9)).toEqual([changed])
    const leaving = pushedSource('x1', { state: 'leaving' })
    expect(await store.subscriptions.replacePushedSource(changed, leaving)).toBe(true)
    expect(await store.subscriptions.pushOf(idOf('a'))).toBeNull()
    expect(await store.subscriptions.replacePushedSource(leaving, null)).toBe(true)
    expect(await store.subscriptions.pushedSources()).toEqual([])
  })

  test('one is replaced only if it is still what was read', async () => {
    const { subscriptions } = store
    const [read, newer] = [pushedSource('x1'), pushedSource('x1', { pushes: 1 })]
    expect(await subscriptions.replacePushedSource(read, newer)).toBe(false)
    expect(await subscriptions.replacePushedSource(null, read)).toBe(true)
    expect(await subscriptions.replacePushedSource(null, newer)).toBe(false)
    expect(await subscriptions.replacePushedSource(read, newer)).toBe(true)
    expect(await subscriptions.replacePushedSource(read, pushedSource('x1', { forged: 1 }))).toBe(false)
    expect(await subscriptions.replacePushedSource(read, null)).toBe(false)
    expect(await subscriptions.pushedSources()).toEqual([newer])
  })

  test('a source is pushed while a confirmed lease lasts, also while it is renewed', async () => {
    const isPushedAt = async (now: number) => isPushed(await store.subscriptions.pushOf(idOf('a')), now)
    await store.subscriptions.replacePushedSource(null, pushedSource('x1'))
    expect(await isPushedAt(NOON)).toBe(false)
    const renewed = pushedSource('x1', { state: 'asked', expiresAt: NOON + HOUR })
    await store.subscriptions.replacePushedSource(pushedSource('x1'), renewed)
    expect(await isPushedAt(NOON)).toBe(true)
    expect(await isPushedAt(NOON + HOUR)).toBe(false)
    await store.subscriptions.replacePushedSource(renewed, { ...renewed, state: 'leaving' })
    expect(await isPushedAt(NOON)).toBe(false)
    expect(await store.subscriptions.pushOf(idOf('b'))).toBeNull()
  })

  test('a poll can be brought forward, never put off', async () => {
    await store.subscriptions.hasten(idOf('a'), NOON - HOUR)
    await store.subscriptions.hasten(idOf('b'), NOON + HOUR)
    expect((await sourceState(store, idOf('a')))?.nextDue).toBe(NOON - HOUR)
    expect((await sourceState(store, idOf('b')))?.nextDue).toBe(NOON)
  })

  test('a hub brings none forward to within a minute of the last, and none of a source that fails', async () => {
    const { subscriptions } = store
    const dueOf = async (id: string) => (await sourceState(store, idOf(id)))?.nextDue
    await subscriptions.hastenGently(idOf('b'), NOON - 1)
    expect(await dueOf('b')).toBe(NOON - 1)
    await store.recordPoll(idOf('a'), poll('a', { polledAt: NOON, nextDue: NOON + HOUR }))
    await subscriptions.hastenGently(idOf('a'), NOON + 1)
    expect(await dueOf('a')).toBe(NOON + 60_000)
    await subscriptions.hastenGently(idOf('a'), NOON + HOUR)
    expect(await dueOf('a')).toBe(NOON + 60_000)
    await store.recordPoll(idOf('a'), poll('a', { polledAt: NOON, nextDue: NOON + HOUR, failures: 1 }))
    await subscriptions.hastenGently(idOf('a'), NOON + 30 * 60_000)
    expect(await dueOf('a')).toBe(NOON + HOUR)
  })
})
