import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEnricher } from '../../src/enrich/enricher.ts'
import type { Fetcher } from '../../src/fetch/fetcher.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { HOUR, NOON, source } from '../store/samples.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'
import { readingHere } from './reading-here.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'

const enricher = await createEnricher({ taxonomy: null, fingerprint: null })
let host: FeedHost
let store: Store
let fetcher: Fetcher
let now = NOON
beforeEach(async () => {
  now = NOON
  host = await startFeedHost()
  store = await openSqlite({ folder: ':memory:', now: () => now })
  fetcher = fetcherHere([host.host], { now: () => now })
  await store.syncSources([desk()], NOON)
})
afterEach(async () => {
  await fetcher.close()
  await store.close()
  await host.close()
})

const desk = () => source('desk', { url: `http://${host.host}/desk` })
const poll = async (items: readonly string[], channel = '') => {
  host.show('/desk', `<rss version="2.0"><channel><title>Desk</title>${channel}${items.join('')}</channel></rss>`)
  const pipeline = pipelineHere({ fetcher, store, reading: readingHere(enricher), now: () => now })
  const state = await store.claim(desk().id, now, HOUR)
  if (state === null) throw new Error('not due')
  return await pipeline.poll(desk(), state)
}
const item = (title: string, rest = `<link>https://desk.example/${title}</link>`): string =>
  `<item><title>${title}</title>${rest}</item>`
const dated = (title: string, hoursAgo: number): string =>
  item(title, `<link>https://desk.example/${title}</link><pubDate>${new Date(NOON - hoursAgo * HOUR).toUTCString()}</pubDate>`)
/** In the order of entries, the newest first: title, hours since noon of publication and of its place. */
const order = async () =>
  [...(await store.logged({ after: 0, limit: 100 }))]
    .toSorted((a, b) => b.sortAt - a.sortAt || b.number - a.number)
    .map(({ title, publishedAt, sortAt }) => [title, (publishedAt - NOON) / HOUR, (sortAt - NOON) / HOUR])

test('what a new source shows without dates stands behind what has one; later, it is of the poll', async () => {
  await poll([dated('a', 1), item('b'), dated('c', 30), item('d'), dated('tomorrow', -20)])
  const second = 1000 / HOUR
  const first = [
    ['tomorrow', 20, 0],
    ['a', -1, -1],
    ['c', -30, -30],
    ['b', -30 - 2 * second, -30 - 2 * second],
    ['d', -30 - 4 * second, -30 - 4 * second],
  ]
  expect(await order()).toEqual(first)
  now = NOON + 24 * HOUR
  await poll([item('new'), item('newer than nothing'), dated('a', 1), item('b')])
  expect((await order()).slice(0, 3)).toEqual([
    ['new', 24, 24],
    ['newer than nothing', 24, 24],
    ['tomorrow', 20, 0],
  ])
  expect((await order()).slice(2)).toEqual(first)
})

test('a new source whose items have no date shows them in their order, with its own date', async () => {
  await poll([item('a'), item('b'), item('c')], `<pubDate>${new Date(NOON - 5 * HOUR).toUTCString()}</pubDate>`)
  expect(await order()).toEqual(['a', 'b', 'c'].map((title) => [title, -5, -5]))
})

test('an item whose feed begins to name the page behind its link is the same item, unrevised', async () => {
  const counted = '<link>http://feedproxy.example/~3/abc</link>'
  const behind = '<feedburner:origLink>https://desk.example/a</feedburner:origLink>'
  expect(await poll([item('a', counted)])).toMatchObject({ added: 1 })
  now = NOON + 24 * HOUR
  const another =
    '<link>http://feedproxy.example/~3/def</link><feedburner:origLink>https://desk.example/b</feedburner:origLink>'
  expect(await poll([item('b', another), item('a', counted + behind)])).toMatchObject({ added: 1, revised: 0 })
  const links = (await store.logged({ after: 0, limit: 9 })).map(({ link }) => link)
  expect(links).toEqual(['http://feedproxy.example/~3/abc', 'https://desk.example/b'])
  now = NOON + 72 * HOUR
  expect(await poll([item('b', another), item('a', counted + behind)], '<ttl>9</ttl>')).toMatchObject({ added: 0, revised: 0 })
})

test('a part of a page that was stored by the page alone is the same item, and the other parts are items of their own', async () => {
  const part = (name: string) => item(`Part ${name}`, `<link>https://desk.example/live#${name}</link>`)
  const others = [1, 2, 3, 4, 5].map((number) => dated(`${number}`, number))
  expect(await poll([part('a'), ...others])).toMatchObject({ added: 6 })
  now = NOON + 24 * HOUR
  expect(await poll([part('c'), part('b'), part('a'), ...others])).toMatchObject({ added: 2, revised: 0 })
  now = NOON + 72 * HOUR
  expect(await poll([part('d'), part('c'), ...others])).toMatchObject({ added: 1, revised: 0 })
})

test('a feed with something else in place of items is a failure that says what; one without items is none', async () => {
  expect(await poll([])).toMatchObject({ outcome: 'read', items: 0 })
  now = NOON + 24 * HOUR
  expect(await poll(['<news><title>a</title><link>/a</link></news>'])).toMatchObject({
    outcome: 'failed',
    failure: { kind: 'no-items', detail: 'elements «news» look like items: 1, but there is no «item»' },
  })
})
