/** What one client can't do to the others, over real sockets. */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type QueryBudget, UNLIMITED } from '../../src/store/ports/query-budget.ts'
import type { Store } from '../../src/store/ports/store.ts'
import type { StoryQuery } from '../../src/store/ports/story-search.ts'
import { createWeb } from '../../src/web/web.ts'
import { article, MINUTE, publish, source } from '../store/samples.ts'
import { turnsDuring } from '../event-loop-turns.ts'
import { waitWithoutEnd } from './endless-patience.ts'
import { AFTERNOON, aroundArticles, type Newsroom, openNewsroom } from './newsroom.ts'

const COUNT = 2_000
const TEXT = Array.from({ length: 400 }, (_, index) => `word${(index * 7_919) % 3_571}`).join(' ')
const fill = async (store: Store): Promise<void> => {
  await store.syncSources([source('harbour-post')], AFTERNOON - 99 * MINUTE)
  for (let from = 0; from < COUNT; from += 500) {
    const articles = Array.from({ length: 500 }, (_, index) =>
      article(`a${from + index}`, { text: TEXT, publishedAt: AFTERNOON - (COUNT - from - index) * MINUTE }),
    )
    await publish(store, 'harbour-post', articles, { now: AFTERNOON - MINUTE })
  }
}
/** No article meets it, and none can be left out without reading its text. */
const search = (regexes: number): string => {
  const unwanted = Array.from({ length: regexes - 1 }, (_, index) => `-/[a-z]+${index}[qx]+z(a|b)${index}/`)
  return encodeURIComponent([...unwanted, '/zzzz[0-9]+qq/'].join(' '))
}

