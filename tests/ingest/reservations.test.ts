/** What publishers reserve, read by real polls over real HTTP. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createEnricher, type Enricher } from '../../src/enrich/enricher.ts'
import type { Fetcher } from '../../src/fetch/fetcher.ts'
import { readRights } from '../../src/ingest/read-rights.ts'
import type { Reading } from '../../src/ingest/reading.ts'
import { createSiteRightsReader } from '../../src/ingest/site-rights-reader.ts'
import { createSourceRights, type SourceRights } from '../../src/ingest/source-rights.ts'
import { isReserved } from '../../src/model/reservation.ts'
import { mayCrawl } from '../../src/parse/rights/robots-txt.ts'
import { mayBeSent } from '../../src/server/endpoint-encoder.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { group, HOUR, idOf, NOON, source } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'
import { readingHere } from './reading-here.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'

let host: FeedHost
let store: Store
let fetcher: Fetcher
let rights: SourceRights
let enricher: Enricher
let now: number
beforeAll(async () => {
  enricher = await createEnricher({ taxonomy: null, fingerprint: null })
})
beforeEach(async () => {
  now = NOON
  host = await startFeedHost()
  store = await openSqlite({ folder: ':memory:' })
  rights = createSourceRights({ store, now: () => now, elapsed: () => performance.now() })
  fetcher = fetcherHere([host.host], { userAgent: 'Polywire/1', now: () => now })
  await store.syncSources([desk()], NOON)
})
afterEach(async () => {
  await fetcher.close()
  await store.close()
  await host.close()
})

const at = (path: string): string => `http://${host.host}${path}`
const desk = () => source('desk', { url: at('/desk') })
let items = 0
/** A poll that brings one new article under /news/. */
const poll = async (asksSites = true) => {
  items += 1
  host.show(
    '/desk',
    `<rss version="2.0"><channel><title>Desk</title><item><guid>${items}</guid><title>Report ${items}</title><link>${at(`/news/${items}`)}</link><copyright>© Desk</copyright></item></channel></rss>`,
  )
  const reading = readingHere(enricher)
  const sites = createSiteRightsReader({ fetcher, reading, store, now: () => now })
  const pipeline = pipelineHere({
    fetcher,
    store,
    reading,
    rights,
    sites,
    asksSites: () => asksSites,
    now: () => now,
    maxItems: 9,
  })
  const state = await store.claim(desk().id, now, HOUR)
  if (state === null) throw new Error('not due')
  const report = await pipeline.poll(desk(), state)
  await group(store, { now })
  return report
}
const newest = async () => (await store.articles({ filter: { kind: 'everything' }, limit: 1, before: null })).rows[0]
const reserves = (): readonly string[] => (rights.signalsOf(idOf('desk')) ?? []).flatMap((signal) => signal.reserves)
const asked = (path: string): number => host.asked.filter((one) => one.path === path).length

