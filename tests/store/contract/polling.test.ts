import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, DAY, HOUR, idOf, MINUTE, NOON, poll, publish, source, sourceState } from '../samples.ts'
import { engines } from './engines.ts'

const LEASE = 5 * MINUTE

describe.each(engines)('who is polled when, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('a'), source('b'), source('c', { active: false })], NOON)
  })
  afterEach(async () => await store.close())

  const claimed = async (now: number, limit = 9): Promise<readonly string[]> =>
    (await store.claimDue(now, { limit, perHost: 2, leaseMs: LEASE })).map(({ id }) => id)

  test('new sources are due at once, those switched off never', async () => {
    expect(await store.nextDue()).toBe(NOON)
    expect(await claimed(NOON)).toEqual(['a', 'b'])
    expect(await sourceState(store, idOf('a'))).toMatchObject({
      url: 'https://a.example/feed',
      intervalMs: 30 * MINUTE,
      polledAt: null,
    })
    expect(await sourceState(store, idOf('nobody'))).toBeNull()
  })

  test('a leased source is handed to nobody else until it is recorded, released, or the lease ends', async () => {
    expect(await claimed(NOON, 1)).toEqual(['a'])
    expect(await store.claim(idOf('a'), NOON, LEASE)).toBeNull()
    expect(await claimed(NOON)).toEqual(['b'])
    expect(await claimed(NOON + MINUTE)).toEqual([])
    expect(await store.nextDue()).toBe(NOON + LEASE)
    await store.release(idOf('b'))
    expect(await claimed(NOON + MINUTE)).toEqual(['b'])
    expect(await claimed(NOON + LEASE)).toEqual(['a'])
    await store.recordPoll(idOf('a'), poll('a', { nextDue: NOON + LEASE + HOUR }))
    expect(await claimed(NOON + LEASE + HOUR)).toEqual(['b', 'a'])
  })

  test('one busy host leaves places for the others, and gets its next when one of its polls has ended', async () => {
    const busy = ['p', 'q', 'r', 's'].map((id) => source(id, { url: `https://busy.example/${id}` }))
    await store.syncSources([...busy, source('z')], NOON - HOUR)
    expect(await claimed(NOON)).toEqual(['p', 'q', 'z'])
    expect(await claimed(NOON)).toEqual([])
    await store.recordPoll(idOf('q'), poll('q', { url: 'https://busy.example/q' }))
    expect(await claimed(NOON)).toEqual(['r'])
  })

  test('of sources whose reading crashed one is handed out at a time, and keeps no other waiting', async () => {
    for (const id of ['a', 'b']) await store.recordPoll(idOf(id), poll(id, { crashes: 1, nextDue: NOON }))
    await store.syncSources([source('a'), source('b'), source('d')], NOON)
    expect(await claimed(NOON)).toEqual(['a', 'd'])
    expect(await claimed(NOON)).toEqual([])
    await store.recordPoll(idOf('a'), poll('a'))
    expect(await claimed(NOON)).toEqual(['b'])
  })

  test('a changed address ends a quarantine', async () => {
    const failure = { kind: 'quarantined', detail: 'x' } as const
    await store.recordPoll(idOf('a'), poll('a', { crashes: 2, failures: 2, failure, nextDue: NOON + DAY }))
    await store.syncSources([source('a', { url: 'https://new.example/feed' }), source('b')], NOON)
    expect(await sourceState(store, idOf('a'))).toMatchObject({ crashes: 0, failure: null, nextDue: NOON })
  })

  test('a name with a dot at its end is the same host', async () => {
    const addresses = ['https://one.example/p', 'https://one.example./q', 'https://one.example/r', 'https://one.example./s']
    await store.syncSources(
      addresses.map((url, n) => source(`p${n}`, { url })),
      NOON - HOUR,
    )
    expect(await claimed(NOON)).toHaveLength(2)
    await store.deferHost('one.example', NOON + 3 * HOUR)
    expect(await store.nextDue()).toBe(NOON + 3 * HOUR)
  })

  test('a poll record is read back as it was written, and settling records it too', async () => {
    const record = poll('a', {
      url: 'https://moved.example/feed',
      etag: 'W/"ü"',
      lastModified: 'Mon, 15 Jun 2026 12:00:00 GMT',
      failures: 3,
      failure: { kind: 'timed-out', afterMs: 20_000 },
      movedTo: 'https://b.example/',
      movedPolls: 2,
      feedTitle: 'Ein Feed',
      feedLink: 'https://a.example/',
      feedLanguage: 'de',
      fallbackReads: 1,
      crashes: 1,
      changedAt: NOON - HOUR,
      publisherHints: { minimumIntervalMs: HOUR, skipHours: [1, 2], skipDays: [0] },
      sitemaps: [{ url: 'https://a.example/news.xml', etag: '"ü"', lastModified: null, bodyHash: 'f00d' }],
    })
    await store.recordPoll(idOf('a'), record)
    expect(await sourceState(store, idOf('a'))).toEqual({ id: 'a', configuredUrl: 'https://a.example/feed', ...record })
    await publish(store, 'b', [article('one')], { poll: record })
    expect(await sourceState(store, idOf('b'))).toEqual({ id: 'b', configuredUrl: 'https://b.example/feed', ...record })
    await expect(store.recordPoll(idOf('nobody'), record)).rejects.toThrow('nobody')
  })

  test('a source that is gone is not polled until its address changes', async () => {
    await store.recordPoll(idOf('a'), poll('a', { gone: true, nextDue: NOON }))
    expect(await claimed(NOON)).toEqual(['b'])
    await store.syncSources([source('a', { url: 'https://new.example/feed' })], NOON + HOUR)
    expect(await claimed(NOON + HOUR)).toEqual(['a'])
  })

  test('what a poll says of an address that was changed while it was under way does not count', async () => {
    const held = await store.claim(idOf('a'), NOON, HOUR)
    await store.syncSources([source('a', { url: 'https://new.example/feed' })], NOON)
    await store.recordPoll(idOf('a'), { ...poll('a'), ...held, etag: '"of the old one"' })
    const state = await sourceState(store, idOf('a'))
    expect(state).toMatchObject({ url: 'https://new.example/feed', etag: null, nextDue: NOON })
    await expect(store.recordPoll(idOf('nobody'), poll('nobody'))).rejects.toThrow('does not know')
  })

  test('a changed address forgets what the old server said; an unchanged one keeps where it has moved', async () => {
    await store.recordPoll(idOf('a'), poll('a', { url: 'https://moved.example/feed', failures: 2, sitemaps: [] }))
    await store.syncSources([source('a', { name: 'Renamed' }), source('b')], NOON)
    expect(await sourceState(store, idOf('a'))).toMatchObject({ url: 'https://moved.example/feed', etag: '"v1"', failures: 2 })
    await store.syncSources([source('a', { url: 'https://other.example/', everyMs: HOUR }), source('b')], NOON)
    expect(await sourceState(store, idOf('a'))).toMatchObject({
      url: 'https://other.example/',
      etag: null,
      bodyHash: null,
      sitemaps: null,
      failures: 0,
      nextDue: NOON,
      intervalMs: HOUR,
    })
  })

  test('the address to which redirects have led, written into the configuration, forgets and brings forward nothing', async () => {
    for (const [id, led] of [
      ['a', { url: 'https://new.example/a' }],
      ['b', { movedTo: 'https://new.example/b', movedPolls: 1 }],
    ] as const)
      await store.recordPoll(idOf(id), poll(id, { ...led, nextDue: NOON + 5 * HOUR, sitemaps: [] }))
    await store.syncSources(
      ['a', 'b'].map((id) => source(id, { url: `https://new.example/${id}` })),
      NOON,
    )
    for (const id of ['a', 'b'])
      expect(await sourceState(store, idOf(id))).toMatchObject({
        url: `https://new.example/${id}`,
        configuredUrl: `https://new.example/${id}`,
        movedTo: null,
        movedPolls: 0,
        etag: '"v1"',
        bodyHash: 'f00d',
        sitemaps: [],
        nextDue: NOON + 5 * HOUR,
      })
  })

  test('a source that vanishes from the configuration is kept and no longer polled, and comes back with its state', async () => {
    await publish(store, 'a', [article('one')])
    await store.syncSources([source('b')], NOON)
    expect(await claimed(NOON + DAY)).toEqual(['b'])
    expect(await store.claim(idOf('a'), NOON + DAY, LEASE)).toBeNull()
    expect(await store.counts()).toMatchObject({ sources: 1, articles: 1 })
    await store.syncSources([source('a'), source('b')], NOON)
    expect(await sourceState(store, idOf('a'))).toMatchObject({ etag: '"v1"' })
  })

  test('another interval in the configuration counts from now on, and does not bring all sources at once', async () => {
    for (const [id, hours] of [
      ['a', 20],
      ['b', 5],
    ] as const)
      await store.recordPoll(idOf(id), poll(id, { nextDue: NOON + hours * HOUR, intervalMs: 20 * HOUR }))
    const often = [source('a', { everyMs: HOUR }), source('b', { everyMs: HOUR })]
    await store.syncSources(often, NOON)
    expect(await sourceState(store, idOf('a'))).toMatchObject({ nextDue: NOON + HOUR, intervalMs: HOUR })
    expect(await sourceState(store, idOf('b'))).toMatchObject({ nextDue: NOON + HOUR / 4, intervalMs: HOUR })
    await store.recordPoll(idOf('a'), poll('a', { nextDue: NOON + 3 * HOUR, intervalMs: 3 * HOUR }))
    // What the source has taught us stays, as long as nobody writes another one.
    await store.syncSources(often, NOON)
    expect(await sourceState(store, idOf('a'))).toMatchObject({ nextDue: NOON + 3 * HOUR, intervalMs: 3 * HOUR })
    await store.recordPoll(idOf('b'), poll('b', { nextDue: NOON + DAY, intervalMs: 20 * HOUR, failures: 3 }))
    await store.syncSources([source('a', { everyMs: 6 * HOUR }), source('b', { everyMs: 2 * HOUR })], NOON)
    expect(await sourceState(store, idOf('b'))).toMatchObject({ nextDue: NOON + DAY, intervalMs: 2 * HOUR })
    expect(await sourceState(store, idOf('a'))).toMatchObject({ nextDue: NOON + 3 * HOUR, intervalMs: 6 * HOUR })
  })

  test('a shorter maximum does not wait for the end of a longer one', async () => {
    await store.recordPoll(idOf('a'), poll('a', { nextDue: NOON + 20 * HOUR, intervalMs: 20 * HOUR }))
    await store.syncSources([source('a', { maxMs: 2 * HOUR })], NOON)
    expect(await sourceState(store, idOf('a'))).toMatchObject({ nextDue: NOON + 2 * HOUR, intervalMs: 2 * HOUR })
  })

  test('what a publisher asked for survives a restart and a shorter maximum, of a whole host too', async () => {
    const publisherHints = { minimumIntervalMs: null, skipHours: [], skipDays: [], notBefore: NOON + 20 * HOUR }
    await store.recordPoll(idOf('a'), poll('a', { nextDue: NOON + 21 * HOUR, intervalMs: HOUR, publisherHints }))
    await store.syncSources([source('a', { maxMs: 2 * HOUR }), source('b', { url: 'https://h.example/b' })], NOON)
    expect((await sourceState(store, idOf('a')))?.nextDue).toBe(NOON + 20 * HOUR)
    await store.deferHost('h.example', NOON + 9 * HOUR)
    await store.syncSources([source('b', { url: 'https://h.example/b', maxMs: HOUR })], NOON)
    expect((await sourceState(store, idOf('b')))?.nextDue).toBe(NOON + 9 * HOUR)
  })

  test('a host that asks for patience silences all its sources, never shortens', async () => {
    await store.syncSources(
      [source('x', { url: 'https://h.example:8443/1' }), source('y', { url: 'https://h.example/2' })],
      NOON,
    )
    await store.deferHost('h.example', NOON + HOUR)
    expect((await sourceState(store, idOf('y')))?.nextDue).toBe(NOON + HOUR)
    expect((await sourceState(store, idOf('x')))?.nextDue).toBe(NOON)
    await store.deferHost('h.example', NOON + MINUTE)
    expect((await sourceState(store, idOf('y')))?.nextDue).toBe(NOON + HOUR)
  })

  test('when the clock is set, due times and leases move with it', async () => {
    expect(await claimed(NOON, 1)).toEqual(['a'])
    await store.shiftDue(-HOUR)
    expect((await sourceState(store, idOf('b')))?.nextDue).toBe(NOON - HOUR)
    expect(await claimed(NOON - HOUR)).toEqual(['b'])
    expect(await claimed(NOON - HOUR + LEASE)).toContain('a')
  })

  test('and so does what a publisher asked for, which no reload cuts then either', async () => {
    const short = source('b', { url: 'https://h.example/b', maxMs: HOUR })
    await store.syncSources([short], NOON)
    await store.deferHost('h.example', NOON + 9 * HOUR)
    await store.shiftDue(24 * HOUR)
    await store.syncSources([short], NOON + 24 * HOUR)
    expect((await sourceState(store, idOf('b')))?.nextDue).toBe(NOON + 33 * HOUR)
  })

  test('and so do the last polls, so that the newest of them is never ahead of a clock that was set back', async () => {
    expect(await store.newestPoll()).toBeNull()
    await store.recordPoll(idOf('a'), poll('a', { polledAt: NOON, okAt: NOON - MINUTE }))
    await store.recordPoll(idOf('b'), poll('b', { polledAt: NOON - HOUR, okAt: null }))
    expect(await store.newestPoll()).toBe(NOON)
    await store.shiftDue(-24 * HOUR)
    expect(await store.newestPoll()).toBe(NOON - 24 * HOUR)
    expect(await sourceState(store, idOf('a'))).toMatchObject({ okAt: NOON - MINUTE - 24 * HOUR })
    expect(await sourceState(store, idOf('b'))).toMatchObject({ polledAt: NOON - 25 * HOUR, okAt: null })
  })

  test('a batch for a source that nobody configured is our own mistake', async () => {
    await expect(publish(store, 'nobody', [article('one')])).rejects.toThrow('nobody')
  })
})
