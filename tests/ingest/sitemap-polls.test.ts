import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEnricher } from '../../src/enrich/enricher.ts'
import type { Fetcher } from '../../src/fetch/fetcher.ts'
import type { Pipeline } from '../../src/ingest/poll.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { DAY, HOUR, NOON, prune, source, sourceState } from '../store/samples.ts'
import { readingHere } from './reading-here.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'

let host: FeedHost
let store: Store
let fetcher: Fetcher
let pipeline: Pipeline
let now: number
let seen: number
beforeEach(async () => {
  now = NOON
  seen = 0
  host = await startFeedHost()
  store = await openSqlite({ folder: ':memory:' })
  fetcher = fetcherHere([host.host], { now: () => now })
  pipeline = pipelineHere({
    fetcher,
    store,
    reading: readingHere(await createEnricher({ taxonomy: null, fingerprint: null })),
    now: () => now,
  })
  await store.syncSources([paper()], NOON)
})
afterEach(async () => {
  await fetcher.close()
  await store.close()
  await host.close()
})

const paper = () => source('paper', { url: `http://${host.host}/sitemap.xml`, language: 'en' })
const poll = async () => {
  const one = paper()
  const state = await store.claim(one.id, now, HOUR)
  if (state === null) throw new Error('the source is held')
  return await pipeline.poll(one, state)
}
const stateOf = async () => await sourceState(store, paper().id)
/** Since the last call: path, If-None-Match, status. */
const asked = (): readonly string[] => {
  const since = host.asked.slice(seen)
  seen = host.asked.length
  return since.map(({ path, headers, status }) => `${path} ${'if-none-match' in headers} ${status}`)
}

const page = (title: string): string =>
  `<url><loc>http://${host.host}/${title.replaceAll(' ', '-')}</loc><news:news><news:publication><news:name>Paper</news:name><news:language>en</news:language></news:publication><news:title>${title}</news:title><news:publication_date>2026-06-14</news:publication_date></news:news></url>`
const sitemap = (...titles: readonly string[]): string => `<urlset>${titles.map(page).join('')}</urlset>`
const WITHOUT_NEWS = '<urlset><url><loc>http://a.example/about</loc></url></urlset>'
const index = (...paths: readonly string[]): string =>
  `<sitemapindex>${paths.map((path) => `<sitemap><loc>http://${host.host}${path}</loc></sitemap>`).join('')}</sitemapindex>`
const showTwo = (): void => {
  host.show('/sitemap.xml', index('/a.xml', '/b.xml'))
  host.show('/a.xml', sitemap('The marketplace opens'))
  host.show('/b.xml', sitemap('Rain in the north'))
}

test('an index and the sitemaps that it lists are each asked for once without validators, and only what changed is read', async () => {
  showTwo()
  expect(await poll()).toMatchObject({ outcome: 'read', added: 2 })
  expect(asked()).toEqual(['/sitemap.xml false 200', '/a.xml false 200', '/b.xml false 200'])
  expect(await poll()).toMatchObject({ outcome: 'unchanged', added: 0 })
  expect(asked()).toEqual(['/sitemap.xml true 304', '/a.xml true 304', '/b.xml true 304'])

  host.show('/b.xml', sitemap('Rain in the north', 'Sun in the south'))
  expect(await poll()).toMatchObject({ outcome: 'read', items: 2, added: 1 })
  expect(asked()).toEqual(['/sitemap.xml true 304', '/a.xml true 304', '/b.xml true 200'])
  expect(await poll()).toMatchObject({ outcome: 'unchanged' })
  expect(asked()).toEqual(['/sitemap.xml true 304', '/a.xml true 304', '/b.xml true 304'])
  expect(await stateOf()).toMatchObject({ format: 'sitemapindex', feedTitle: 'Paper', feedLanguage: 'en' })
})

test('a sitemap that joins the list is asked for whole, the others are not', async () => {
  showTwo()
  await poll()
  asked()
  host.show('/c.xml', sitemap('Snow in the east'))
  host.show('/sitemap.xml', index('/c.xml', '/b.xml'))
  expect(await poll()).toMatchObject({ outcome: 'read', added: 1 })
  expect(asked()).toEqual(['/sitemap.xml true 200', '/c.xml false 200', '/b.xml true 304'])
  expect((await stateOf())?.sitemaps?.map(({ url }) => new URL(url).pathname)).toEqual(['/c.xml', '/b.xml'])

  // Written anew, with nothing new in it.
  host.show('/sitemap.xml', `<!-- made today -->${index('/c.xml', '/b.xml')}`)
  expect(await poll()).toMatchObject({ outcome: 'unchanged' })
  expect(await poll()).toMatchObject({ outcome: 'unchanged' })
  expect(asked().at(3)).toBe('/sitemap.xml true 304')
})