describe('reservations', () => {
  test('robots.txt and tdmrep.json of the articles’ site are asked once a day, by our name, and passed on', async () => {
    host.show('/robots.txt', 'User-agent: *\nContent-Signal: search=yes, ai-train=no\n', 'text/plain')
    host.show(
      '/.well-known/tdmrep.json',
      JSON.stringify([{ location: '/news/*', 'tdm-reservation': 1, 'tdm-policy': '/policy' }]),
      'application/json',
    )
    await poll()
    expect(reserves()).toEqual(['ai', 'text-mining'])
    expect((await newest())?.rights).toBe(
      `© Desk — Text and data mining and use by AI reserved by the publisher (Content-Signal: ai-train=no; tdm-reservation: 1). Terms: ${at('/policy')}`,
    )
    now += HOUR
    await poll()
    expect([asked('/robots.txt'), asked('/.well-known/tdmrep.json')]).toEqual([1, 1])
    expect(host.asked.find(({ path }) => path === '/robots.txt')?.headers['user-agent']).toBe('Polywire/1')
    now += 24 * HOUR
    host.show('/robots.txt', 'User-agent: *\nDisallow:\n', 'text/plain')
    host.show('/.well-known/tdmrep.json', '[]', 'application/json')
    await poll()
    expect(reserves()).toEqual([])
    expect((await newest())?.rights).toBe('© Desk')
  })

  test('after the clock was set back by years, they are asked anew', async () => {
    await poll()
    now -= 20 * 365 * 24 * HOUR
    await store.shiftDue(-20 * 365 * 24 * HOUR)
    host.show('/robots.txt', 'User-agent: *\nContent-Signal: search=yes, ai-train=no\n', 'text/plain')
    await poll()
    expect(reserves()).toEqual(['ai'])
  })

  test('where no use depends on them, sites are not asked; what comes with the feed counts all the same', async () => {
    await poll(false)
    expect(host.asked.map(({ path }) => path)).toEqual(['/desk'])
    expect(reserves()).toEqual([])
  })

  test('a header of the feed reserves', async () => {
    host.behave('/desk', (response) => {
      const body = `<rss version="2.0"><channel><title>D</title><item><guid>h</guid><title>H</title></item></channel></rss>`
      response
        .writeHead(200, { 'content-type': 'application/xml', 'tdm-reservation': '1', 'content-usage': 'train-ai=n' })
        .end(body)
    })
    await poll(false)
    expect(reserves().toSorted()).toEqual(['ai', 'text-mining'])
  })

  test('the licence that robots.txt names is read', async () => {
    host.show('/robots.txt', 'License: /license.xml\n', 'text/plain')
    host.show(
      '/license.xml',
      '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><permits type="usage">search</permits></license></content></rsl>',
    )
    await poll()
    expect(rights.signalsOf(idOf('desk'))).toMatchObject([{ from: 'RSL', reserves: ['ai'], terms: at('/license.xml') }])
  })

  test('the licence that a header names is read once a day', async () => {
    host.show(
      '/license.xml',
      '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><permits type="usage">search</permits></license></content></rsl>',
    )
    for (const expected of [1, 1, 2]) {
      host.behave('/desk', (response) => {
        const body = `<rss version="2.0"><channel><title>D</title><item><guid>${now}</guid><title>H ${now}</title></item></channel></rss>`
        response
          .writeHead(200, {
            'content-type': 'application/xml',
            link: '</license.xml>; rel="license"; type="application/rsl+xml"',
          })
          .end(body)
      })
      await poll()
      expect(reserves()).toEqual(['ai'])
      expect(asked('/license.xml')).toBe(expected)
      now += 13 * HOUR
    }
  })

  test('while robots.txt can’t be had the pages are left alone, and it is asked again after an hour', async () => {
    host.behave('/robots.txt', (response) => void response.writeHead(503).end())
    await poll()
    expect(reserves()).toEqual(['full-text'])
    now += 2 * HOUR
    host.behave('/robots.txt', (response) => void response.writeHead(404).end())
    await poll()
    expect(reserves()).toEqual([])
  })

  test.each(['/robots.txt', '/.well-known/tdmrep.json'])(
    'while %s ends the thread that reads it, nothing is allowed, and it is asked again after an hour',
    async (path) => {
      host.show('/robots.txt', 'User-agent: *\nDisallow: /sport\n', 'text/plain')
      host.show('/.well-known/tdmrep.json', '[]', 'application/json')
      const reading: Pick<Reading, 'readRights'> = {
        readRights: async (task) => ((task.kind === 'robots') === (path === '/robots.txt') ? null : readRights(task)),
      }
      const sites = createSiteRightsReader({ fetcher, reading, store, now: () => now })
      const isAllowed = async (): Promise<boolean> => mayCrawl((await sites.of(at('/news/1'))).robots, '/news/1')
      expect([await isAllowed(), asked(path)]).toEqual([false, 1])
      now += 2 * HOUR
      expect([await isAllowed(), asked(path)]).toEqual([false, 2])
    },
  )

  test('a robots.txt of more than a megabyte is not had', async () => {
    const ofLength = (bytes: number): string => `#${'x'.repeat(bytes - 1)}`
    host.show('/robots.txt', ofLength(1_048_576), 'text/plain')
    await poll()
    expect(reserves()).toEqual([])
    now += 25 * HOUR
    host.show('/robots.txt', ofLength(1_048_577), 'text/plain')
    await poll()
    expect(reserves()).toEqual(['full-text'])
  })

  test('a site that fails is asked for nothing else, and not before its Retry-After', async () => {
    host.behave('/robots.txt', (response) => void response.writeHead(503, { 'retry-after': '18000' }).end())
    for (const times of [1, 1, 2]) {
      await poll()
      expect([asked('/robots.txt'), asked('/.well-known/tdmrep.json')]).toEqual([times, 0])
      now += 3 * HOUR
    }
  })

  test('a model gets no text of a source that reserves it, nor of one that was not read yet, unless its publisher has allowed it', async () => {
    host.show('/robots.txt', 'User-agent: *\nContent-Usage: train-ai=n\n', 'text/plain')
    const embeddings = { url: at('/v1/embeddings'), model: 'm', key: null, secrets: new Map() }
    const mayRead = (rest: object) =>
      mayBeSent(
        { ...CONFIGURATION, service: { ...CONFIGURATION.service, embeddings }, sources: [{ ...desk(), ...rest }] },
        rights,
      )
    expect(mayRead({})(idOf('desk'))).toBe(false)
    await poll()
    expect(mayRead({})(idOf('desk'))).toBe(false)
    expect(mayRead({ licensed: true })(idOf('desk'))).toBe(true)
    expect(mayRead({ licensed: true, embed: false })(idOf('desk'))).toBe(false)
    now += 25 * HOUR
    host.show('/robots.txt', '', 'text/plain')
    await poll()
    expect(mayRead({})(idOf('desk'))).toBe(true)
  })

  test('another process reads what this one noted', async () => {
    host.show('/robots.txt', 'User-agent: *\nDisallow: /news/\n', 'text/plain')
    await poll()
    const other = createSourceRights({ store, now: () => now, elapsed: () => 0 })
    await other.load()
    expect(isReserved(other.signalsOf(idOf('desk')), 'full-text')).toBe(true)
    expect(isReserved(other.signalsOf(idOf('desk')), 'ai')).toBe(false)
  })
})
