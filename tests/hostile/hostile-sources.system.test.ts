/** A running service whose publishers all attack it at once: each fails, or is read, as if it were alone; nothing private is reached. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spellings, TIMED_OUT, TRIALS } from './attacks.ts'
import { type Canary, startCanary } from './canary.ts'
import { type HostileService, startHostileService } from './hostile-service.ts'
import { answer, type Attack, feed, news, redirect, startUpstream, type Upstream } from './hostile-upstream.ts'

/** Names of the service’s own machine that a feed brings in every place that may hold an address. */
const namedInFeeds = (evil: string): Readonly<Record<string, Attack>> => ({
  'named-rss': answer(
    `<?xml version="1.0"?><?xml-stylesheet href="${evil}style.xsl" type="text/xsl"?><!DOCTYPE rss SYSTEM "${evil}rss.dtd" [<!ENTITY x SYSTEM "${evil}entity">]>${feed(
      news(
        'named',
        `<link>${evil}link</link><comments>${evil}c</comments><enclosure url="${evil}e" type="image/png" length="1"/><source url="${evil}s">S</source><media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="${evil}t"/><description>&lt;img src="${evil}i"&gt;&x;</description>`,
      ),
      `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="${evil}hub"/><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${evil}self"/><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="${evil}next"/><image><url>${evil}image</url></image><cloud domain="127.0.0.1" port="1" path="/"/>`,
    ).slice(21)}`,
    { link: `<${evil}hub2>; rel="hub", <${evil}self2>; rel="self"`, refresh: `0;url=${evil}refresh` },
  ),
  'named-json': answer(
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'T',
      next_url: `${evil}next`,
      icon: `${evil}icon`,
      hubs: [{ type: 'WebSub', url: `${evil}hub` }],
      items: [
        {
          id: 'j',
          url: `${evil}j`,
          title: 'Json report on the harbour',
          content_html: `<img src="${evil}i">`,
          image: `${evil}image`,
          attachments: [{ url: `${evil}a`, mime_type: 'audio/mpeg' }],
        },
      ],
    }),
    { 'content-type': 'application/feed+json' },
  ),
  'named-sitemaps': answer(
    `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>${evil}news.xml</loc></sitemap></sitemapindex>`,
  ),
})

let canary: Canary
let upstream: Upstream
let service: HostileService
/** Reads what never ends by itself; the others would be cut off too wherever the machine stands still for a while. */
let impatient: HostileService
const services = (): readonly HostileService[] => [service, impatient]
const direct = new Map<string, string>()
const redirected = new Map<string, string>()
let most = 0

beforeAll(async () => {
  canary = await startCanary()
  const evil = `http://127.0.0.1:${canary.port}/`
  const attacks: Record<string, Attack> = {}
  const sources: Record<string, string> = {}
  for (const [name, { attack }] of Object.entries(TRIALS)) attacks[`/${name}`] = attack
  for (const [name, attack] of Object.entries(namedInFeeds(evil))) attacks[`/${name}`] = attack
  attacks['/honest'] = answer(feed(news('honest')), { etag: '"h"' })
  const placeholder = '127.0.0.1:1'
  for (const [index, target] of spellings(canary.port, placeholder).entries()) attacks[`/to-${index}`] = redirect(target)
  upstream = await startUpstream(attacks)
  const endless: Record<string, string> = {}
  for (const path of Object.keys(attacks)) {
    const id = path.slice(1)
    const isEndless = TRIALS[id]?.outcome === TIMED_OUT
    ;(isEndless ? endless : sources)[id] = `http://${upstream.host}${path}`
  }
  for (const [index, target] of spellings(canary.port, upstream.host).entries()) {
    redirected.set(`to-${index}`, target)
    // The configuration itself refuses what is no address.
    if (!URL.canParse(target) || /\s/.test(target) || !target.toLowerCase().startsWith('http://')) continue
    sources[`at-${index}`] = target
    direct.set(`at-${index}`, target)
  }
  const settings = (timeout: string): string =>
    `fetch:\n  per_host: { concurrency: 16, gap: 0s }\n  concurrency: 32\n  timeout: ${timeout}\n  max_bytes: 8MiB\n  allow_private: ["${upstream.host}"]\nwebsub: true\n`
  const env = { POLYWIRE_PUBLIC_URL: 'https://news.example' }
  ;[service, impatient] = await Promise.all([
    startHostileService({ sources, settings: settings('2m'), env }),
    startHostileService({ sources: endless, settings: settings('2s'), env }),
  ])
  const state = { isDone: false }
  const watching = services().map(async (one): Promise<void> => {
    await one.get('/healthz')
    one.turns.forget()
    while (!state.isDone) {
      if ((await one.get('/healthz')).status !== 200) throw new Error('/healthz was not answered')
      most = Math.max(most, one.memory())
      await sleep(20)
    }
  })
  await Promise.all(services().map(async (one) => await one.allTried()))
  // After their polls, the subscriber asks the hubs that they name: they are refused, not forgotten.
  for (const id of ['named-rss', 'named-json'])
    await service.running.line(new RegExp(`"event":"subscriber-request-failed","source":"${id}"`))
  state.isDone = true
  await Promise.all(watching)
})
afterAll(async () => {
  await Promise.all(services().map(async (one) => await one.close()))
  await Promise.all([upstream.close(), canary.close()])
})