test('one that repeats its bytes without validators is unchanged, and one without news fails no poll of the others', async () => {
  showTwo()
  host.behave('/a.xml', (response) => void response.end(sitemap('The marketplace opens')))
  await poll()
  expect(await poll()).toMatchObject({ outcome: 'unchanged' })
  for (const shown of ['<urlset></urlset>', WITHOUT_NEWS]) {
    host.show('/b.xml', shown)
    expect(await poll()).toMatchObject({ outcome: 'read', items: 0, failure: null })
  }
  expect(await stateOf()).toMatchObject({ format: 'sitemapindex', feedTitle: 'Paper', feedLanguage: 'en' })
})

test('where all have changed, and none has news any more, the poll fails', async () => {
  showTwo()
  await poll()
  host.show('/a.xml', WITHOUT_NEWS)
  host.show('/b.xml', `${WITHOUT_NEWS} `)
  expect(await poll()).toMatchObject({ outcome: 'failed', failure: { kind: 'no-items' } })
})

test('one that fails keeps its validators, hides none of the others, and is told', async () => {
  showTwo()
  await poll()
  const before = await stateOf()
  host.show('/a.xml', sitemap('The marketplace opens', 'The marketplace closes again'))
  host.behave('/b.xml', (response) => void response.writeHead(500).end())
  const report = await poll()
  expect(report).toMatchObject({ outcome: 'read', added: 1, failure: null })
  expect(report?.warnings[0]).toMatch(/^the sitemap http:.*\/b\.xml failed: .*500/)
  const failed = before?.sitemaps?.find(({ url }) => url.endsWith('/b.xml'))
  expect((await stateOf())?.sitemaps).toContainEqual(failed)
})

test('412 of a listed sitemap clears them all: a server that rejects validators once would do so for ever', async () => {
  showTwo()
  await poll()
  host.behave('/b.xml', (response) => void response.writeHead(412).end())
  expect(await poll()).toMatchObject({ outcome: 'failed' })
  asked()
  host.behave('/b.xml', (response) => void response.end(sitemap('Rain in the north')))
  expect(await poll()).toMatchObject({ outcome: 'read' })
  expect(asked().slice(0, 2)).toEqual(['/sitemap.xml false 200', '/a.xml false 200'])
})

test('410 of all listed sitemaps fails the poll and does not end the source; 410 of the index does', async () => {
  showTwo()
  await poll()
  host.behave('/a.xml', (response) => void response.writeHead(410).end())
  host.behave('/b.xml', (response) => void response.writeHead(410).end())
  expect(await poll()).toMatchObject({ outcome: 'failed', failure: { kind: 'refused', status: 410 } })
  expect(await stateOf()).toMatchObject({ gone: false, failures: 1 })
  host.behave('/sitemap.xml', (response) => void response.writeHead(410).end())
  expect(await poll()).toMatchObject({ failure: { kind: 'gone' } })
  expect(await stateOf()).toMatchObject({ gone: true })
})

test('an index whose list is not known is asked for whole, whatever validators are stored', async () => {
  showTwo()
  await poll()
  const { id: _id, ...state } = (await stateOf()) ?? { id: null }
  if (!('url' in state)) throw new Error('no state')
  await store.recordPoll(paper().id, { ...state, sitemaps: null })
  asked()
  await poll()
  expect(asked()[0]).toBe('/sitemap.xml false 200')
})

test('what stands in an unchanged sitemap is still shown: once withdrawn, it does not come back as news', async () => {
  showTwo()
  await poll()
  for (const day of [20, 40, 60]) {
    now = NOON + day * DAY
    host.show('/a.xml', sitemap('The marketplace opens', `Report of day ${day}`))
    await poll()
    await prune(store, now - 10 * DAY, now - 10 * DAY, now)
  }
  host.show('/b.xml', sitemap('Rain in the north', 'Sun in the south'))
  expect(await poll()).toMatchObject({ outcome: 'read', added: 1 })
})

test('an index that lists what is no address is read without it', async () => {
  showTwo()
  const bad = ['http://[', 'http://a.example:99999/news', 'file:///news', `http://a.example/news${'x'.repeat(5_000)}`]
  const listed = bad.map((loc) => `<sitemap><loc>${loc}</loc></sitemap>`).join('')
  host.show('/sitemap.xml', index('/a.xml', '/b.xml').replace('<sitemapindex>', `<sitemapindex>${listed}`))
  expect(await poll()).toMatchObject({ outcome: 'read', added: 2 })
})
