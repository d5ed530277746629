/**
 * kill -9 of the service as a user runs it (bin/polywire on dist/, with its threads), at random moments, while sources show new items all the time,
 * readers read, a subscriber is pushed to and alerts are sent. POLYWIRE_TEST_KILLS kills it more often.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { randomFrom } from '../bench/random.ts'
import { SERVICE_KILLS } from '../kills.ts'
import { BY_WORDS, openWorkplace, rss, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { freePort } from '../free-port.ts'

const KILLS = SERVICE_KILLS
vi.setConfig({ testTimeout: 240_000 + KILLS * 30_000, hookTimeout: 60_000 })

const BIN = resolve(import.meta.dirname, '../../bin/polywire')
const TOKEN = 'open-sesame-1234'
const SOURCES = Array.from({ length: 8 }, (_, index) => `s${index}`)
/** Its feed never changes. */
const QUIET = 'quiet'
/** Its stories are told. */
const TOLD = 's0'
/** It is killed after a random number of polls below this, and another random time. */
const MOST_POLLS = 24
const random = randomFrom(20_261_128)
const pick = <One>(list: readonly One[]): One => list[Math.floor(random() * list.length)] as One

const [CONSONANTS, VOWELS] = ['bdfgklmnprstvz', 'aeiou'].map((letters) => letters.split('')) as [string[], string[]]
/** Reports that share no more than chance: each is a story of its own. */
const WORDS = Array.from({ length: 6_000 }, () => {
  const syllable = (): string => `${pick(CONSONANTS)}${pick(VOWELS)}`
  return Array.from({ length: 2 + Math.floor(random() * 3) }, syllable).join('')
})
const said = (words: number): string => Array.from({ length: words }, () => pick(WORDS)).join(' ')
const itemOf = (link: string): string =>
  `<item><guid isPermaLink="false">${link}</guid><link>${link}</link><title>${said(9)}</title><description>${said(60)}</description><pubDate>${new Date().toUTCString()}</pubDate></item>`

const listenOn127 = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> => {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
const portOf = (server: Server): number => (server.address() as AddressInfo).port
const bodyOf = async (request: IncomingMessage): Promise<string> => Buffer.concat(await request.toArray()).toString()

/** Every request of a source gets three new items, and those that the one before got: what a poll did not store is gone after the next. */
const ITEMS = 3
let shows = true
const shown = new Map<string, { readonly links: readonly string[]; readonly items: string }>()
let answered: { readonly source: string; readonly links: readonly string[] }[] = []
const quietBody = rss(['one', 'two', 'three'].map((key) => itemOf(`https://quiet.example/${key}`)))
let number = 0
const showNews = (request: IncomingMessage, response: ServerResponse): void => {
  const source = (request.url ?? '').slice(1)
  if (source === QUIET && request.headers['if-none-match'] === '"1"') return void response.writeHead(304).end()
  const headers = { 'content-type': 'application/rss+xml', ...(source === QUIET ? { etag: '"1"' } : {}) }
  if (source === QUIET) return void response.writeHead(200, headers).end(quietBody)
  if (!shows && source === TOLD) return void response.writeHead(200, headers).end(rss([]))
  const links = Array.from({ length: ITEMS }, () => `https://${source}.example/n${++number}`)
  const items = links.map(itemOf).join('')
  const body = rss([items, shown.get(source)?.items ?? ''])
  shown.set(source, { links, items })
  answered.push({ source, links })
  response.writeHead(200, headers).end(body)
}

/** What a life of the service was heard to do. */
const pushed: { readonly life: number; readonly body: string }[] = []
const told = { hook: new Map<string, Set<string>>(), chat: [] as string[] }
const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (request.method === 'GET') return void response.end(searchParams.get('hub.challenge') ?? '')
  const body = await bodyOf(request)
  if (pathname === '/push') pushed.push({ life, body })
  else {
    const story = /stories\/(s[a-z0-9]{20})/.exec(body)?.[1] ?? body
    if (pathname === '/chat') told.chat.push(story)
    else told.hook.set(story, (told.hook.get(story) ?? new Set()).add(String(request.headers['webhook-id'])))
  }
  response.end('ok')
}

