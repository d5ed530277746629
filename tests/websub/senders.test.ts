import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { ServiceSettings } from '../../src/model/configuration.ts'
import { createSenders } from '../../src/websub/senders.ts'
import { CONFIGURATION } from '../web/newsroom.ts'
import { listenOn127 } from './listener.ts'

const LOOPBACK = ['127.0.0.0/8']
const { service: SETTINGS } = CONFIGURATION
const settings = (allowPrivate: readonly string[], fetch: Partial<ServiceSettings['fetch']> = {}): ServiceSettings => ({
  ...SETTINGS,
  fetch: { ...SETTINGS.fetch, allowPrivate, ...fetch },
  websubAllowPrivate: allowPrivate,
})
const open = (first: ServiceSettings) => {
  const senders = createSenders(first, {
    now: () => 0,
    elapsed: () => performance.now(),
    userAgent: (contact) => `Polywire/1 (${contact})`,
    lookup: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  })
  onTestFinished(() => senders.close())
  return senders
}
const get = (url: string) => ({ method: 'GET' as const, url, headers: {}, body: null })

test('other settings apply at once, and what is in flight under the old ones ends', async () => {
  const listener = await listenOn127()
  listener.answer = ({ path }) => (path === '/slow' ? new Promise(() => {}) : { status: 204 })
  const senders = open(settings(LOOPBACK))
  const before = senders.toSubscribers()
  const slow = before.send(get(`${listener.url}/slow`))
  await expect.poll(() => listener.heard.length).toBe(1)
  await Promise.all([
    expect(slow).rejects.toThrow('closed'),
    senders.reconfigure(settings([], { contact: 'https://news.example/about' })),
  ])
  expect(senders.toSubscribers()).not.toBe(before)
  expect(await senders.toSubscribers().send(get(listener.url))).toMatchObject({ failure: { kind: 'forbidden-address' } })
  expect(senders.toNewCallbacks().blockReason(new URL(listener.url))).toMatch(/loopback/)
})

test('equal settings change nothing; the User-Agent names us', async () => {
  const listener = await listenOn127()
  const senders = open(settings(LOOPBACK))
  const before = senders.toNewCallbacks()
  await senders.reconfigure(settings(LOOPBACK, { concurrency: 99 }))
  expect(senders.toNewCallbacks()).toBe(before)
  await before.send(get(listener.url))
  expect(listener.heard[0]!.headers['user-agent']).toMatch(/^Polywire\/\d/)
})

test('a subscriber that has taken a feed is not asked for the rest of its answer', async () => {
  const subscriber = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-length': '1000' }).write('o'))
  })
  await new Promise<void>((resolve) => subscriber.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    subscriber.closeAllConnections()
    subscriber.close()
  })
  const url = `http://127.0.0.1:${(subscriber.address() as AddressInfo).port}/`
  const sender = open(settings(LOOPBACK, { timeoutMs: 10_000 })).toSubscribers()
  expect(await sender.send({ ...get(url), method: 'POST' })).toMatchObject({ kind: 'answered', status: 200 })
})

test('requests to one hub leave it time between them, also where many leases end at once', async () => {
  const hub = await listenOn127()
  hub.answer = () => ({ status: 202 })
  const sender = open(settings(LOOPBACK)).toHubs()
  const begun = performance.now()
  await Promise.all(Array.from({ length: 5 }, () => sender.send(get(hub.url))))
  expect(hub.heard).toHaveLength(5)
  expect(performance.now() - begun).toBeGreaterThanOrEqual(4 * 250)
})

test('all senders together send four requests a second to one address, whatever names lead there', async () => {
  const listener = await listenOn127()
  const { port } = new URL(listener.url)
  const senders = open({ ...settings(LOOPBACK), fetch: { ...settings(LOOPBACK).fetch, timeoutMs: 10_000 } })
  const begun = performance.now()
  const replies = await Promise.all(
    [senders.toNewCallbacks(), senders.toSubscribers(), senders.toHubs()].map(
      async (sender, index) => await sender.send(get(`http://name${index}.example:${port}/`)),
    ),
  )
  expect(replies.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'answered'])
  expect(performance.now() - begun).toBeGreaterThanOrEqual(2 * 250)
})

test('what is opened for fetching sources is open to their hubs, not to callbacks, which anybody can name', async () => {
  const listener = await listenOn127()
  const senders = open({ ...settings(LOOPBACK), websubAllowPrivate: [] })
  for (const sender of [senders.toNewCallbacks(), senders.toSubscribers()]) {
    expect(sender.blockReason(new URL(listener.url))).toMatch(/loopback/)
    expect(await sender.send(get(listener.url))).toMatchObject({ failure: { kind: 'forbidden-address' } })
  }
  expect(listener.heard).toEqual([])
  expect(await senders.toHubs().send(get(listener.url))).toMatchObject({ kind: 'answered' })
})

test('one address gets as few requests at a time, whatever the port: a callback may name one whose owner never asked for anything', async () => {
  const listeners = await Promise.all(Array.from({ length: 6 }, async () => await listenOn127()))
  let [running, most] = [0, 0]
  for (const listener of listeners)
    listener.answer = async () => {
      running += 1
      most = Math.max(most, running)
      await sleep(100)
      running -= 1
      return { status: 204 }
    }
  const senders = open(settings(LOOPBACK))
  await Promise.all(listeners.map(async ({ url }) => await senders.toNewCallbacks().send(get(url))))
  expect(listeners.map(({ heard }) => heard.length)).toEqual([1, 1, 1, 1, 1, 1])
  expect(most).toBeLessThanOrEqual(2)
})
