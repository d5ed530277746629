/** Pages of articles, read by real polls over real HTTP and in a real thread. */
import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { canonicalUrl } from '../../src/lib/canonical-url.ts'
import type { Fetcher } from '../../src/fetch/fetcher.ts'
import { createDailyAllowance, type DailyAllowance } from '../../src/ingest/daily-allowance.ts'
import { createHostWaits, type HostWaits } from '../../src/ingest/host-waits.ts'
import { createReading, type Reading } from '../../src/ingest/reading.ts'
import { createSiteRightsReader } from '../../src/ingest/site-rights-reader.ts'
import { createSourceRights } from '../../src/ingest/source-rights.ts'
import { topicId } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/source.ts'
import type { Taxonomy } from '../../src/model/taxonomy.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { DAY, group, HOUR, keysOf, NOON, source, words } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'

// A thread is started, and hostile pages run into its deadline.
const TAXONOMY: Taxonomy = {
  ...CONFIGURATION.taxonomy,
  topics: [
    {
      id: topicId('shops'),
      parent: null,
      label: { en: 'Shops' },
      scope: { in: null, out: null },
      needsField: false,
      iptc: [],
      examples: { match: [], miss: [] },
    },
  ],
  field: {},
  entities: [],
  roles: [],
  places: [],
  notNames: {},
  lexicons: [
    {
      language: 'en',
      topics: {
        shops: { terms: ['online marketplace*', 'marketplace*', 'checkout'], weak: [], pairs: [], not: [], against: [] },
      },
      entities: {},
      places: {},
      notNames: [],
    },
  ],
}
/** The tree builder takes quadratic time for it: a minute and more. */
const SLOW = '<'.repeat(900_000)
const TEASER = 'A decision of the authority that many had waited for.'
const UPDATED = 'A decision of the authority that many had waited for since spring.'
const TITLE = 'Regulator in Lisbon fines a company'
const REPORT = `<html><head><title>${TITLE}</title></head><body><article><p>The competition authority in Lisbon fined an online marketplace forty million euro on Monday because it hid service fees until the last step of the checkout, an unprecedented decision.</p><p>Buyers of the marketplace had complained for two years that prices grew by a tenth between the first page and the payment, the authority said in a statement on Monday.</p></article></body></html>`

const fetcherFor = (allowPrivate: readonly string[]): Fetcher =>
  fetcherHere(allowPrivate, { userAgent: 'Polywire/1', timeoutMs: 60_000, maxBytes: 15_000_000 })

let reading: Reading
let host: FeedHost
let store: Store
let fetcher: Fetcher
let waits: HostWaits
let now: number
let allowance: DailyAllowance
beforeAll(() => {
  reading = createReading({ taxonomy: TAXONOMY, stories: 'all', workers: 1, deadlineMs: 2_000, memoryMb: 400 })
})
afterAll(async () => await reading.close())
beforeEach(async () => {
  now = NOON
  waits = createHostWaits(() => now)
  allowance = createDailyAllowance()
  host = await startFeedHost()
  store = await openSqlite({ folder: ':memory:' })
  fetcher = fetcherFor([host.host])
})
afterEach(async () => {
  await fetcher.close()
  await store.close()
  await host.close()
})

const at = (path: string): string => `http://${host.host}${path}`
const desk = (rest: Partial<Source> = {}): Source => source('desk', { url: at('/desk'), fetchArticle: true, ...rest })
type Item = { readonly path: string; readonly title?: string; readonly text?: string }
const poll = async (items: readonly Item[], one: Source = desk()) => {
  const xml = items.map(
    ({ path, title = TITLE, text = TEASER }) =>
      `<item><guid>${path}</guid><title>${title}</title><link>${at(path)}</link><description>${text}</description></item>`,
  )
  host.show('/desk', `<rss version="2.0"><channel><title>Desk</title>${xml.join('')}</channel></rss>`)
  await store.syncSources([one], NOON)
  const sites = createSiteRightsReader({ fetcher, reading, store, now: () => NOON })
  const rights = createSourceRights({ store, now: () => NOON, elapsed: () => performance.now() })
  const pipeline = pipelineHere({
    fetcher,
    store,
    reading,
    rights,
    sites,
    asksSites: () => true,
    maxItems: 99,
    waits,
    allowance,
    now: () => now,
  })
  const state = await store.claim(one.id, NOON, HOUR)
  if (state === null) throw new Error('not due')
  const report = await pipeline.poll(one, state)
  await group(store)
  return report
}
const stored = async () => (await store.articles({ filter: { kind: 'everything' }, limit: 50, before: null })).rows
const asked = (path: string): number => host.asked.filter((one) => one.path === path).length
const reasonAt = async (path: string): Promise<string> => {
  const address = canonicalUrl(at(path)) ?? ''
  const page = (await store.pages.pagesAt([address])).get(address)
  return page === undefined ? 'never asked for' : page.kind === 'read' ? 'read' : page.reason
}

