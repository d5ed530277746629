import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLeasedPolls, type LeasedPolls } from '../../src/ingest/leased-polls.ts'
import type { PollReport } from '../../src/ingest/poll.ts'
import { createReading, type Reading } from '../../src/ingest/reading.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { item, rss } from '../cli/workplace.ts'
import { DAY, HOUR, idOf, NOON, source, sourceState } from '../store/samples.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'

let store: Store
let reading: Reading
let host: FeedHost
let polls: LeasedPolls
let reports: PollReport[]
let now = NOON

beforeEach(async () => {
  store = await openSqlite({ folder: ':memory:' })
  host = await startFeedHost()
  reading = createReading({
    taxonomy: { topics: [], entities: [], roles: [], places: [], lexicons: [] },
    stories: 'tagged',
    workers: 1,
    deadlineMs: 30_000,
    memoryMb: 60,
  })
  const maxBytes = 100_000_000
  const fetcher = fetcherHere([host.host], { maxBytes })
  const pipeline = pipelineHere({ store, reading, fetcher, maxItems: 1_000_000, now: () => now })
  const one = source('a', { url: `http://${host.host}/feed` })
  now = NOON
  reports = []
  polls = createLeasedPolls({
    store,
    pipeline: () => pipeline,
    sourceOf: () => one,
    now: () => now,
    reported: (report) => reports.push(report),
    failed: (_, error) => {
      throw error
    },
  })
  await store.syncSources([one], NOON)
})
afterEach(async () => {
  await reading.close()
  await host.close()
  await store.close()
})

/** What a thread of 60 MB cannot hold. */
const TOO_MUCH = rss(Array.from({ length: 40_000 }, (_, index) => item(String(index))))
const GOOD = rss([item('1')])
const state = async () => await sourceState(store, idOf('a'))
const push = async (text: string): Promise<PollReport | null> =>
  await polls.push(idOf('a'), { bytes: Buffer.from(text), url: `http://${host.host}/feed`, contentType: null })

test('a document that ends its thread twice has its source quarantined; after a day it is read again', async () => {
  host.show('/feed', TOO_MUCH)
  await polls.poll(idOf('a'))
  expect(await state()).toMatchObject({ crashes: 1, failure: { kind: 'too-hard' } })
  await polls.poll(idOf('a'))
  expect(await state()).toMatchObject({ crashes: 2, failure: { kind: 'quarantined' }, nextDue: NOON + DAY })
  expect(reports.at(-1)?.failure).toMatchObject({ kind: 'quarantined', detail: expect.stringContaining('60 MB') })
  expect(await push(GOOD)).toBeNull()
  now = NOON + DAY
  host.show('/feed', GOOD)
  await polls.poll(idOf('a'))
  expect(await state()).toMatchObject({ crashes: 0, failure: null, okAt: now })
}, 120_000)

test('a pushed document that ends its thread counts as one that was polled', async () => {
  await push(TOO_MUCH)
  expect(await state()).toMatchObject({ crashes: 1, failure: null, nextDue: NOON })
  await push(TOO_MUCH)
  expect(await state()).toMatchObject({ crashes: 2, failure: { kind: 'quarantined' }, nextDue: NOON + DAY })
  now = NOON + HOUR
  expect(await push(GOOD)).toBeNull()
  expect(await store.claimDue(now, { limit: 1, perHost: 1, leaseMs: HOUR })).toEqual([])
}, 120_000)