const kindOf = async (id: string): Promise<string> => {
  const view = (await (TRIALS[id]?.outcome === TIMED_OUT ? impatient : service).sources()).get(id)
  return view?.failure?.kind ?? (view?.health === 'ok' ? 'read' : String(view?.health))
}

test.each(Object.entries(TRIALS))('%s', async (id, { outcome }) => {
  const kind = await kindOf(id)
  expect(kind).toMatch(outcome)
})

describe('the machine itself', () => {
  test('is reached by no spelling of an address, neither directly nor by a redirect', async () => {
    const views = await service.sources()
    const reached = [...direct, ...redirected].filter(([id]) => views.get(id)?.failure === null)
    // `\` is a slash in addresses of the web: what follows it is a path of an allowed host, or of none.
    expect(direct.size + redirected.size).toBeGreaterThan(100)
    expect(reached.map(([, target]) => target)).toEqual([])
    expect(canary.visits).toEqual([])
  })

  test('is reached by nothing that a feed names', async () => {
    expect(await Promise.all(['named-rss', 'named-json'].map(kindOf))).toEqual(['read', 'read'])
    expect(canary.visits).toEqual([])
  })
})

describe('meanwhile', () => {
  test('an honest source was read, and the service answered', async () => {
    expect(await kindOf('honest')).toBe('read')
    expect(await (await service.get('/feeds/all.atom?group=article&q=honest')).text()).toContain('Harbour report honest')
    // Of the processor, some 100 ms; work that no bound held took 10 s and more.
    expect(service.turns.longest().ms).toBeLessThan(2_000)
  })
  test('memory stayed within bounds', () => expect(most / 1e6).toBeLessThan(900))
})

describe('what was torn', () => {
  test.each(['torn-xml', 'torn-json', 'torn-gzip', 'length-too-short'])(
    '%s: nothing of it is stored, nor its validators',
    async (id) => {
      expect((await service.sources()).get(id)?.items).toBe(0)
      await service.poll(id)
      const requests = upstream.requests(`/${id}`)
      expect(requests.length).toBeGreaterThanOrEqual(2)
      for (const request of requests) expect(request).not.toMatch(/^if-(?:none-match|modified-since):/im)
    },
  )
})

describe('what servers and documents say', () => {
  const CONTROLS = /[\u0080-\u009f\u202a-\u202e\u2066-\u2069]/
  test('reaches no page and no answer of the API with controls in it', async () => {
    for (const path of ['/sources', '/api/v1/sources?limit=1000', '/feeds/health.atom', '/api/v1/status'])
      expect([path, CONTROLS.exec(await (await service.get(path)).text())]).toEqual([path, null])
  })

  test('no name leads to its private address on a page', async () => {
    const pages =
      (await (await service.get('/sources?q=localhost')).text()) +
      (await (await service.get('/api/v1/sources?limit=1000')).text())
    expect(pages).not.toMatch(/localhost\.? is at/)
  })
})

test('SIGTERM ends the service within ten seconds; its log is JSON, without controls', async () => {
  for (const one of services()) {
    const { code, out, tookMs } = await one.stop()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(10_000)
    for (const line of out.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u)
    expect(out).not.toMatch(/"event":"(?:poll-broken|request-failed|tick-failed|grouping-failed)"/)
  }
})

test('the canary does hear who comes', async () => {
  await fetch(`http://127.0.0.1:${canary.port}/heard`)
  expect(canary.visits).toEqual(['GET /heard HTTP/1.1'])
})