describe('pages of articles', () => {
  test('give topics, and nothing of them is stored where it could be shown or searched', async () => {
    host.show('/1', REPORT, 'text/html')
    await poll([{ path: '/1' }])
    const [article] = await stored()
    expect(article?.topics.map(({ id }) => id)).toEqual(['shops'])
    expect(article?.topics[0]?.evidence).toEqual([])
    expect(JSON.stringify(article)).not.toMatch(/marketplace|unprecedented/)
    expect(await keysOf(store, words('unprecedented'))).toEqual([])
    expect(await store.pages.pageTexts([article?.id ?? ('' as never)])).toEqual(
      new Map([[article?.id, expect.stringContaining('unprecedented')]]),
    )
    const [logged] = await store.logged({ after: 0, limit: 1 })
    expect(logged).toMatchObject({ text: TEASER, pageText: expect.stringContaining('checkout') })
    expect(host.asked.find(({ path }) => path === '/1')?.headers).toMatchObject({
      'user-agent': 'Polywire/1',
      accept: expect.stringContaining('text/html'),
    })
  })

  test('without the setting none is asked for; with auto only those of short texts', async () => {
    host.show('/1', REPORT, 'text/html')
    const long = 'A sentence of a report that says all there is to say about the decision in Lisbon. '.repeat(4)
    await poll([{ path: '/1' }], source('desk', { url: at('/desk') }))
    expect(asked('/1')).toBe(0)
    await poll([{ path: '/2', text: long }, { path: '/3' }], desk({ fetchArticle: 'auto' }))
    expect([asked('/2'), asked('/3')]).toEqual([0, 1])
  })

  test('a page is fetched once, whatever came of it, and a revised item keeps what its page gave', async () => {
    host.show('/1', REPORT, 'text/html')
    host.behave('/2', (response) => void response.writeHead(404).end())
    await poll([{ path: '/1' }, { path: '/2' }])
    await poll([
      { path: '/1', text: UPDATED },
      { path: '/2', text: UPDATED },
    ])
    expect([asked('/1'), asked('/2')]).toEqual([1, 1])
    const articles = await stored()
    expect(articles.map(({ text }) => text)).toEqual([UPDATED, UPDATED])
    expect(articles.find(({ link }) => link === at('/1'))?.topics.map(({ id }) => id)).toEqual(['shops'])
  })

  test('a new taxonomy is applied to the whole that was read', async () => {
    host.show('/1', REPORT, 'text/html')
    await poll([{ path: '/1' }])
    const [article] = await stored()
    if (article === undefined) throw new Error('nothing is stored')
    const pages = await store.pages.pageTexts([article.id])
    const [retagged] = await reading.retag({ articles: [article], priors: {}, pages })
    expect(retagged?.tags.topics.map(({ id, evidence }) => [id, evidence])).toEqual([['shops', []]])
    expect((await reading.retag({ articles: [article], priors: {}, pages: new Map() }))[0]?.tags.topics).toEqual([])
  })

  test('what is reserved is left alone: by robots.txt, a header, a meta element; a licence lifts it', async () => {
    host.show('/robots.txt', 'User-agent: *\nDisallow: /closed/\n', 'text/plain')
    for (const path of ['/closed/1', '/meta'])
      host.show(path, REPORT.replace('<head>', '<head><meta name="tdm-reservation" content="1">'), 'text/html')
    host.behave(
      '/header',
      (response) => void response.writeHead(200, { 'content-type': 'text/html', 'x-robots-tag': 'noindex' }).end(REPORT),
    )
    await poll([{ path: '/closed/1' }, { path: '/meta' }, { path: '/header' }])
    for (const path of ['/closed/1', '/meta', '/header']) expect(await reasonAt(path)).toBe('reserved')
    expect(asked('/closed/1')).toBe(0)
    host.show('/closed/2', REPORT, 'text/html')
    await poll([{ path: '/closed/2' }], desk({ licensed: true }))
    expect(await reasonAt('/closed/2')).toBe('read')
  })

  test('a redirect leads to no page that robots.txt closes, there or on another site', async () => {
    const other = await startFeedHost()
    onTestFinished(() => other.close())
    other.show('/robots.txt', 'User-agent: polywire\nDisallow: /\n', 'text/plain')
    other.show('/1', REPORT, 'text/html')
    await fetcher.close()
    fetcher = fetcherFor([host.host, other.host])
    host.show('/robots.txt', 'User-agent: *\nDisallow: /closed/\n', 'text/plain')
    host.show('/closed/1', REPORT, 'text/html')
    host.show('/open/1', REPORT, 'text/html')
    const to = (location: string) => (response: ServerResponse) => void response.writeHead(302, { location }).end()
    host.behave('/here', to('/closed/1'))
    host.behave('/away', to(`http://${other.host}/1`))
    host.behave('/nowhere', to('file:///etc/passwd'))
    host.behave('/on', to('/open/1'))
    await poll([{ path: '/here' }, { path: '/away' }, { path: '/nowhere' }, { path: '/on' }])
    expect(await Promise.all(['/here', '/away', '/nowhere', '/on'].map(reasonAt))).toEqual([
      'reserved',
      'reserved',
      'unreachable',
      'read',
    ])
    expect([asked('/closed/1'), other.asked.map(({ path }) => path).includes('/1')]).toEqual([0, false])
  })

  test.each([429, 503])('a host that answers %d is asked for no more pages in that poll', async (status) => {
    const paths = ['/1', '/2', '/3']
    for (const path of paths) host.behave(path, (response) => void response.writeHead(status, { 'retry-after': '3600' }).end())
    await poll(paths.map((path) => ({ path })))
    expect(paths.map(asked).reduce((sum, times) => sum + times)).toBe(1)
    expect((await Promise.all(paths.map(reasonAt))).toSorted()).toEqual(['left-out', 'left-out', 'refused'])
    expect(await stored()).toHaveLength(3)
  })

  test('a host is asked for no more pages for as long as its Retry-After asks, in later polls too', async () => {
    host.behave('/1', (response) => void response.writeHead(429, { 'retry-after': '7200' }).end())
    for (const path of ['/2', '/3']) host.show(path, REPORT, 'text/html')
    await poll([{ path: '/1' }])
    now += HOUR
    await poll([{ path: '/1' }, { path: '/2' }])
    now += HOUR
    await poll([{ path: '/1' }, { path: '/2' }, { path: '/3' }])
    expect(['/1', '/2', '/3'].map(asked)).toEqual([1, 0, 1])
    expect([await reasonAt('/2'), await reasonAt('/3')]).toEqual(['left-out', 'read'])
  })

  test('the page of an article that is taken down is not fetched', async () => {
    await store.takedowns.block([`address:${at('/1')}`])
    host.show('/1', REPORT, 'text/html')
    await poll([{ path: '/1' }])
    expect(asked('/1')).toBe(0)
    expect(await stored()).toEqual([])
  })

  test('unreachable: a body that never ends; the article is stored all the same', async () => {
    host.behave('/1', (response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const timer = setInterval(() => response.write('<p>and so on</p>'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const hasty = fetcherHere([host.host], { timeoutMs: 500 })
    onTestFinished(() => hasty.close())
    const patient = fetcher
    // The feed and robots.txt have all the time that they need.
    fetcher = { ...patient, fetch: (request, stop) => (request.url === at('/1') ? hasty : patient).fetch(request, stop) }
    expect(await poll([{ path: '/1' }])).toMatchObject({ outcome: 'read', added: 1 })
    expect(await reasonAt('/1')).toBe('unreachable')
    expect(await stored()).toHaveLength(1)
  })

  const outcomes: readonly (readonly [string, string, (response: ServerResponse) => void])[] = [
    [
      'too-large',
      'a bomb',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${'x'.repeat(3_000_000)}`),
    ],
    [
      'too-hard',
      'nested elements without end',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<div>'.repeat(150_000)),
    ],
    [
      'too-hard',
      'a page that takes a minute to read',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(SLOW),
    ],
    ['login', 'a refusal', (response) => void response.writeHead(403).end('no')],
    ['login', 'a redirect to a login', (response) => void response.writeHead(302, { location: '/login' }).end()],
    ['refused', '404', (response) => void response.writeHead(404).end()],
    ['not-html', 'a PDF', (response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF')],
    [
      'other-language',
      'a page in another language',
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end(
            `<title>${TITLE}</title><article><p>${'Die Wettbewerbsbehörde in Lissabon hat am Montag eine Geldbuße verhängt, weil Gebühren erst im letzten Schritt sichtbar wurden. '.repeat(5)}</p></article>`,
          ),
    ],
    [
      'wrong-page',
      'another page',
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(REPORT.replaceAll(/Regulator|Lisbon|fine[ds]|company/g, 'nothing')),
    ],
  ]
  test.each(outcomes)('%s: %s; the article is stored all the same', async (reason, _what, answer) => {
    host.show('/login', '<form><input type=password></form>', 'text/html')
    host.behave('/1', answer)
    const text = 'The regulator in the Portuguese capital announced its decision on Monday morning, and more is to follow.'
    expect(await poll([{ path: '/1', text }])).toMatchObject({ outcome: 'read', added: 1 })
    expect(await reasonAt('/1')).toBe(reason)
    expect(await stored()).toHaveLength(1)
  })

  test('a source of which twenty pages a day end their thread is not read any more that day', async () => {
    for (let count = 0; count < 19; count += 1) allowance.countCrash(desk().id, now)
    for (const path of ['/0', '/1', '/2']) host.show(path, REPORT, 'text/html')
    expect(await poll([{ path: '/0' }])).toMatchObject({ outcome: 'read', added: 1 })
    const threads = reading
    reading = { ...threads, understandPage: async () => ({ kind: 'crashed', detail: 'reading needed over 400 MB' }) }
    onTestFinished(() => void (reading = threads))
    expect(await poll([{ path: '/1' }])).toMatchObject({ outcome: 'read', added: 1 })
    expect(await reasonAt('/1')).toBe('too-hard')
    reading = threads
    expect(await poll([{ path: '/2' }])).toMatchObject({ outcome: 'failed', failure: { kind: 'too-hard' }, added: 0 })
    expect(asked('/2')).toBe(0)
    now = NOON + DAY
    expect(await poll([{ path: '/2' }])).toMatchObject({ outcome: 'read', added: 1 })
    expect(await reasonAt('/2')).toBe('read')
  })

  test('what failed in passing is asked once more', async () => {
    let times = 0
    host.behave('/1', (response) => {
      times += 1
      if (times === 1) response.writeHead(502).end()
      else response.writeHead(200, { 'content-type': 'text/html' }).end(REPORT)
    })
    await poll([{ path: '/1' }])
    expect([times, await reasonAt('/1')]).toEqual([2, 'read'])
  })

  test('charsets are understood', async () => {
    const html = REPORT.replace('</article>', '<p>L’autorité a dit « déjà »</p></article>').replaceAll('’', "'")
    host.behave(
      '/1',
      (response) =>
        void response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' }).end(Buffer.from(html, 'latin1')),
    )
    await poll([{ path: '/1' }])
    expect([...(await store.pages.pageTexts((await stored()).map(({ id }) => id))).values()].join()).toContain('« déjà »')
  })
})
