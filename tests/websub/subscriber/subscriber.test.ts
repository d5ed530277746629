import { describe, expect, onTestFinished, test } from 'vitest'
import { isPushed, type PushedBody, type PushedSource } from '../../../src/model/push.ts'
import { signatureOf } from '../../../src/websub/protocol.ts'
import { createSubscriber, type Subscriber } from '../../../src/websub/subscriber/subscriber.ts'
import type { SubscriberEvent, SubscriberParts } from '../../../src/websub/subscriber/subscriber-parts.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { DAY, HOUR, idOf, MINUTE, NOON, poll, source, sourceState } from '../../store/samples.ts'
import { type Heard, type Listener, listenOn127, senderWith } from '../listener.ts'

const A = idOf('a')
const TOPIC = 'https://a.example/feed'

type Desk = {
  readonly subscriber: Subscriber
  readonly store: Store
  readonly hub: Listener
  readonly events: SubscriberEvent[]
  readonly received: PushedBody[]
  now: number
  read: SubscriberParts['read']
  runDue(): Promise<void>
  /** The only subscription. */
  row(): Promise<PushedSource>
  nextDue(): Promise<number>
}

/** Source `a` has just been polled, is due again in an hour, and may push. The hub answers 202. */
const openDesk = async (): Promise<Desk> => {
  const store = await openSqlite({ folder: ':memory:' })
  await store.syncSources([source('a'), source('b')], NOON)
  await store.recordPoll(A, poll('a', { nextDue: NOON + HOUR }))
  const hub = await listenOn127()
  hub.answer = () => ({ status: 202 })
  const sender = senderWith()
  const events: SubscriberEvent[] = []
  const received: PushedBody[] = []
  let tokens = 0
  const state: Pick<Desk, 'now' | 'read'> = {
    now: NOON,
    read: async (_, body) => {
      received.push(body)
      return 'read'
    },
  }
  const subscriber = createSubscriber({
    callbackUrl: 'https://news.example/websub/callback',
    store: store.subscriptions,
    isWritable: async () => true,
    mayWork: async () => true,
    sender: () => sender,
    read: (...given) => state.read(...given),
    redact: (_, text) => text.replaceAll('k3y', '${KEY}'),
    now: () => state.now,
    elapsed: () => 0,
    chance: () => 0.5,
    token: () => `token-${(tokens += 1)}`,
    reported: (event) => events.push(event),
    failed: (error) => {
      throw error
    },
  })
  onTestFinished(async () => {
    await subscriber.close()
    await store.close()
  })
  await subscriber.allow(new Set([A]))
  return Object.assign(state, {
    subscriber,
    store,
    hub,
    events,
    received,
    async runDue() {
      subscriber.wake()
      await subscriber.idle()
    },
    async row() {
      const [row] = await store.subscriptions.pushedSources()
      return row!
    },
    nextDue: async () => (await sourceState(store, A))!.nextDue,
  })
}

const formOf = ({ body }: Heard): Record<string, string> => Object.fromEntries(new URLSearchParams(body.toString()))
const verification = (rest: Readonly<Record<string, string>> = {}): URLSearchParams =>
  new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.topic': TOPIC,
    'hub.challenge': 'x1',
    'hub.lease_seconds': '3600',
    ...rest,
  })

/** The source offers a push, the hub confirms: a lease of an hour. */
const subscribed = async (): Promise<Desk> => {
  const desk = await openDesk()
  await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
  await desk.runDue()
  expect(await desk.subscriber.verify('token-1', verification())).toEqual({ status: 200, text: 'x1' })
  await desk.store.recordPoll(A, poll('a', { nextDue: NOON + HOUR }))
  return desk
}