let news: Server
let listener: Server
let place: Workplace
let port = 0
const base = (): string => `http://127.0.0.1:${port}`
beforeAll(async () => {
  news = await listenOn127(showNews)
  listener = await listenOn127((request, response) => void hear(request, response).catch(() => {}))
  port = await freePort()
  const heardAt = `127.0.0.1:${portOf(listener)}`
  place = openWorkplace()
  const hosts = [`127.0.0.1:${portOf(news)}`]
  place.write(
    'polywire.yaml',
    `${BY_WORDS}${service(hosts)}stories: tagged\nwebsub: true\nwebsub_allow_private: ["${heardAt}"]\ndelivery:\n  allow_private: ["${heardAt}"]\n`,
  )
  place.write(
    'sources.yaml',
    sourcesYaml(Object.fromEntries([QUIET, ...SOURCES].map((id) => [id, `http://${hosts[0]}/${id}`]))),
  )
  place.write(
    'feeds.yaml',
    `feeds:\n  - { id: items, title: { en: Items }, group: article }\n  - { id: quiet, title: { en: Quiet }, group: article, filter: "source:${QUIET}" }\n`,
  )
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  place.write(
    'alerts.yaml',
    `alerts:\n  - { id: hook, filter: "source:${TOLD}", thresholds: [{ sources: 1 }], target: { kind: webhook, url: "http://${heardAt}/hook", secret: ${secret} } }\n  - { id: chat, filter: "source:${TOLD}", thresholds: [{ sources: 1 }], target: { kind: slack, url: "http://${heardAt}/chat" } }\n`,
  )
})
afterAll(async () => {
  for (const server of [news, listener]) {
    server.closeAllConnections()
    server.close()
  }
  await place.clear()
})

/** Links that a poll stored which the log told of. */
const accepted = new Set<string>()
let life = 0
type Life = {
  readonly up: Promise<void>
  /** How many polls it has told of. */
  polls(): number
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly tookMs: number }>
}
const faults: string[] = []

const start = (): Life => {
  life += 1
  answered = []
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [BIN, 'serve'], {
    cwd: place.path(''),
    env: {
      PATH,
      HOME,
      POLYWIRE_CONFIG: place.config,
      POLYWIRE_DATA: place.data,
      POLYWIRE_LISTEN: `127.0.0.1:${port}`,
      POLYWIRE_PUBLIC_URL: base(),
      POLYWIRE_ADMIN_TOKEN: TOKEN,
    },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const closed = once(child, 'close') as Promise<[number | null]>
  const up = new Promise<void>((done, failed) => {
    child.stderr.on('data', () => {
      if (err.includes('Polywire is running at')) done()
    })
    void closed.then(([code]) =>
      failed(new Error(`life ${life} ended with ${code}:\n${out.slice(-2_000)}\n${err.slice(-2_000)}`)),
    )
  })
  up.catch(() => {})
  return {
    up,
    polls: () => out.split('"event":"polled"').length - 1,
    async end(signal) {
      const from = performance.now()
      child.kill(signal)
      const [code] = await closed
      const tookMs = performance.now() - from
      // Requests that wait to be taken are of this life.
      await Promise.all([news, listener].map(takeAll))
      takeLog(out)
      return { code, tookMs }
    },
  }
}

/** Takes whatever was sent to the server before now: connections are accepted in their order, and closed by their other side. */
const takeAll = async (server: Server): Promise<void> => {
  await once(connect(portOf(server), '127.0.0.1').resume().end(`GET /${QUIET} HTTP/1.0\r\n\r\n`), 'close')
  const connections = promisify((done: (error: Error | null, count: number) => void) => server.getConnections(done))
  await until('every connection has ended', async () => (await connections()) === 0)
}

const LOUD = /"level":"(?:error|fatal)"/
/** The polls of a source follow each other: the n-th that the log tells of had the n-th answer. */
const takeLog = (out: string): void => {
  const polls = new Map<string, number>()
  for (const line of out.split('\n')) {
    if (LOUD.test(line)) faults.push(line)
    const source = /"event":"polled","source":"(\w+)"/.exec(line)?.[1]
    if (source === undefined || source === QUIET) continue
    const before = polls.get(source) ?? 0
    polls.set(source, before + 1)
    const { outcome } = JSON.parse(line) as { readonly outcome: string }
    if (outcome === 'failed') continue
    for (const link of answered.filter((one) => one.source === source)[before]?.links ?? []) accepted.add(link)
  }
}

type Entry = { readonly id: string; readonly url: string; readonly date_published: string; readonly date_modified?: string }
type Page = { readonly items: readonly Entry[]; readonly next_url?: string }
/** What readers have seen of an entry never changes. */
const seen = new Map<string, string>()
const idOf = new Map<string, string>()
const order = (entries: readonly Entry[]): readonly string[] => entries.map(({ id }) => id)
const see = (entries: readonly Entry[]): void => {
  for (const { id, url, date_published: published, date_modified: modified } of entries) {
    const facts = JSON.stringify([url, published, modified])
    if ((seen.get(id) ?? facts) !== facts) faults.push(`${id} was ${seen.get(id)} and is ${facts}`)
    seen.set(id, facts)
    if ((idOf.get(url) ?? id) !== id) faults.push(`${url} was ${idOf.get(url)} and is ${id}`)
    idOf.set(url, id)
  }
}
const jsonAt = async (url: string): Promise<unknown> => {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`${url} was answered with ${answer.status}`)
  return await answer.json()
}
const pageAt = async (url: string): Promise<Page> => (await jsonAt(url)) as Page
let quietTag: string | null = null
const orders: (readonly string[])[] = []

