/** The clock was far ahead for a while, and articles came meanwhile. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/store/ports/store.ts'
import {
  article,
  DAY,
  EVERYTHING,
  HOUR,
  idOf,
  keysOf,
  NOON,
  prune,
  publish,
  source,
  storedAs,
  topic,
  words,
} from '../samples.ts'
import { engines } from './engines.ts'

const AHEAD = Date.UTC(2100, 0, 1)

describe.each(engines)('after a clock that was far ahead, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency')], NOON)
    await report('early', NOON)
    await report('ahead', AHEAD)
  })
  afterEach(async () => await store.close())
  const report = async (key: string, now: number, rest: Parameters<typeof article>[1] = {}) =>
    await publish(store, 'agency', [article(key, { topics: ['x'], title: 'Harbour news', publishedAt: NOON, ...rest })], {
      now,
      features: { at: now, bytes: Uint8Array.of(1) },
    })
  const inOrder = async () =>
    await Promise.all([EVERYTHING, topic('x'), words('harbour')].map(async (filter) => await keysOf(store, filter)))
  const everywhere = (...keys: string[]) => [keys, keys, keys]

  test('what comes is the newest again, however it is looked for', async () => {
    const { number } = await store.edition()
    await store.setBack(NOON + DAY)
    expect((await store.edition()).number).toBeGreaterThan(number)
    expect(await inOrder()).toEqual(everywhere('ahead', 'early'))
    await report('fresh', NOON + 3 * DAY, { publishedAt: NOON + 3 * DAY })
    expect(await inOrder()).toEqual(everywhere('fresh', 'ahead', 'early'))
    expect(await storedAs(store, 'ahead')).toMatchObject({ firstSeen: NOON + DAY, publishedAt: NOON })
  })

  test('an article that was dated by its arrival is as old as its arrival', async () => {
    await report('second', NOON)
    await report('undated', AHEAD, { publishedAt: AHEAD, dateFrom: 'arrival' })
    await store.setBack(NOON + DAY)
    expect(await storedAs(store, 'undated')).toMatchObject({ publishedAt: NOON + DAY, dateFrom: 'arrival' })
  })

  test('retention takes it in its turn', async () => {
    await store.setBack(NOON + DAY)
    expect(await prune(store, NOON + 2 * DAY, NOON + 2 * DAY)).toBe(2)
    expect(await inOrder()).toEqual(everywhere())
  })

  test('what is ahead by less than a day stays, and so do dates that a publisher may give', async () => {
    await store.setBack(NOON + DAY)
    await report('soon', NOON + 10 * DAY, { publishedAt: NOON + 11 * DAY })
    const before = await storedAs(store, 'soon')
    const { number } = await store.edition()
    await store.setBack(NOON + 10 * DAY - HOUR)
    expect(await storedAs(store, 'soon')).toEqual(before)
    expect((await store.edition()).number).toBe(number)
  })

  test.each([
    ['at 1970, before all articles', 5_000],
    ['behind by thirty days, between articles', NOON - 30 * DAY],
  ])('a clock that is wrong now, %s, changes nothing', async (_, wrong) => {
    await report('month', NOON - 32 * DAY)
    await report('week', NOON - 28 * DAY)
    const keys = ['early', 'ahead', 'month', 'week']
    const before = await Promise.all(keys.map(async (key) => await storedAs(store, key)))
    const { number } = await store.edition()
    await store.setBack(wrong)
    expect(await Promise.all(keys.map(async (key) => await storedAs(store, key)))).toEqual(before)
    expect((await store.edition()).number).toBe(number)
  })

  test('where most came later, the clock is wrong now, and few came at an earlier start with such a clock', async () => {
    await report('month', NOON + 70 * DAY)
    await report('week', NOON + 77 * DAY)
    const before = await storedAs(store, 'week')
    expect(await store.setBack(NOON + DAY)).toBe('behind')
    expect(await storedAs(store, 'week')).toEqual(before)
  })

  test('issues of digests of days that have not come are no longer there, and their stories have been told', async () => {
    const issue = { digest: 'd', since: NOON, due: AHEAD, madeAt: AHEAD, found: 0, items: [] }
    const { story } = await storedAs(store, 'ahead')
    await store.digests.publishIssue({ issue, isSkipped: false, about: [story], readers: [], deliveries: [] })
    await store.setBack(NOON)
    expect(await store.digests.issues({ digest: 'd', limit: 9 })).toEqual([])
    expect(await store.digests.lastIncluded('d', [story])).toBe(NOON)
  })

  test('the source is known to have changed when the clock was set', async () => {
    await store.recordPoll(idOf('agency'), { ...(await stateOf(store)), changedAt: AHEAD })
    await store.setBack(NOON)
    expect((await stateOf(store)).changedAt).toBe(NOON)
  })
})

const stateOf = async (store: Store) => {
  const state = await store.claim(idOf('agency'), AHEAD * 2, HOUR)
  if (state === null) throw new Error('the source is unknown')
  return state
}