describe('a source that offers to push', () => {
  test('is subscribed to with a secret, once, and polled once when the hub has confirmed', async () => {
    const desk = await openDesk()
    await desk.subscriber.offered(A, { hub: `${desk.hub.url}/hub?x=1`, topic: TOPIC })
    await desk.subscriber.offered(A, { hub: `${desk.hub.url}/hub?x=1`, topic: TOPIC })
    await desk.runDue()
    expect(desk.hub.heard).toHaveLength(1)
    expect(desk.hub.heard[0]).toMatchObject({ method: 'POST', path: '/hub' })
    expect(desk.hub.heard[0]!.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(formOf(desk.hub.heard[0]!)).toEqual({
      'hub.mode': 'subscribe',
      'hub.topic': TOPIC,
      'hub.callback': 'https://news.example/websub/callback/token-1',
      'hub.secret': 'token-2',
      'hub.lease_seconds': '864000',
    })
    expect(isPushed(await desk.store.subscriptions.pushOf(A), NOON)).toBe(false)
    expect(await desk.subscriber.verify('token-1', verification())).toEqual({ status: 200, text: 'x1' })
    expect(await desk.row()).toMatchObject({ state: 'active', expiresAt: NOON + HOUR, failures: 0 })
    expect(isPushed(await desk.store.subscriptions.pushOf(A), NOON)).toBe(true)
    expect(await desk.nextDue()).toBe(NOON + MINUTE)
  })

  test('may have a hub that confirms before it answers', async () => {
    const desk = await openDesk()
    desk.hub.answer = async () => {
      expect((await desk.subscriber.verify('token-1', verification())).status).toBe(200)
      return { status: 204 }
    }
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    expect(await desk.row()).toMatchObject({ state: 'active' })
  })

  test('may have a hub that redirects to another', async () => {
    const desk = await openDesk()
    desk.hub.answer = ({ path }) => (path === '/new' ? { status: 202 } : { status: 308, headers: { location: '/new' } })
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    expect(desk.hub.heard.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /', 'POST /new'])
    expect(await desk.row()).toMatchObject({ state: 'asked' })
  })

  test('is not asked for where the operator does not want it, or its addresses are none', async () => {
    const desk = await openDesk()
    await desk.subscriber.offered(idOf('b'), { hub: desk.hub.url, topic: TOPIC })
    await desk.subscriber.offered(A, { hub: 'ftp://hub.example/', topic: TOPIC })
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: 'urn:feed' })
    await desk.runDue()
    expect(await desk.store.subscriptions.pushedSources()).toEqual([])
    expect(desk.hub.heard).toEqual([])
  })

  test.each([
    ['another topic', { 'hub.topic': 'https://evil.example/feed' }],
    ['its end, which we did not ask for', { 'hub.mode': 'unsubscribe' }],
    ['nothing', { 'hub.mode': '' }],
    ['a challenge without end', { 'hub.challenge': 'x'.repeat(5_000) }],
  ])('is not confirmed when the hub asks for %s', async (_, query) => {
    const desk = await openDesk()
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    expect((await desk.subscriber.verify('token-1', verification(query))).status).toBe(404)
    expect((await desk.subscriber.verify('token-9', verification())).status).toBe(404)
    expect(await desk.row()).toMatchObject({ state: 'asked' })
  })

  test('is not delayed by other sources whose hub is slow', async () => {
    const desk = await openDesk()
    const slow = await listenOn127()
    const free = Promise.withResolvers<void>()
    slow.answer = async () => {
      await free.promise
      return { status: 202 }
    }
    const many = Array.from({ length: 40 }, (_, index) => idOf(`slow-${index}`))
    await desk.subscriber.allow(new Set([A, ...many]))
    for (const id of many) await desk.subscriber.offered(id, { hub: slow.url, topic: TOPIC })
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await expect.poll(() => desk.hub.heard.length).toBe(1)
    expect(slow.heard.length).toBeLessThanOrEqual(2)
    free.resolve()
    await desk.runDue()
    expect(slow.heard).toHaveLength(40)
  })

  test('is asked again, later each time, while its hub fails, and the reason is kept', async () => {
    const desk = await openDesk()
    desk.hub.answer = () => ({ status: 422, text: 'no such\ntopic' })
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    expect(await desk.row()).toMatchObject({
      state: 'wanted',
      failures: 1,
      due: NOON + 5 * MINUTE,
      problem: 'the hub answered 422: no such topic',
    })
    desk.now += 5 * MINUTE
    await desk.runDue()
    expect(await desk.row()).toMatchObject({ failures: 2, due: desk.now + 10 * MINUTE })
    for (let tries = 0; tries < 20; tries += 1) {
      desk.now += DAY
      await desk.runDue()
    }
    expect((await desk.row()).due).toBe(desk.now + DAY)
  })

  test.each([429, 503])('is not asked for before its hub wishes that answers %d', async (status) => {
    const desk = await openDesk()
    desk.hub.answer = () => ({ status, headers: { 'retry-after': '7200' } })
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    expect(await desk.row()).toMatchObject({ state: 'wanted', failures: 1, due: NOON + 2 * HOUR })
  })

  test('is asked again where the hub took the request and never confirmed it', async () => {
    const desk = await openDesk()
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    desk.now += 10 * MINUTE
    await desk.runDue()
    expect(await desk.row()).toMatchObject({
      state: 'wanted',
      failures: 1,
      problem: expect.stringContaining('did not confirm'),
    })
    expect(desk.hub.heard).toHaveLength(1)
    desk.now += 5 * MINUTE
    await desk.runDue()
    expect(desk.hub.heard).toHaveLength(2)
  })

  test('that is denied is left alone for a day', async () => {
    const desk = await openDesk()
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    const denial = verification({ 'hub.mode': 'denied', 'hub.reason': 'Not you' })
    expect((await desk.subscriber.verify('token-1', denial)).status).toBe(200)
    expect(await desk.row()).toMatchObject({ state: 'wanted', due: NOON + DAY, problem: 'the hub refused: Not you' })
  })

  test('with a reason that repeats a secret of the address doesn’t reveal it', async () => {
    const desk = await openDesk()
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    await desk.subscriber.verify('token-1', verification({ 'hub.mode': 'denied', 'hub.reason': 'No feed ?u=k3y here' }))
    expect(await desk.row()).toMatchObject({ problem: 'the hub refused: No feed ?u=${KEY} here' })
  })
})

