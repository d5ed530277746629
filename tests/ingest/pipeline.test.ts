import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Fetcher } from '../../src/fetch/fetcher.ts'
import type { Pipeline, PipelineParts } from '../../src/ingest/poll.ts'
import type { Source } from '../../src/model/source.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { HOUR, idOf, MINUTE, NOON, poll, source, sourceState } from '../store/samples.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'

let host: FeedHost
let moved: FeedHost
let store: Store
let fetcher: Fetcher
beforeEach(async () => {
  host = await startFeedHost()
  moved = await startFeedHost()
  store = await openSqlite({ folder: ':memory:' })
  fetcher = fetcherHere([host.host, moved.host])
})
afterEach(async () => {
  await fetcher.close()
  await store.close()
  await Promise.all([host.close(), moved.close()])
})

const openPipeline = (through = fetcher, clock: Partial<PipelineParts> = {}): Pipeline =>
  pipelineHere({
    ...clock,
    fetcher: through,
    store,
    // No document gets so far here.
    reading: {
      read: () => Promise.reject(new Error('nothing to read')),
      inspect: () => Promise.reject(new Error('nothing to read')),
      understandPage: () => Promise.reject(new Error('no page to read')),
      readRights: () => Promise.reject(new Error('no rights to read')),
      retag: async () => [],
      close: async () => {},
    },
  })
const pollOnce = async (one: Source, pipeline = openPipeline()) => {
  const state = await store.claim(one.id, NOON, HOUR)
  if (state === null) throw new Error(`${one.id} is held`)
  return await pipeline.poll(one, state)
}
const dueOf = async (id: string): Promise<number> => (await sourceState(store, idOf(id)))?.nextDue ?? 0

test('Retry-After for a whole host silences the host that said it, not the one that the source has moved away from', async () => {
  const a = source('a', { url: `http://${host.host}/a`, retryScope: 'host' })
  await store.syncSources(
    [a, source('old', { url: `http://${host.host}/x` }), source('new', { url: `http://${moved.host}/x` })],
    NOON,
  )
  await store.recordPoll(a.id, poll('a', { url: `http://${moved.host}/a`, nextDue: NOON }))
  moved.behave('/a', (response) => void response.writeHead(429, { 'retry-after': '7200' }).end())
  expect(await pollOnce(a)).toMatchObject({ outcome: 'failed', failure: { kind: 'refused', status: 429 } })
  expect(await dueOf('new')).toBe(NOON + 2 * HOUR)
  expect(await dueOf('old')).toBe(NOON)
})

test('a clock that is set back by years meanwhile lets nobody wait for years', async () => {
  const busy = source('busy', { url: `http://${host.host}/busy`, retryScope: 'host' })
  const other = source('other', { url: `http://${host.host}/other` })
  await store.syncSources([busy, other], NOON)
  host.behave('/busy', (response) => void response.writeHead(429, { 'retry-after': '7200' }).end())
  host.behave('/other', (response) => void response.writeHead(304).end())
  const years = 20 * 365 * 24 * HOUR
  let now = NOON
  const pipeline = openPipeline(fetcher, { now: () => now })
  await pollOnce(busy, pipeline)
  now -= years
  await store.shiftDue(-years)
  await pollOnce(other, pipeline)
  expect(await dueOf('other')).toBe(NOON - years + 2 * HOUR)
})

test('nor the one that only redirects to it', async () => {
  const a = source('a', { url: `http://${host.host}/a`, retryScope: 'host' })
  await store.syncSources(
    [a, source('near', { url: `http://${host.host}/x` }), source('far', { url: `http://${moved.host}/x` })],
    NOON,
  )
  host.behave('/a', (response) => void response.writeHead(302, { location: `http://${moved.host}/busy` }).end())
  moved.behave('/busy', (response) => void response.writeHead(503, { 'retry-after': '7200' }).end())
  expect(await pollOnce(a)).toMatchObject({ outcome: 'failed', failure: { kind: 'refused', status: 503 } })
  expect([await dueOf('near'), await dueOf('far')]).toEqual([NOON, NOON + 2 * HOUR])
  expect(await dueOf('a')).toBeGreaterThanOrEqual(NOON + 2 * HOUR)
})

test('a poll that was under way meanwhile brings its source back no earlier', async () => {
  const [busy, slow] = [
    source('busy', { url: `http://${host.host}/busy`, retryScope: 'host' }),
    source('slow', { url: `http://${host.host}/slow` }),
  ]
  await store.syncSources([busy, slow], NOON)
  await store.recordPoll(slow.id, poll('slow', { url: slow.url, nextDue: NOON }))
  host.behave('/busy', (response) => void response.writeHead(429, { 'retry-after': '7200' }).end())
  const asked = Promise.withResolvers<ServerResponse>()
  host.behave('/slow', (response) => asked.resolve(response))
  const pipeline = openPipeline()
  const underWay = pollOnce(slow, pipeline)
  const response = await asked.promise
  await pollOnce(busy, pipeline)
  response.writeHead(304).end()
  expect(await underWay).toMatchObject({ outcome: 'unchanged' })
  expect(await sourceState(store, slow.id)).toMatchObject({
    nextDue: NOON + 2 * HOUR,
    publisherHints: { notBefore: NOON + 2 * HOUR },
  })
})

test('a poll that waited for its turn when the host asked for silence does not go out, and waits as well', async () => {
  const [busy, next] = ['busy', 'next'].map((id) => source(id, { url: `http://${host.host}/${id}`, retryScope: 'host' }))
  if (busy === undefined || next === undefined) throw new Error('no sources')
  await store.syncSources([busy, next], NOON)
  const one = fetcherHere([host.host], { perHost: { concurrency: 1, gapMs: 0 } })
  onTestFinished(() => one.close())
  const pipeline = openPipeline(one)
  const asked = Promise.withResolvers<ServerResponse>()
  host.behave('/busy', (response) => asked.resolve(response))
  const underWay = pollOnce(busy, pipeline)
  const waiting = pollOnce(next, pipeline)
  const response = await asked.promise
  response.writeHead(429, { 'retry-after': '7200' }).end()
  expect(await underWay).toMatchObject({ outcome: 'failed' })
  expect(await waiting).toBeNull()
  expect(host.asked.map(({ path }) => path)).toEqual(['/busy'])
  expect(await sourceState(store, next.id)).toMatchObject({
    nextDue: NOON + 2 * HOUR,
    publisherHints: { notBefore: NOON + 2 * HOUR },
    failures: 0,
    polledAt: null,
  })
})

test('the publisher hints of the last document read hold after a 304, which has none', async () => {
  const a = source('a', { url: `http://${host.host}/a`, everyMs: 10 * MINUTE, minMs: MINUTE })
  await store.syncSources([a], NOON)
  const publisherHints = { minimumIntervalMs: 5 * HOUR, skipHours: [], skipDays: [] }
  await store.recordPoll(a.id, poll('a', { url: a.url, intervalMs: 10 * MINUTE, publisherHints, nextDue: NOON }))
  host.behave('/a', (response) => void response.writeHead(304).end())
  expect(await pollOnce(a)).toMatchObject({ outcome: 'unchanged' })
  expect(await sourceState(store, a.id)).toMatchObject({ publisherHints })
  expect(await dueOf('a')).toBeGreaterThanOrEqual(NOON + 5 * HOUR)
})
