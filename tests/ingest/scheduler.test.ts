import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SourceState } from '../../src/model/source.ts'
import { createScheduler, type Scheduler } from '../../src/ingest/scheduler.ts'
import type { PollReport } from '../../src/ingest/poll.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { type Store, StoreError } from '../../src/store/ports/store.ts'
import { article, HOUR, idOf, NOON, poll, prune, publish, source, sourceState } from '../store/samples.ts'

const report = (id: SourceState['id'], via: PollReport['via'] = 'poll'): PollReport => ({
  source: id,
  via,
  outcome: 'unchanged',
  items: 0,
  added: 0,
  revised: 0,
  bytes: 0,
  tookMs: 0,
  failure: null,
  readByFallback: false,
  warnings: [],
})

let store: Store
let scheduler: Scheduler
/** Polls in flight, each with what ends it. */
let inFlight: Map<string, { end: () => void; fail: (error: Error) => void }>
let started: string[]
let broken: string[]
let pushed: string[]
let now = NOON

const open = (ids: Readonly<Record<string, string>>, limits = { concurrency: 4, perHost: 2 }): Promise<void> => {
  const sources = Object.entries(ids).map(([id, host]) => source(id, { url: `https://${host}.example/${id}` }))
  const byId = new Map(sources.map((one) => [one.id, one]))
  scheduler = createScheduler({
    store,
    now: () => now,
    limits: () => limits,
    sourceOf: (id) => byId.get(id) ?? null,
    reported: () => {},
    failed: (id) => broken.push(id),
    pipeline: () => ({
      async poll({ id, url }, _, signal) {
        started.push(id)
        await new Promise<void>((end, fail) => {
          inFlight.set(id, { end, fail })
          signal?.addEventListener('abort', () => fail(new Error('aborted')), { once: true })
        }).finally(() => inFlight.delete(id))
        await store.recordPoll(id, poll(id, { url, nextDue: now + HOUR }))
        return report(id)
      },
      async push({ id, url }, { nextDue }, { bytes }) {
        pushed.push(`${id} ${bytes.byteLength}`)
        await store.recordPoll(id, poll(id, { url, nextDue }))
        return report(id, 'push')
      },
    }),
  })
  return store.syncSources(sources, NOON)
}
/** Turns instead of time: however slow the machine, what was begun has gone as far as it can. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate()
}
const end = async (id: string): Promise<void> => {
  inFlight.get(id)?.end()
  await settle()
}
const going = (): readonly string[] => [...inFlight.keys()].toSorted()

beforeEach(async () => {
  store = await openSqlite({ folder: ':memory:' })
  inFlight = new Map()
  started = []
  broken = []
  pushed = []
  now = NOON
})
afterEach(async () => {
  await scheduler.stop(0)
  await store.close()
})

describe('which sources are polled now', () => {
  test('as many as the limit allows; each poll that ends starts the next; each source once', async () => {
    await open({ a: 'a', b: 'b', c: 'c', d: 'd', e: 'e', f: 'f' })
    await Promise.all([scheduler.startDue(), scheduler.startDue(), scheduler.startDue()])
    expect(going()).toEqual(['a', 'b', 'c', 'd'])
    await end('b')
    expect(going()).toEqual(['a', 'c', 'd', 'e'])
    const idle = scheduler.idle()
    for (const id of ['a', 'c', 'd', 'e', 'f']) await end(id)
    await idle
    expect(started.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  test('a source whose poll takes longer than its lease is not polled twice at once', async () => {
    await open({ slow: 'a' })
    await scheduler.startDue()
    now += HOUR
    await scheduler.startDue()
    const asked = scheduler.poll(idOf('slow'))
    await settle()
    expect(started).toEqual(['slow'])
    await end('slow')
    expect(await asked).toMatchObject({ source: 'slow' })
    expect((await sourceState(store, idOf('slow')))?.nextDue).toBe(now + HOUR)
  })

  test('a host with many due sources leaves room for others', async () => {
    await open({ a1: 'busy', a2: 'busy', a3: 'busy', a4: 'busy', a5: 'busy', b: 'b', c: 'c' })
    await scheduler.startDue()
    expect(going()).toEqual(['a1', 'a2', 'b', 'c'])
    await end('a1')
    expect(going()).toEqual(['a2', 'a3', 'b', 'c'])
  })

  test('pollAll keeps to the same limits, comes before what is due, and waits for what is being polled already', async () => {
    await open({ a1: 'busy', a2: 'busy', a3: 'busy', b: 'b', c: 'c', d: 'd' }, { concurrency: 3, perHost: 2 })
    const held = scheduler.poll(idOf('b'))
    await settle()
    const all = scheduler.pollAll(['a1', 'a2', 'a3', 'b', 'c'].map(idOf))
    await settle()
    expect(going()).toEqual(['a1', 'a2', 'b'])
    await end('a1')
    expect(going()).toEqual(['a2', 'a3', 'b'])
    for (const id of ['a2', 'a3', 'c']) await end(id)
    await end('b')
    expect((await all).map((one) => one.source as string)).toEqual(['a1', 'a2', 'a3', 'b', 'c'])
    expect(await held).toMatchObject({ source: 'b' })
    expect(going()).toEqual(['d'])
  })

  test('a request for a source that is being polled gets that poll’s report', async () => {
    await open({ a: 'a' })
    await scheduler.startDue()
    const asked = scheduler.poll(idOf('a'))
    await settle()
    await end('a')
    expect(await asked).toMatchObject({ source: 'a' })
    expect(started).toEqual(['a'])
  })

  test('a source that is unknown, or that another process holds, is not polled', async () => {
    await open({ a: 'a' })
    await store.claim(idOf('a'), NOON, HOUR)
    expect(await scheduler.poll(idOf('a'))).toBeNull()
    expect(await scheduler.poll(idOf('nobody'))).toBeNull()
  })

  test('an error of ours is reported, and the source is put off instead of polled again at once', async () => {
    await open({ a: 'a', b: 'b' })
    await scheduler.startDue()
    inFlight.get('a')?.fail(new Error('a bug'))
    await settle()
    expect(broken).toEqual(['a'])
    expect(started).toEqual(['a', 'b'])
    now += HOUR
    await scheduler.startDue()
    expect(going()).toEqual(['a', 'b'])
  })
})

describe('what could not be stored, since the disk was full', () => {
  const fill = async (): Promise<void> => {
    for (let n = 0; n < 2_000; n += 1) await publish(store, 'b', [article(`n${n}`, { text: 'A long report. '.repeat(600) })])
  }
  const freeSpace = async (): Promise<unknown> => await prune(store, NOON + HOUR, NOON + HOUR)
  const tick = async (afterMs: number): Promise<readonly string[]> => {
    now += afterMs
    await scheduler.startDue()
    return going()
  }
  beforeEach(async () => {
    await store.close()
    store = await openSqlite({ folder: ':memory:', maxBytes: 3_000_000 })
  })

  test('is polled again within seconds of the disk’s recovery, and with growing pauses where the disk fills up again', async () => {
    await open({ a: 'a', b: 'b' })
    await scheduler.startDue()
    await end('b')
    await expect(fill()).rejects.toThrow(StoreError)
    await end('a')
    expect(broken).toEqual(['a'])
    expect(await tick(60_000)).toEqual([])
    await freeSpace()
    expect(await tick(5_000)).toEqual(['a'])

    await expect(fill()).rejects.toThrow(StoreError)
    await end('a')
    await freeSpace()
    expect(await tick(5_000)).toEqual([])
    expect(await tick(5_000)).toEqual(['a'])
    await end('a')
    expect((await sourceState(store, idOf('a')))?.nextDue).toBe(now + HOUR)
  })
})

describe('stopping', () => {
  test('starts no more and waits for what is in flight', async () => {
    await open({ a: 'a', b: 'b' }, { concurrency: 1, perHost: 1 })
    await scheduler.startDue()
    const waiting = scheduler.pollAll([idOf('b')])
    const stopped = scheduler.stop(60_000)
    await end('a')
    await stopped
    expect(await waiting).toEqual([])
    expect(started).toEqual(['a'])
    expect((await sourceState(store, idOf('a')))?.nextDue).toBe(NOON + HOUR)
  })

  test('aborts what takes too long, and leaves it due', async () => {
    await open({ a: 'a' })
    await scheduler.startDue()
    await scheduler.stop(1)
    expect(broken).toEqual([])
    expect(await store.claimDue(NOON, { limit: 9, perHost: 9, leaseMs: HOUR })).toMatchObject([{ id: 'a' }])
  })
})

describe('losing the sources to another process', () => {
  test('what is being read of them is not stored, and what is claimed later is', async () => {
    await open({ a: 'a', b: 'b' }, { concurrency: 1, perHost: 1 })
    await scheduler.startDue()
    scheduler.abandon()
    await settle()
    expect(broken).toEqual([])
    expect((await sourceState(store, idOf('a')))?.polledAt).toBeNull()
    expect(going()).toEqual(['b'])
    await end('b')
    expect((await sourceState(store, idOf('b')))?.nextDue).toBe(NOON + HOUR)
  })
})

describe('a source that pushes without pause', () => {
  const body = { bytes: Buffer.from('news'), contentType: null, url: 'https://a.example/a' }

  test('takes no place of a poll, and waits in one short line: the hub may try the rest again', async () => {
    await open({ a: 'a', b: 'b', c: 'c', d: 'd', e: 'e' })
    await store.claim(idOf('a'), NOON, HOUR)
    const pushes = Array.from({ length: 100 }, () => scheduler.push(idOf('a'), body))
    await settle()
    await scheduler.startDue()
    expect(going()).toEqual(['b', 'c', 'd', 'e'])
    await store.release(idOf('a'))
    const reports = await Promise.all(pushes)
    expect(reports.filter((one) => one !== null)).toHaveLength(8)
    for (const id of ['b', 'c', 'd', 'e']) await end(id)
  })
})

describe('what is pushed', () => {
  const body = { bytes: Buffer.from('news'), contentType: null, url: 'https://a.example/a' }

  test('is read at once where its source is not being polled, and leaves the due time', async () => {
    await open({ a: 'a' })
    expect(await scheduler.push(idOf('a'), body)).toMatchObject({ via: 'push' })
    expect(pushed).toEqual(['a 4'])
    expect(await store.nextDue()).toBe(NOON)
  })

  test('waits for a poll of its source that is in flight', async () => {
    await open({ a: 'a' })
    await scheduler.startDue()
    const push = scheduler.push(idOf('a'), body)
    await settle()
    expect(pushed).toEqual([])
    await end('a')
    expect(await push).toMatchObject({ via: 'push' })
  })

  test('is not read any more when the service stops', async () => {
    await open({ a: 'a' })
    await scheduler.startDue()
    const push = scheduler.push(idOf('a'), body)
    await scheduler.stop(0)
    expect(await push).toBeNull()
    expect(pushed).toEqual([])
  })
})
