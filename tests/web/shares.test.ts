/** One client leaves the others their share of searches, exports and places at the stream. */
import { request, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createConcurrencyLimit } from '../../src/web/concurrency-limit.ts'
import { createWeb } from '../../src/web/web.ts'
import { article, MINUTE, publish, source } from '../store/samples.ts'
import { processorMs } from '../processor-time.ts'
import { waitWithoutEnd } from './endless-patience.ts'
import { AFTERNOON, aroundArticles, type Newsroom, openNewsroom } from './newsroom.ts'

const COUNT = 300
let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    // Where others have the processor, no time passes: turns of the event loop are as many as on a quiet machine.
    elapsed: processorMs,
    fill: async (store) => {
      await store.syncSources([source('harbour-post')], AFTERNOON - 99 * MINUTE)
      const articles = Array.from({ length: COUNT }, (_, index) =>
        article(`a${index}`, { publishedAt: AFTERNOON - index * MINUTE }),
      )
      await publish(store, 'harbour-post', articles, { now: AFTERNOON - MINUTE })
    },
  })
})
afterAll(async () => await room.close())

const open: IncomingMessage[] = []
afterEach(() => {
  for (const answer of open.splice(0)) answer.destroy()
})

/** As from another machine. The body is read by whoever wants to. */
const getFrom = async (localAddress: string, path: string): Promise<IncomingMessage> =>
  await new Promise((resolve, reject) => {
    request(`${room.url}${path}`, { localAddress, agent: false }, (answer) => {
      open.push(answer.on('error', () => {}))
      resolve(answer)
    })
      .once('error', reject)
      .end()
  })
const statusFrom = async (localAddress: string, path: string): Promise<number | undefined> => {
  const answer = await getFrom(localAddress, path)
  answer.resume()
  return answer.statusCode
}

test('works that never wait leave the event loop to others between them', async () => {
  const limit = createConcurrencyLimit({ running: 1, waiting: 10, waitMs: MINUTE, elapsed: () => 0 })
  const done: string[] = []
  const works = Array.from({ length: 5 }, async () =>
    limit('a', new AbortController().signal, async () => void done.push('work')),
  )
  setImmediate(() => setImmediate(() => done.push('another')))
  await Promise.all(works)
  expect(done.slice(0, 3)).toContain('another')
})

test('/healthz is answered between feeds that are made without a pause', async () => {
  let made = 0
  const restore = aroundArticles(room, async (query, articles) => {
    made += 1
    const until = processorMs() + 4
    while (processorMs() < until);
    return await articles(query)
  })
  const feeds = Array.from({ length: 40 }, async (_, index) =>
    statusFrom('127.0.0.2', `/feeds/all.atom?group=article&limit=1&other=${index}`),
  )
  await expect.poll(() => made, { interval: 1 }).toBeGreaterThan(0)
  const before = made
  expect(await statusFrom('127.0.0.3', '/healthz')).toBe(200)
  const between = made - before
  await Promise.all(feeds)
  restore()
  expect(made).toBe(40)
  expect(between).toBeLessThan(20)
})

test('searches: who has dozens waiting lets another go first, and is refused in its place', async () => {
  waitWithoutEnd()
  const web = createWeb(room.deps, () => 0)
  const begin = Promise.withResolvers<void>()
  const restore = aroundArticles(room, async (query, articles) => {
    await begin.promise
    return await articles(query)
  })
  const answered: string[] = []
  const refused: string[] = []
  const searchFrom = async (client: string, name: string): Promise<void> => {
    const asked = new Request(`http://news.example/feeds/all.atom?group=article&limit=1&q=${name}`)
    const { status } = await web.fetch(asked, { client })
    if (status === 200) answered.push(name)
    if (status === 503) refused.push(name)
  }
  const greedy = Array.from({ length: 40 }, async (_, index) => searchFrom('127.0.0.2', `greedy${index}`))
  // Two are begun, and 32 wait.
  await expect.poll(() => refused.length).toBe(6)
  const modest = searchFrom('127.0.0.3', 'modest0')
  await expect.poll(() => refused.length).toBe(7)
  begin.resolve()
  await modest
  await searchFrom('127.0.0.3', 'modest1')
  await Promise.all(greedy)
  restore()
  expect(refused.filter((name) => name.startsWith('modest'))).toEqual([])
  expect(answered.length).toBeGreaterThan(25)
  expect(answered.indexOf('modest1')).toBeGreaterThan(0)
  expect(answered.indexOf('modest1')).toBeLessThan(12)
})

test('exports: sixteen that go on make room for one of another client', async () => {
  const restore = aroundArticles(room, async (query, articles) => {
    if (query.before !== null) await sleep(200)
    // The same page again and again: none of them ends before this test does.
    return await articles({ ...query, before: null })
  })
  const path = '/api/v1/articles.jsonl?limit=10000'
  const sixteen = await Promise.all(Array.from({ length: 16 }, async () => await getFrom('127.0.0.2', path)))
  expect(sixteen.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 16 }, () => 200))
  expect(await statusFrom('127.0.0.2', path)).toBe(503)
  expect(await statusFrom('127.0.0.3', path)).toBe(200)
  restore()
})

test('the stream: a hundred listeners of one address make room for one of another', async () => {
  const listeners = await Promise.all(Array.from({ length: 100 }, async () => await getFrom('127.0.0.2', '/api/v1/stream')))
  // The newest, which need not be the one that was asked for last.
  const ended = Promise.race(
    listeners.map(async (listener) => await new Promise((resolve) => listener.once('close', resolve).resume())),
  )
  expect(await statusFrom('127.0.0.2', '/api/v1/stream')).toBe(503)
  expect(await statusFrom('127.0.0.3', '/api/v1/stream')).toBe(200)
  await ended
})

describe('an export that breaks off', () => {
  test('is no whole document, and the log says so in its own way', async () => {
    const printed = ['error', 'info'].map((method) => vi.spyOn(console, method as 'error' | 'info'))
    let pages = 0
    const restore = aroundArticles(room, async (query, articles) => {
      pages += 1
      if (pages > 1) throw new Error('secret detail')
      return await articles(query)
    })
    const read = fetch(`${room.url}/api/v1/articles.csv?limit=${COUNT}`).then(async (answer) => await answer.text())
    await expect(read).rejects.toThrow(TypeError)
    restore()
    expect(pages).toBe(2)
    expect(room.logged.filter((line) => line.includes('export-failed'))).toHaveLength(1)
    expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([])
  })
})
