/** Manners as publishers score them, over a running service: one description a row of the table in docs/operating.md. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { item, openWorkplace, rss, type Running, type Workplace } from '../cli/workplace.ts'
import { type MannersServer, startMannersServer, validated } from './manners-server.ts'

const TOKEN = 'a-token-that-nobody-guesses'
/** Bytes that no program makes anew: a date in another form, an ETag with everything that is allowed in one. */
const VALIDATORS = { etag: 'W/"a!#$%&\'()*+,-./é:;<=>?@[]^_`{|}~"', 'last-modified': 'Tuesday, 24-Nov-26 08:00:00 GMT' }
const BODY = rss([item('1')])
const QUIET = [
  'etag',
  'dated',
  'bare',
  'fresh',
  'expires',
  'ttl',
  'skip',
  'retry-seconds',
  'retry-date',
  'retry-503',
  'gone',
  'moved',
  'temporary',
]

let server: MannersServer
let place: Workplace
let running: Running
let url = ''

const start = async (): Promise<void> => {
  running = place.start(['serve'], {
    env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_ADMIN_TOKEN: TOKEN, POLYWIRE_PUBLIC_URL: 'https://news.example' },
  })
  url = /http:\S+/.exec(await running.line(/^Polywire is running at http/))?.[0] ?? ''
}
const stop = async (): Promise<void> => {
  running.child.kill('SIGTERM')
  await running.ended
}
const poll = async (id: string): Promise<void> => {
  const headers = { authorization: `Bearer ${TOKEN}` }
  await (await fetch(`${url}/api/v1/sources/${id}/poll?wait=1`, { method: 'POST', headers })).text()
}
type View = { readonly health: string; readonly nextDue: string | null; readonly polledAt: string }
const view = async (id: string): Promise<View> => (await (await fetch(`${url}/api/v1/sources/${id}`)).json()) as View
const waitMs = async (id: string): Promise<number> => {
  const { nextDue, polledAt } = await view(id)
  return Date.parse(nextDue ?? '') - Date.parse(polledAt)
}
const HOUR = 3_600_000
const inTenHours = (): string => new Date(Date.now() + 10 * HOUR).toUTCString()

beforeAll(async () => {
  server = await startMannersServer()
  server.show('/etag', validated(BODY, VALIDATORS, { 'set-cookie': 'id=1; Path=/' }))
  server.show('/dated', validated(BODY, { 'last-modified': VALIDATORS['last-modified'] }))
  server.show('/bare', validated(BODY, {}))
  server.show('/fresh', validated(BODY, VALIDATORS, { 'cache-control': 'public, max-age=36000' }))
  server.show('/expires', (...asked) => validated(BODY, {}, { expires: inTenHours() })(...asked))
  server.show('/ttl', validated(rss([item('1')], '<ttl>600</ttl>'), {}))
  const now = new Date().getUTCHours()
  const hours = Array.from({ length: 10 }, (_, index) => `<hour>${(now + index) % 24}</hour>`).join('')
  server.show('/skip', validated(rss([item('1')], `<skipHours>${hours}</skipHours>`), {}))
  server.show('/retry-seconds', (response) => void response.writeHead(429, { 'retry-after': '36000' }).end())
  server.show('/retry-date', (response) => void response.writeHead(503, { 'retry-after': inTenHours() }).end())
  server.show('/retry-503', (response) => void response.writeHead(503, { 'retry-after': '36000' }).end())
  server.show('/gone', (response) => void response.writeHead(410).end())
  server.show('/moved', (response) => void response.writeHead(301, { location: '/new', 'set-cookie': 'moved=1' }).end())
  server.show('/new', validated(BODY, { etag: '"new"' }))
  server.show('/temporary', (response) => void response.writeHead(302, { location: '/elsewhere' }).end())
  server.show('/elsewhere', validated(BODY, { etag: '"elsewhere"' }))
  for (let n = 0; n < 8; n += 1) server.show(`/many${n}`, validated(rss([item(`m${n}`)]), {}))

  place = openWorkplace()
  place.write(
    'polywire.yaml',
    `fetch:\n  every: 1h\n  min: 1s\n  max: 1h\n  per_host: { concurrency: 2, gap: 100ms }\n  allow_private: ["${server.host}"]\n`,
  )
  const ids = [...QUIET, ...Array.from({ length: 8 }, (_, n) => `many${n}`)]
  place.write(
    'sources.yaml',
    `sources:\n${ids.map((id) => `  - { id: ${id}, name: ${id}, url: "http://${server.host}/${id}" }\n`).join('')}`,
  )
  await start()
  await vi.waitUntil(
    async () => {
      const { data } = (await (await fetch(`${url}/api/v1/sources?limit=1000`)).json()) as { readonly data: readonly View[] }
      return data.length === ids.length && data.every(({ health }) => health !== 'waiting')
    },
    { timeout: 300_000 },
  )
})
afterAll(async () => {
  await place.clear()
  await server.close()
})

