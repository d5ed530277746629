/** What happens to subscriptions when the configuration, the public address or the setting changes. */
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, openApp } from '../../src/server.ts'
import { createMetrics } from '../../src/server/metrics.ts'
import type { PushedSource } from '../../src/model/push.ts'
import { createWebSub, dropSubscriptions, type WebSub } from '../../src/websub/websub.ts'
import { openWorkplace, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { listenOn127 } from './listener.ts'
import { idOf, MINUTE, poll, sourceState } from '../store/samples.ts'

const NOW = Date.UTC(2026, 10, 24, 8)
const A = idOf('a')
let place: Workplace
let app: App
let opened: WebSub[]
beforeEach(async () => {
  place = openWorkplace()
  opened = []
  place.write('polywire.yaml', `${service(['127.0.0.0/8'])}websub: true\n`)
  place.write('sources.yaml', sourcesYaml({ a: 'https://a.example/feed' }))
  app = await openApp({
    places: { configFolder: place.config, dataFolder: place.data },
    env: {},
    clock: CLOCK,
    reported: () => {},
    failed: () => {},
  })
  await app.store.recordPoll(A, poll('a', { nextDue: NOW + 60 * MINUTE }))
})
afterEach(async () => {
  await Promise.all(opened.map((webSub) => webSub.close()))
  await app.close()
  await place.clear()
})
const CLOCK = { now: () => NOW, elapsed: () => performance.now(), chance: () => 0.5 }

const open = (publicUrl: string): WebSub => {
  const webSub = createWebSub({
    ...CLOCK,
    store: app.store,
    configuration: app.configuration,
    publicUrl,
    fetchOwnFeed: async () => new Response('', { status: 404 }),
    readPushed: async () => null,
    redact: (_, text) => text,
    userAgent: () => 'Polywire/1',
    token: () => 'token',
    isLeading: () => true,
    isOurs: async () => true,
    log: pino({ level: 'silent' }),
    metrics: createMetrics(
      app.store,
      app.duties,
      () => NOW,
      async () => ({ ok: true }),
    ),
  })
  opened.push(webSub)
  return webSub
}
const active = (hub: string): PushedSource => ({
  id: 'x1',
  source: A,
  hub,
  topic: 'https://a.example/feed',
  secret: 'hush',
  state: 'active',
  expiresAt: NOW + 60 * MINUTE,
  due: NOW + 40 * MINUTE,
  failures: 0,
  problem: null,
  pushes: 0,
  pushedAt: null,
  forged: 0,
})
const stateOf = async (): Promise<string | undefined> => (await app.store.subscriptions.pushedSource('x1'))?.state

test('the hub follows the setting', async () => {
  const webSub = open('https://news.example')
  await webSub.applyConfiguration()
  expect(webSub.endpoints.hubUrl).toBe('https://news.example/websub/hub')
  place.write('polywire.yaml', `${service([])}websub: false\n`)
  expect(await app.reload()).toBe(true)
  await webSub.applyConfiguration()
  expect(webSub.endpoints.hubUrl).toBeNull()
})

test('the hub pushes to no private address, also where sources may be fetched from it, unless the operator allows that', async () => {
  const webSub = open('https://news.example')
  await webSub.applyConfiguration()
  const request = () =>
    webSub.endpoints.hub(
      new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.topic': 'https://news.example/feeds/all.atom',
        'hub.callback': 'http://127.0.0.1:8900/in',
      }),
    )
  expect(await request()).toMatchObject({ status: 403, text: expect.stringContaining('127.0.0.1 is a loopback address') })
  place.write('polywire.yaml', 'websub: true\nwebsub_allow_private: ["127.0.0.1:8900"]\n')
  expect(await app.reload()).toBe(true)
  await webSub.applyConfiguration()
  // The callback is accepted now; the feed is none of this test's.
  expect(await request()).toMatchObject({ status: 404 })
})

test('a subscription goes on over a restart at the same address, and is asked for anew at another', async () => {
  const hub = await listenOn127()
  hub.answer = () => ({ status: 202 })
  const runOnce = async (): Promise<void> => {
    const webSub = open('https://news.example')
    await webSub.applyConfiguration()
    await webSub.close()
  }
  await runOnce()
  await app.store.subscriptions.replacePushedSource(null, active(hub.url))
  await runOnce()
  expect(await stateOf()).toBe('active')
  await open('https://wire.example').applyConfiguration()
  await expect.poll(() => hub.posts().length).toBe(1)
  expect(new URLSearchParams(hub.posts()[0]!.body.toString()).get('hub.callback')).toBe(
    'https://wire.example/websub/callback/x1',
  )
})

test('a source that may not push any more is unsubscribed from', async () => {
  const hub = await listenOn127()
  hub.answer = () => ({ status: 202 })
  const webSub = open('https://news.example')
  await webSub.applyConfiguration()
  await app.store.subscriptions.replacePushedSource(null, active(hub.url))
  place.write('sources.yaml', sourcesYaml({ a: 'https://a.example/feed' }).replace(' }', ', websub: false }'))
  expect(await app.reload()).toBe(true)
  await webSub.applyConfiguration()
  await expect.poll(() => hub.posts().length).toBe(1)
  expect(new URLSearchParams(hub.posts()[0]!.body.toString()).get('hub.mode')).toBe('unsubscribe')
})

test('without a public address the subscriptions are dropped, and their sources polled at once', async () => {
  await app.store.subscriptions.replacePushedSource(null, active('https://hub.example/'))
  await dropSubscriptions(app.store, NOW)
  expect(await stateOf()).toBeUndefined()
  expect((await sourceState(app.store, A))?.nextDue).toBe(NOW)
})
