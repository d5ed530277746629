import { describe, expect, test } from 'vitest'
import {
  chooseDue,
  earliestDue,
  type LeasedHost,
  leasedOf,
  reschedule,
  type ScheduledSource,
} from '../../src/store/sources/poll-rules.ts'
import { DAY, HOUR, MINUTE, NOON } from './samples.ts'

describe('which of the due sources are handed out', () => {
  const due = (...hosts: string[]) =>
    hosts.map((host, index) => ({ id: `${host}${index}`, host, crashes: host.startsWith('suspect') ? 1 : 0 }))
  const chosen = (sources: ReturnType<typeof due>, limit: number, perHost: number, leased: readonly LeasedHost[] = []) =>
    chooseDue(sources, leasedOf(leased), { limit, perHost }).map(({ id }) => id)

  test('those that wait the longest', () => expect(chosen(due('a', 'b', 'c'), 2, 9)).toEqual(['a0', 'b1']))

  test('none where none may be', () => expect(chosen(due('a'), 0, 9)).toEqual([]))

  test('a full host is passed over, and keeps nobody else waiting', () =>
    expect(chosen(due('a', 'a', 'a', 'b', 'a', 'c'), 4, 2)).toEqual(['a0', 'a1', 'b3', 'c5']))

  test('what is leased already counts', () =>
    expect(
      chosen(due('a', 'a', 'b', 'b'), 9, 2, [
        { host: 'a', polls: 1, suspects: 0 },
        { host: 'b', polls: 2, suspects: 0 },
      ]),
    ).toEqual(['a0']))

  test('of those whose reading crashed, one at a time', () => {
    const sources = due('suspect', 'a', 'suspect', 'b')
    expect(chosen(sources, 9, 9)).toEqual(['suspect0', 'a1', 'b3'])
    expect(chosen(sources, 9, 9, [{ host: 'other', polls: 1, suspects: 1 }])).toEqual(['a1', 'b3'])
  })

  test('thousands that are due are not read for a few', () => {
    let read = 0
    function* many() {
      for (; read < 10_000; read += 1) yield { host: `host${read}`, crashes: 0 }
    }
    expect(chooseDue(many(), leasedOf([]), { limit: 3, perHost: 1 })).toHaveLength(3)
    expect(read).toBeLessThan(5)
  })
})

describe('when the next source is due', () => {
  const sources = (...times: readonly (readonly [nextDue: number, leasedUntil: number])[]) =>
    times.map(([nextDue, leasedUntil]) => ({ nextDue, leasedUntil }))

  test('there may be none', () => expect(earliestDue([])).toBeNull())
  test('the first is, if it is free', () => expect(earliestDue(sources([1, 0], [2, 0]))).toBe(1))
  test('a leased one is when its lease ends', () => expect(earliestDue(sources([1, 9], [20, 0]))).toBe(9))
  test('another may be due before that', () => expect(earliestDue(sources([1, 9], [2, 8], [5, 0], [6, 0]))).toBe(5))
})

describe('what a changed configuration does to the times of a source', () => {
  const configured = { url: 'https://a.example/feed', everyMs: HOUR, minMs: 10 * MINUTE, maxMs: DAY }
  const stored: ScheduledSource = {
    configuredUrl: configured.url,
    url: configured.url,
    movedTo: null,
    nextDue: NOON + 2 * HOUR,
    intervalMs: 4 * HOUR,
    everyMs: HOUR,
    failures: 0,
    notBefore: null,
  }

  test('the same one leaves them as they are', () =>
    expect(reschedule(stored, configured, NOON)).toEqual({ isMoved: false, intervalMs: 4 * HOUR, nextDue: NOON + 2 * HOUR }))

  test('another address is due at once, at the configured interval', () =>
    expect(reschedule(stored, { ...configured, url: 'https://b.example/feed' }, NOON)).toEqual({
      isMoved: true,
      intervalMs: HOUR,
      nextDue: NOON,
    }))

  test('the address to which the source has gone by itself, or is being led, is no other feed', () => {
    const moved = 'https://b.example/feed'
    for (const led of [{ url: moved }, { movedTo: moved }])
      expect(reschedule({ ...stored, ...led }, { ...configured, url: moved }, NOON)).toMatchObject({
        isMoved: false,
        nextDue: stored.nextDue,
      })
  })

  test('a shorter interval shrinks what is left of the wait', () =>
    expect(reschedule(stored, { ...configured, everyMs: 2 * HOUR }, NOON)).toMatchObject({
      intervalMs: 2 * HOUR,
      nextDue: NOON + HOUR,
    }))

  test('but not after a failure, whose wait is not the interval’s', () =>
    expect(reschedule({ ...stored, failures: 1 }, { ...configured, everyMs: 2 * HOUR }, NOON).nextDue).toBe(NOON + 2 * HOUR))

  test('nor is it cut to the longest interval, which failures may exceed', () =>
    expect(
      reschedule({ ...stored, failures: 6, nextDue: NOON + 20 * HOUR }, { ...configured, maxMs: HOUR }, NOON).nextDue,
    ).toBe(NOON + 20 * HOUR))

  test('no interval and no wait is longer than the longest', () =>
    expect(reschedule(stored, { ...configured, maxMs: HOUR }, NOON)).toMatchObject({
      intervalMs: HOUR,
      nextDue: NOON + HOUR / 2,
    }))

  test('what the publisher asked for is not shortened, neither by the longest wait nor by a shorter interval', () => {
    const asked = { ...stored, notBefore: NOON + 2 * HOUR - MINUTE }
    const shorter = [
      { ...configured, maxMs: HOUR },
      { ...configured, everyMs: 2 * HOUR },
      { ...configured, maxMs: MINUTE, minMs: 1 },
    ]
    for (const one of shorter) expect(reschedule(asked, one, NOON).nextDue).toBe(NOON + 2 * HOUR - MINUTE)
    expect(reschedule({ ...asked, nextDue: NOON - 1 }, configured, NOON).nextDue).toBe(NOON - 1)
  })
})