test('a secret that a hub repeats at the end of a long answer is not shown in part', async () => {
  const desk = await openDesk()
  desk.hub.answer = () => ({ status: 400, text: `${'x'.repeat(197)}k3y` })
  await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
  await desk.runDue()
  expect(await desk.row()).toMatchObject({ problem: `the hub answered 400: ${'x'.repeat(197)}\${KEY}` })
})

describe('a confirmed subscription', () => {
  test.each([
    ['0', MINUTE],
    ['99999999999', 30 * DAY],
    ['soon', 10 * DAY],
  ])('has the lease that the hub names, within bounds: "%s" seconds', async (seconds, leaseMs) => {
    const desk = await openDesk()
    await desk.subscriber.offered(A, { hub: desk.hub.url, topic: TOPIC })
    await desk.runDue()
    await desk.subscriber.verify('token-1', verification({ 'hub.lease_seconds': seconds }))
    expect((await desk.row()).expiresAt).toBe(NOON + leaseMs)
  })

  test('is renewed before its lease ends, with the same callback and secret, and goes on meanwhile', async () => {
    const desk = await subscribed()
    desk.now = NOON + 41 * MINUTE
    await desk.runDue()
    expect(desk.hub.heard).toHaveLength(1)
    desk.now = NOON + 42 * MINUTE
    await desk.runDue()
    expect(desk.hub.heard).toHaveLength(2)
    expect(formOf(desk.hub.heard[1]!)).toEqual(formOf(desk.hub.heard[0]!))
    expect(isPushed(await desk.store.subscriptions.pushOf(A), desk.now)).toBe(true)
    await desk.subscriber.verify('token-1', verification())
    expect(await desk.row()).toMatchObject({ state: 'active', expiresAt: NOON + 102 * MINUTE })
    // Nothing was missed, so nothing has to be polled for it.
    expect(await desk.nextDue()).toBe(NOON + HOUR)
  })

  test('whose renewal fails is over at the end of its lease; then the source is polled as others are', async () => {
    const desk = await subscribed()
    await desk.store.recordPoll(A, poll('a', { nextDue: NOON + DAY }))
    desk.hub.answer = () => ({ status: 500 })
    for (const minutes of [42, 47, 57, 60]) {
      desk.now = NOON + minutes * MINUTE
      await desk.runDue()
    }
    expect(isPushed(await desk.store.subscriptions.pushOf(A), desk.now)).toBe(false)
    expect(await desk.row()).toMatchObject({ state: 'wanted', expiresAt: null })
    expect(await desk.nextDue()).toBeLessThanOrEqual(NOON + 65 * MINUTE)
  })

  test('that the hub takes back ends at once', async () => {
    const desk = await subscribed()
    await desk.store.recordPoll(A, poll('a', { nextDue: NOON + DAY }))
    await desk.subscriber.verify('token-1', verification({ 'hub.mode': 'denied' }))
    expect(isPushed(await desk.store.subscriptions.pushOf(A), NOON)).toBe(false)
    expect(await desk.nextDue()).toBeLessThanOrEqual(NOON + 5 * MINUTE)
  })

  test('is ended where the source is no longer wanted, and the hub confirms that', async () => {
    const desk = await subscribed()
    await desk.subscriber.allow(new Set())
    await desk.runDue()
    expect(formOf(desk.hub.heard[1]!)).toEqual({
      'hub.mode': 'unsubscribe',
      'hub.topic': TOPIC,
      'hub.callback': 'https://news.example/websub/callback/token-1',
    })
    expect(await desk.subscriber.expects('token-1')).toBe(false)
    const farewell = verification({ 'hub.mode': 'unsubscribe' })
    expect(await desk.subscriber.verify('token-1', farewell)).toEqual({ status: 200, text: 'x1' })
    expect(await desk.store.subscriptions.pushedSources()).toEqual([])
    expect((await desk.subscriber.verify('token-1', farewell)).status).toBe(404)
  })

  test('is forgotten where the hub does not care to confirm its end', async () => {
    const desk = await subscribed()
    await desk.subscriber.allow(new Set())
    for (let tries = 0; tries < 5; tries += 1) {
      await desk.runDue()
      desk.now += HOUR
    }
    expect(desk.hub.heard).toHaveLength(4)
    expect(await desk.store.subscriptions.pushedSources()).toEqual([])
  })

  test('follows the source to another hub, and ends where it offers none any more', async () => {
    const desk = await subscribed()
    const other = await listenOn127()
    other.answer = () => ({ status: 202 })
    await desk.subscriber.offered(A, { hub: other.url, topic: TOPIC })
    await desk.runDue()
    expect(formOf(desk.hub.heard[1]!)['hub.mode']).toBe('unsubscribe')
    expect(formOf(other.heard[0]!)).toMatchObject({
      'hub.mode': 'subscribe',
      'hub.callback': expect.stringMatching(/token-3$/),
    })
    await desk.subscriber.offered(A, null)
    await desk.runDue()
    expect(formOf(other.heard[1]!)['hub.mode']).toBe('unsubscribe')
  })

  test('is asked for anew where we have moved', async () => {
    const desk = await subscribed()
    await desk.subscriber.moved()
    expect(isPushed(await desk.store.subscriptions.pushOf(A), NOON)).toBe(false)
    await desk.runDue()
    expect(desk.hub.heard).toHaveLength(2)
  })
})