const open = async (room: Newsroom): Promise<Socket> => {
  const socket = connect(Number(new URL(room.url).port), '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: news.example\r\n\r\n`

describe('a search that looks at everything', () => {
  let room: Newsroom
  beforeAll(async () => {
    room = await openNewsroom({ fill })
  }, 60_000)
  afterAll(async () => await room.close())

  test('of a hundred regular expressions is refused, and the column is named', async () => {
    const answer = await room.get(`/feeds/all.atom?limit=1000&group=article&q=${search(100)}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      parameter: 'q',
      column: expect.any(Number) as number,
      detail: expect.stringMatching(/column \d+: more than 20 regular expressions/) as string,
    })
  })

  test('is stopped when its time is over, with a clear word, and others have their turn in the meantime', async () => {
    const clock = { ms: 0 }
    let budget: QueryBudget | undefined
    const articles = room.store.articles.bind(room.store)
    const slowly = async (query: StoryQuery): ReturnType<typeof articles> => {
      const { budget: given = UNLIMITED } = query
      budget = given
      const spend = (rows: number): void => {
        // A row takes a millisecond.
        clock.ms += rows
        given.spend(rows)
      }
      return await articles({ ...query, budget: { ...given, spend } })
    }
    const web = createWeb({ ...room.deps, store: { ...room.store, articles: slowly } }, () => clock.ms)
    const asked = new Request(`http://news.example/feeds/all.atom?limit=1000&group=article&q=${search(20)}`)
    const turns = await turnsDuring(async () => {
      expect((await web.fetch(asked, { client: '127.0.0.2' })).status).toBe(503)
    })
    // It has a second and a half, and slices of 4 ms.
    expect(budget?.rows()).toBeLessThan(1_600)
    expect(turns).toBeGreaterThan(1_500 / 8)
  })

  test('ends with its client', async () => {
    const begun = Promise.withResolvers<QueryBudget>()
    const ended = Promise.withResolvers<unknown>()
    const restore = aroundArticles(room, async (query, articles) => {
      const { budget: given = UNLIMITED } = query
      let ms = 0
      // It never ends its first pause: only the client that leaves can end it, however fast or slow the machine is.
      const giveWay = async (): Promise<void> => {
        begun.resolve(given)
        for (;;) await given.giveWay()
      }
      const search = articles({ ...query, budget: { ...given, elapsed: () => (ms += 1), giveWay } })
      search.then(() => ended.resolve('found'), ended.resolve)
      return await search
    })
    const client = new AbortController()
    const answer = fetch(`${room.url}/feeds/all.rss?group=article&q=${search(20)}`, { signal: client.signal })
    const budget = await begun.promise
    expect(budget.rows()).toBeGreaterThan(0)
    client.abort()
    await expect(answer).rejects.toThrow('aborted')
    expect(await ended.promise).toEqual(new Error('the client has left'))
    expect(budget.rows()).toBeLessThan(COUNT)
    expect((await room.get('/healthz')).status).toBe(200)
    expect(room.logged).toEqual([])
    restore()
  })

  test('runs beside one other at most; what would wait too long is refused', async () => {
    waitWithoutEnd()
    const web = createWeb(room.deps, () => 0)
    let [running, most] = [0, 0]
    const release = Promise.withResolvers<void>()
    const restore = aroundArticles(room, async (query, articles) => {
      running += 1
      most = Math.max(most, running)
      await release.promise
      running -= 1
      return await articles({ ...query, filter: { kind: 'everything' } })
    })
    const answers: Response[] = []
    const all = Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const asked = new Request(`http://news.example/feeds/all.atom?group=article&limit=1&q=x${index}`)
        answers.push(await web.fetch(asked, { client: '127.0.0.2' }))
      }),
    )
    // Two at once, and 32 that wait.
    await expect.poll(() => answers.length).toBe(60 - 34)
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`))).toEqual(new Set(['503 5']))
    release.resolve()
    await all
    restore()
    expect(most).toBe(2)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(34)
  })
})

describe('pipelined requests', () => {
  const LARGE = 'x'.repeat(60_000)
  let room: Newsroom
  beforeAll(async () => {
    room = await openNewsroom({
      limits: { unsentBytes: 20_000_000 },
      fill: async (store) => {
        await store.syncSources([source('harbour-post')], AFTERNOON - 99 * MINUTE)
        const articles = Array.from({ length: 250 }, (_, index) =>
          article(`l${index}`, { html: `<p>${LARGE}</p>`, publishedAt: AFTERNOON - index * MINUTE }),
        )
        await publish(store, 'harbour-post', articles, { now: AFTERNOON - MINUTE })
      },
    })
  }, 60_000)
  afterAll(async () => await room.close())

  test('are answered in their order, each of them', async () => {
    const socket = await open(room)
    let heard = ''
    socket.on('data', (part) => (heard += String(part)))
    socket.write(Array.from({ length: 499 }, (_, index) => get(`/nothing/${index}`)).join(''))
    socket.write('GET /healthz HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n')
    await new Promise((resolve) => socket.once('close', resolve))
    expect(heard.match(/HTTP\/1\.1 404 /g)).toHaveLength(499)
    expect(heard).toMatch(/HTTP\/1\.1 200 OK[^]*\{"status":"ok"\}\n?[^]*$/)
  })

  test('of a large feed fill no memory when nobody reads the answers: one is made, and others are answered', async () => {
    let made = 0
    const restore = aroundArticles(room, async (query, articles) => {
      made += 1
      return await articles(query)
    })
    const socket = await open(room)
    socket.pause()
    const before = process.memoryUsage().rss
    const addresses = Array.from({ length: 500 }, (_, index) => `/feeds/all.atom?group=article&limit=250&other=${index}`)
    socket.write(addresses.map(get).join(''))
    await expect.poll(() => made, { interval: 1 }).toBe(1)
    let peak = 0
    for (let others = 0; others < 30; others += 1) {
      expect((await room.get('/healthz')).status).toBe(200)
      peak = Math.max(peak, process.memoryUsage().rss)
    }
    socket.destroy()
    restore()
    expect(made).toBe(1)
    // One answer has 15 MB, and is made from as much; 500 would have 7.5 GB.
    expect((peak - before) / 1e6).toBeLessThan(250)
  })

  test('more bytes than are to wait are refused with 503, and there is room again once they are read', async () => {
    const sockets = await Promise.all([1, 2].map(async () => await open(room)))
    const [reader, other] = sockets
    reader?.write(get('/feeds/all.atom?group=article&limit=249'))
    // Once a part has come, the rest waits.
    await new Promise((resolve) => reader?.once('data', () => resolve(reader.pause())))
    let heard = ''
    other?.on('data', (part) => (heard += heard.length < 100 ? String(part) : ''))
    other?.write(get('/feeds/all.json?group=article&limit=248'))
    while (!heard.includes('\r\n')) await sleep(10)
    expect(heard).toMatch(/^HTTP\/1\.1 503 /)
    expect((await room.get('/healthz')).status).toBe(200)
    reader?.destroy()
    await expect.poll(async () => (await room.get('/feeds/all.json?group=article&limit=248')).status).toBe(200)
    for (const socket of sockets) socket.destroy()
  })
})

describe('connections of one address', () => {
  const limits = { connections: 100, connectionsPerAddress: 20, reservedConnections: 2 }
  const answeredOrGone = async (socket: Socket): Promise<void> =>
    await new Promise((resolve) => {
      if (socket.destroyed) resolve()
      else socket.once('data', () => resolve()).once('close', () => resolve())
    })

  test('that are idle make room for new ones', async () => {
    const room = await openNewsroom({ limits })
    const idle = await Promise.all(Array.from({ length: 60 }, async () => await open(room)))
    for (const socket of idle) socket.write(get('/healthz'))
    await Promise.all(idle.map(answeredOrGone))
    const answer = await fetch(`${room.url}/feeds/all.atom`, { headers: { connection: 'close' } })
    expect(answer.status).toBe(200)
    await expect.poll(() => idle.filter((socket) => socket.destroyed).length).toBeGreaterThanOrEqual(40)
    for (const socket of idle) socket.destroy()
    await room.close()
  })

  test('that are all being answered leave room to ask whether the service lives', async () => {
    const room = await openNewsroom({ limits })
    const busy = await Promise.all(Array.from({ length: 20 }, async () => await open(room)))
    // A stream is answered for as long as its client stays.
    const answered = busy.map(async (socket) => await new Promise((resolve) => socket.once('data', resolve)))
    for (const socket of busy) socket.write(get('/api/v1/stream'))
    await Promise.all(answered)
    const status = async (path: string): Promise<number> =>
      (await fetch(`${room.url}${path}`, { headers: { connection: 'close' } })).status
    expect([await status('/healthz'), await status('/readyz'), await status('/')]).toEqual([200, 200, 503])
    for (const socket of busy) socket.destroy()
    await expect.poll(async () => await status('/')).toBe(200)
    await room.close()
  })
})
