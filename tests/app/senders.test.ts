import { expect, onTestFinished, test } from 'vitest'
import { createSenders } from '../../src/app/senders.ts'
import { CONFIGURATION } from '../web/newsroom.ts'
import { listenOn127 } from '../websub/listener.ts'

const { fetch: SETTINGS } = CONFIGURATION.service
const open = (allowPrivate: readonly string[]) => {
  const senders = createSenders({ ...SETTINGS, allowPrivate }, { now: () => 0, elapsed: () => performance.now() })
  onTestFinished(() => senders.close())
  return senders
}
const get = (url: string) => ({ method: 'GET' as const, url, headers: {}, body: null })

test('other settings are followed at once, and what is under way by the old ones ends', async () => {
  const listener = await listenOn127()
  listener.answer = ({ path }) => (path === '/slow' ? new Promise(() => {}) : { status: 204 })
  const senders = open(['127.0.0.0/8'])
  const before = senders.ready()
  const slow = before.send(get(`${listener.url}/slow`))
  await expect.poll(() => listener.heard.length).toBe(1)
  await Promise.all([
    expect(slow).rejects.toThrow('closed'),
    senders.follow({ ...SETTINGS, allowPrivate: [], contact: 'https://news.example/about' }),
  ])
  expect(senders.ready()).not.toBe(before)
  expect(await senders.ready().send(get(listener.url))).toMatchObject({ failure: { kind: 'forbidden-address' } })
  expect(senders.careful().refusal(new URL(listener.url))).toMatch(/loopback/)
})

test('the same settings leave everything as it is; who we are is told', async () => {
  const listener = await listenOn127()
  const senders = open(['127.0.0.0/8'])
  const before = senders.careful()
  await senders.follow({ ...SETTINGS, allowPrivate: ['127.0.0.0/8'], concurrency: 99 })
  expect(senders.careful()).toBe(before)
  await before.send(get(listener.url))
  expect(listener.heard[0]!.headers['user-agent']).toMatch(/^Polywire\/\d/)
})