/** Ends with the life. */
const read = async (isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    try {
      const { items } = await pageAt(`${base()}/feeds/items.json?limit=50`)
      see(items)
      orders.push(order(items))
      const { headers, status } = await fetch(`${base()}/feeds/quiet.atom`)
      const tag = headers.get('etag')
      if (status === 200 && quietTag !== null && tag !== quietTag)
        faults.push(`the ETag of the quiet feed was ${quietTag} and is ${tag}`)
      await (await fetch(`${base()}/`)).text()
    } catch {
      await sleep(50)
    }
  }
}
const askForPolls = async (isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const answer = await fetch(`${base()}/api/v1/poll?wait=1`, { method: 'POST', headers }).catch(() => null)
    if (answer === null) await sleep(50)
    else await answer.text().catch(() => '')
  }
}
const LONGEST_MS = 60_000
const until = async (what: string, isSo: () => Promise<boolean> | boolean): Promise<void> => {
  let cause: unknown = null
  for (const end = performance.now() + LONGEST_MS; performance.now() < end; await sleep(20))
    try {
      if (await isSo()) return
    } catch (error) {
      // A busy service may refuse; it is asked again.
      cause = error
    }
  throw new Error(`${what}: not within ${LONGEST_MS / 1_000} s`, { cause })
}

type Status = { readonly articles: number; readonly items: number }
const statusNow = async (): Promise<Status> => (await jsonAt(`${base()}/api/v1/status`)) as Status

const everything = async (): Promise<readonly Entry[]> => {
  const entries: Entry[] = []
  for (let next: string | undefined = `${base()}/feeds/items.json?limit=200`; next !== undefined; ) {
    const page: Page = await pageAt(next)
    entries.push(...page.items)
    next = page.next_url
  }
  return entries
}