describe('a push', () => {
  const body = (text: string, signature: string | null = signatureOf(Buffer.from(text), 'token-2')): PushedBody => ({
    bytes: Buffer.from(text),
    contentType: 'application/atom+xml',
    signature,
  })

  test('that is signed is read, and counted', async () => {
    const desk = await subscribed()
    desk.now += MINUTE
    expect((await desk.subscriber.receive('token-1', body('news'))).status).toBe(202)
    expect(desk.received).toEqual([body('news')])
    expect(await desk.row()).toMatchObject({ pushes: 1, pushedAt: NOON + MINUTE, forged: 0 })
  })

  test.each([
    ['unsigned', null],
    ['signed with another secret', signatureOf(Buffer.from('news'), 'guess')],
    ['signed by a method of nobody', 'md5=d41d8cd98f00b204e9800998ecf8427e'],
    ['signed half', signatureOf(Buffer.from('news'), 'token-2').slice(0, 40)],
  ])('that is %s is answered alike, ignored and counted', async (_, signature) => {
    const desk = await subscribed()
    expect((await desk.subscriber.receive('token-1', body('news', signature))).status).toBe(202)
    expect(desk.received).toEqual([])
    expect(await desk.row()).toMatchObject({ pushes: 0, forged: 1 })
  })

  test('for a subscription that is none is answered with 410, so that the hub ends it', async () => {
    const desk = await subscribed()
    expect((await desk.subscriber.receive('token-9', body('news'))).status).toBe(410)
    await desk.subscriber.allow(new Set())
    expect((await desk.subscriber.receive('token-1', body('news'))).status).toBe(410)
    expect(desk.received).toEqual([])
  })

  test('without content, or with what is no feed, makes the source be polled', async () => {
    const desk = await subscribed()
    desk.read = async () => 'unreadable'
    expect((await desk.subscriber.receive('token-1', body(''))).status).toBe(202)
    expect(await desk.nextDue()).toBe(NOON + MINUTE)
    expect(await desk.row()).toMatchObject({ pushes: 0 })
  })

  test('that can’t be read at the moment is answered with a time to retry', async () => {
    const desk = await subscribed()
    desk.read = async () => 'busy'
    expect(await desk.subscriber.receive('token-1', body('news'))).toMatchObject({ status: 503, retryAfterMs: 10_000 })
  })
})
