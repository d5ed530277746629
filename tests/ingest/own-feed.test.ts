import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEnricher } from '../../src/enrich/enricher.ts'
import type { Fetcher } from '../../src/fetch/fetcher.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { article, EVERYTHING, group, HOUR, publish, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, type Newsroom, openNewsroom } from '../web/newsroom.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'
import { readingHere } from './reading-here.ts'

const PUBLIC_URL = 'https://news.example/wire'
const FORMATS = ['atom', 'rss', 'json']
let newsroom: Newsroom
let fetcher: Fetcher
const enricher = await createEnricher({ taxonomy: null, fingerprint: null })

/** Reports without a page of their own, all of one story or each of its own, and one that has a page. */
const fill = async (store: Store): Promise<void> => {
  await store.syncSources([source('desk')], AFTERNOON - HOUR)
  const linkless = [1, 2, 3].map((number) => article(`bulletin-${number}`, { title: `Bulletin ${number}`, link: null }))
  await publish(store, 'desk', [...linkless, article('report')], { now: AFTERNOON - HOUR })
}

beforeAll(async () => {
  const feeds = CONFIGURATION.feeds.map((feed) => ({ ...feed, filter: '', group: 'article' as const, limit: 50 }))
  const configuration = { ...CONFIGURATION, feeds }
  newsroom = await openNewsroom({ configuration, publicUrl: PUBLIC_URL, fill })
  await newsroom.store.syncSources([source('desk'), ...FORMATS.map(ownFeed)], AFTERNOON)
  fetcher = fetcherHere([new URL(newsroom.url).host], { now: () => AFTERNOON })
})
afterAll(async () => {
  await fetcher.close()
  await newsroom.close()
})

const ownFeed = (format: string) => source(format, { url: `${newsroom.url}/feeds/parcels.${format}` })
const titles = async () =>
  (await newsroom.store.articles({ filter: EVERYTHING, limit: 99, before: null })).rows.map(({ title }) => title).toSorted()

test.each(FORMATS)('a service that reads its own feed has nothing new of it (%s)', async (format) => {
  const { store } = newsroom
  const own = ownFeed(format)
  const before = await titles()
  expect(before).toHaveLength(4)
  const reading = readingHere(enricher)
  const pipeline = pipelineHere({ fetcher, store, reading, publicUrl: PUBLIC_URL, now: () => AFTERNOON })
  const state = await store.claim(own.id, AFTERNOON, HOUR)
  if (state === null) throw new Error('not due')
  expect(await pipeline.poll(own, state)).toMatchObject({ outcome: 'read', items: 1 })
  await group(store, { now: AFTERNOON })
  expect(await titles()).toEqual(before)
})