test(`killed ${KILLS} times, it has lost nothing and told nothing twice`, async () => {
  shows = false
  const first = start()
  await first.up
  const topic = `${base()}/feeds/items.json`
  const callback = `http://127.0.0.1:${portOf(listener)}/push`
  const form = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': callback })
  await until(
    'the subscription',
    async () => (await fetch(`${base()}/websub/hub`, { method: 'POST', body: form })).status === 202,
  )
  await until('the first push', () => pushed.length > 0)
  await until('the quiet feed', async () => (await pageAt(`${base()}/feeds/quiet.json`)).items.length === 3)
  await until('all are grouped', async () => {
    const { items, articles } = await statusNow()
    return items === articles
  })
  quietTag = (await fetch(`${base()}/feeds/quiet.atom`)).headers.get('etag')
  expect(quietTag).not.toBeNull()
  await first.end('SIGTERM')
  shows = true

  const phases = { starting: 0, running: 0 }
  for (let kills = 0; kills < KILLS; kills += 1) {
    const service = start()
    let over = false
    const busy = [read(() => over), read(() => over), askForPolls(() => over)]
    if (random() < 0.2) await sleep(random() * 1_200)
    else {
      const polls = Math.floor(random() * MOST_POLLS)
      await service.up
      await until(`${polls} polls`, () => service.polls() >= polls)
      await sleep(random() * 100)
    }
    const isUp = await Promise.race([service.up.then(() => true), sleep(0).then(() => false)])
    phases[isUp ? 'running' : 'starting'] += 1
    await service.end('SIGKILL')
    over = true
    await Promise.all(busy)
  }
  expect(phases.running).toBeGreaterThan(KILLS / 3)

  const last = start()
  await last.up
  const headers = { authorization: `Bearer ${TOKEN}` }
  await (await fetch(`${base()}/api/v1/poll?wait=1`, { method: 'POST', headers })).text()
  let entries: readonly Entry[] = []
  const urls = (): ReadonlySet<string> => new Set(entries.map(({ url }) => url))
  await until('all that was accepted is published', async () => {
    entries = await everything()
    const found = urls()
    return [...accepted].every((link) => found.has(link))
  }).catch(() => {})
  see(entries)
  const lost = [...accepted].filter((link) => !urls().has(link))
  expect(lost).toEqual([])
  expect(accepted.size).toBeGreaterThan(KILLS * 10)
  expect(urls().size).toBe(entries.length)
  expect(new Set(order(entries)).size).toBe(entries.length)
  // What readers and subscribers saw is there, in the order in which they saw it.
  const positions = new Map(entries.map(({ id }, index) => [id, index]))
  const isInOrder = (ids: readonly string[]): boolean => {
    const places = ids.map((id) => positions.get(id) ?? -1)
    return places.every((place, index) => place > (places[index - 1] ?? -1))
  }
  const lists = [...orders, ...pushed.map(({ body }) => order((JSON.parse(body) as Page).items))]
  expect(lists.filter((ids) => !isInOrder(ids))).toEqual([])

  const repeated = pushed.filter(({ body }, index) => body === pushed[index - 1]?.body)
  const withoutKill = pushed.filter(
    ({ body, life: at }, index) => body === pushed[index - 1]?.body && at === pushed[index - 1]?.life,
  )
  expect(withoutKill).toEqual([])
  const toldUrls = entries.filter(({ url }) => url.startsWith(`https://${TOLD}.`)).length
  await until('every story is told', () => told.hook.size >= toldUrls).catch(() => {})
  expect(told.hook.size).toBe(toldUrls)
  expect([...told.hook].filter(([, ids]) => ids.size > 1)).toEqual([])
  expect(told.chat.length).toBe(new Set(told.chat).size)

  const status = await statusNow()
  const { code, tookMs } = await last.end('SIGTERM')
  expect(code).toBe(0)
  expect(tookMs).toBeLessThan(10_000)
  const db = new Database(join(place.data, 'polywire.sqlite'), { readonly: true })
  const one = (sql: string): unknown => db.prepare(sql).pluck().get()
  expect(one('PRAGMA integrity_check')).toBe('ok')
  expect(one('SELECT count(*) FROM (SELECT source, key FROM item GROUP BY 1, 2 HAVING count(*) > 1)')).toBe(0)
  expect([one('SELECT count(*) FROM article'), one('SELECT count(*) FROM item')]).toEqual([entries.length, status.items])
  db.close()
  expect(faults).toEqual([])
  process.stdout.write(
    `${KILLS} kills, ${phases.starting} while starting; ${accepted.size} of ${number} items accepted, ${entries.length} stored; ${pushed.length} pushes, ${repeated.length} again after a kill; ${told.hook.size} stories told to a webhook, ${new Set(told.chat).size} to a chat\n`,
  )
})
