import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PollRecord } from '../../../src/store/ports/source-queue.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, DAY, HOUR, idOf, NOON, poll, publish, source } from '../samples.ts'
import { engines } from './engines.ts'

const FAILURE = { kind: 'refused', status: 500 } as const
const OLD_URL = 'https://one.example/feed'

describe.each(engines)('what befalls a source, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('one'), source('two')], NOON)
  })
  afterEach(async () => await store.close())

  const polled = async (id: string, rest: Partial<PollRecord>) => await store.recordPoll(idOf(id), poll(id, rest))
  const kinds = async () =>
    (await store.incidents(100)).map(({ source: id, kind, endedAt }) => `${id} ${kind}${endedAt === null ? '' : ' over'}`)
  /** One article a day for ten days, the last at NOON. */
  const daily = async () => {
    for (let day = 10; day >= 0; day -= 1) {
      const at = NOON - day * DAY
      await publish(store, 'one', [article(`d${day}`, { publishedAt: at })], { now: at, poll: { okAt: at, changedAt: at } })
    }
  }

  test('is nothing while all goes well', async () => {
    await daily()
    expect(await store.watchSources(NOON + DAY)).toBe(0)
    expect(await kinds()).toEqual([])
  })

  test('failing for a day is noticed once, and over when it can be read again', async () => {
    const failing = { okAt: NOON, failures: 4, failure: FAILURE }
    await polled('one', failing)
    await store.watchSources(NOON + 23 * HOUR)
    expect(await kinds()).toEqual([])
    await store.watchSources(NOON + 24 * HOUR)
    await store.watchSources(NOON + 25 * HOUR)
    expect(await store.incidents(9)).toEqual([
      {
        source: 'one',
        kind: 'failing',
        since: NOON,
        noticedAt: NOON + 24 * HOUR,
        endedAt: null,
        before: null,
        after: null,
        failure: FAILURE,
      },
    ])
    await polled('one', { okAt: NOON + 30 * HOUR })
    await store.watchSources(NOON + 31 * HOUR)
    expect(await store.incidents(9)).toMatchObject([{ noticedAt: NOON + 24 * HOUR, endedAt: NOON + 31 * HOUR }])
    await polled('one', { okAt: NOON + 30 * HOUR, failures: 9, failure: FAILURE })
    await store.watchSources(NOON + 90 * HOUR)
    expect(await kinds()).toEqual(['one failing', 'one failing over'])
  })

  test('one that could never be read is noticed after five polls', async () => {
    await polled('one', { okAt: null, failures: 4, failure: FAILURE })
    await store.watchSources(NOON)
    expect(await kinds()).toEqual([])
    await polled('one', { okAt: null, failures: 5, failure: FAILURE })
    await store.watchSources(NOON)
    expect(await store.incidents(9)).toMatchObject([{ kind: 'failing', since: null }])
  })

  test('quarantine is noticed at once, and over when it can be read again', async () => {
    const failure = { kind: 'quarantined', detail: 'over 200 MB' } as const
    await polled('one', { okAt: NOON, crashes: 2, failures: 2, failure })
    await store.watchSources(NOON + HOUR)
    expect(await store.incidents(9)).toMatchObject([
      { source: 'one', kind: 'quarantined', since: NOON, endedAt: null, failure },
    ])
    await polled('one', {})
    await store.watchSources(NOON + 25 * HOUR)
    expect(await kinds()).toEqual(['one quarantined over'])
  })

  test('silence is measured by how often it spoke', async () => {
    await daily()
    await polled('one', { okAt: NOON + 20 * DAY, changedAt: NOON })
    const monthly = [1, 2, 3, 4].map((month) => article(`m${month}`, { publishedAt: NOON - month * 30 * DAY }))
    await publish(store, 'two', monthly, { poll: { okAt: NOON, changedAt: NOON } })
    await store.watchSources(NOON + 6 * DAY)
    expect(await kinds()).toEqual([])
    await store.watchSources(NOON + 8 * DAY)
    expect(await store.incidents(9)).toMatchObject([{ source: 'one', kind: 'silent', since: NOON }])
    await store.watchSources(NOON + 91 * DAY)
    expect(await kinds()).toEqual(['two silent', 'one silent'])
    await publish(store, 'one', [article('new')], { now: NOON + 92 * DAY, poll: { changedAt: NOON + 92 * DAY } })
    await store.watchSources(NOON + 92 * DAY)
    expect(await kinds()).toEqual(['one silent over', 'two silent'])
  })

  test('moving ends when the operator takes over the new address', async () => {
    const url = 'https://one.example/new'
    await polled('one', { url })
    await store.watchSources(NOON)
    expect(await store.incidents(9)).toMatchObject([{ kind: 'moved', before: OLD_URL, after: url, endedAt: null }])
    await store.syncSources([source('one', { url }), source('two')], NOON)
    await store.watchSources(NOON + HOUR)
    expect(await kinds()).toEqual(['one moved over'])
  })

  test('the end of a feed, another language and format, and the second reader are told of', async () => {
    await polled('one', { format: 'rss20', feedLanguage: 'en' })
    await polled('two', { gone: true })
    await store.watchSources(NOON)
    await polled('one', { format: 'rss20', feedLanguage: 'en-GB' })
    await store.watchSources(NOON + 1)
    expect(await kinds()).toEqual(['two gone'])
    await polled('one', { format: 'atom10', feedLanguage: 'fr', fallbackReads: 1 })
    await store.watchSources(NOON + HOUR)
    expect((await store.incidents(9)).map(({ kind, before, after }) => [kind, before, after])).toEqual([
      ['language', 'en-GB', 'fr'],
      ['format', 'rss20', 'atom10'],
      ['rescued', null, null],
      ['gone', null, null],
    ])
    await polled('one', { format: 'atom10', feedLanguage: null, fallbackReads: 2 })
    await store.watchSources(NOON + 2 * HOUR)
    expect(await kinds()).toHaveLength(4)
  })

  test('a source that is no longer polled has no trouble', async () => {
    await polled('two', { gone: true })
    await store.watchSources(NOON)
    await store.syncSources([source('one')], NOON)
    await store.watchSources(NOON + HOUR)
    expect(await kinds()).toEqual([])
  })
})