describe('every request', () => {
  test('is a GET with name, version, address and number of subscribers, without cookie and referer', async () => {
    for (const { method, headers } of server.all()) {
      expect(method).toBe('GET')
      expect(headers['user-agent']).toMatch(/^Polywire\/\d+\.\d+\.\d+ \(\+https?:\/\/\S+; 1 subscriber\)$/)
      expect(headers['accept-encoding']).toMatch(/gzip/)
      expect([headers.cookie, headers.referer, headers.from]).toEqual([undefined, undefined, undefined])
    }
  })
  test('leaves its host time, and is one of few there', () => {
    const times = server
      .all()
      .map(({ at }) => at)
      .toSorted((a, b) => a - b)
    expect(server.most()).toBeLessThanOrEqual(2)
    // A gap of 100 ms between two; the first polls of all sources come at once otherwise.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan((times.length - 1) * 80)
  })
})

describe('validators', () => {
  test('both go back byte for byte, and one request in all is unconditional', async () => {
    await poll('etag')
    await poll('etag')
    const [first, ...later] = server.seen('/etag')
    expect([first?.headers['if-none-match'], first?.headers['if-modified-since']]).toEqual([undefined, undefined])
    expect(later.length).toBeGreaterThanOrEqual(2)
    for (const { headers } of later)
      expect([headers['if-none-match'], headers['if-modified-since']]).toEqual([VALIDATORS.etag, VALIDATORS['last-modified']])
  })
  test('what a server did not give is not made up', async () => {
    await Promise.all(['dated', 'bare'].map(poll))
    expect(server.seen('/dated').at(-1)?.headers['if-none-match']).toBeUndefined()
    expect(server.seen('/bare').at(-1)?.headers).not.toHaveProperty('if-modified-since')
  })
  test('after a failure they are the same', async () => {
    server.show('/etag', (response) => void response.writeHead(500).end())
    await poll('etag')
    server.show('/etag', validated(BODY, VALIDATORS))
    await poll('etag')
    expect(server.seen('/etag').at(-1)?.headers['if-none-match']).toBe(VALIDATORS.etag)
  })
})

describe('what a publisher asks for', () => {
  test.each(['fresh', 'expires', 'ttl', 'retry-seconds', 'retry-date', 'retry-503'])('%s: ten hours', async (id) =>
    expect(await waitMs(id)).toBeGreaterThanOrEqual(10 * HOUR - 5_000),
  )
  test('hours to skip', async () => {
    const { nextDue } = await view('skip')
    expect(Date.parse(nextDue ?? '')).toBeGreaterThan(Date.now() + 8 * HOUR)
  })
  test('410 ends the source', async () => expect((await view('gone')).health).toBe('gone'))
})

describe('redirects', () => {
  test('a permanent one moves the source after several stable polls, and then the old address is left alone', async () => {
    await poll('moved')
    await poll('moved')
    const before = server.seen('/moved').length
    expect(before).toBe(3)
    await poll('moved')
    expect(server.seen('/moved')).toHaveLength(before)
    expect(server.seen('/new').at(-1)?.headers['if-none-match']).toBe('"new"')
  })
  test('a temporary one never does', async () => {
    for (let n = 0; n < 4; n += 1) await poll('temporary')
    expect(server.seen('/temporary')).toHaveLength(5)
  })
})

describe('a restart, and a reload', () => {
  test('polls nobody early, and cuts nothing that a publisher asked for', async () => {
    const ids = ['fresh', 'expires', 'ttl', 'skip', 'retry-seconds', 'retry-date', 'retry-503']
    const due = async (): Promise<readonly (string | null)[]> =>
      (await Promise.all(ids.map(view))).map(({ nextDue }) => nextDue)
    const before = await due()
    const asked = server.all().length
    await stop()
    await start()
    await sleep(6_000)
    expect(server.all()).toHaveLength(asked)
    expect(await due()).toEqual(before)
    place.write(
      'polywire.yaml',
      `fetch:\n  every: 1h\n  min: 1s\n  max: 30m\n  per_host: { gap: 100ms }\n  allow_private: ["${server.host}"]\n`,
    )
    await running.line(/"event":"reloaded"/)
    expect(await due()).toEqual(before)
  })
})
