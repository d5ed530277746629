/** Times by the clock of a zone, around the changes of zones that change in their own way. A failure names its seed, which belongs in `SEEDS`. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endOfQuiet } from '../../src/delivery/quiet-hours.ts'
import { lastDue, nextDue } from '../../src/model/issue-times.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MINUTES_A_DAY = 1_440
const SEEDS = [1, 2026]

const at = (text: string): number => Date.parse(`${text}Z`)
/** Of clocks that change: when, to the minute. */
const CHANGES = [
  ['Europe/Brussels', at('2026-03-29T01:00')],
  ['Europe/Brussels', at('2026-10-25T01:00')],
  // Half an hour.
  ['Australia/Lord_Howe', at('2026-04-04T15:00')],
  ['Australia/Lord_Howe', at('2026-10-03T15:30')],
  // Two hours.
  ['Antarctica/Troll', at('2026-03-29T01:00')],
  // A quarter of an hour, once.
  ['Asia/Kathmandu', at('1985-12-31T18:30')],
  ['Asia/Pyongyang', at('2018-05-04T15:00')],
  // There and back for Ramadan.
  ['Africa/Casablanca', at('2026-02-15T02:00')],
  ['Africa/Casablanca', at('2026-03-22T02:00')],
  ['Asia/Gaza', at('2026-03-28T00:00')],
  ['Asia/Gaza', at('2026-10-23T23:00')],
  // Days that begin at one o’clock.
  ['America/Santiago', at('2026-09-06T04:00')],
  ['Africa/Cairo', at('2026-04-23T22:00')],
  ['Asia/Beirut', at('2026-03-28T22:00')],
  ['America/Havana', at('2026-03-08T05:00')],
  // From 23:00 to midnight, and from midnight to 23:00.
  ['America/Nuuk', at('2026-03-29T01:00')],
  ['America/Nuuk', at('2026-10-25T01:00')],
  // From 00:01 to 23:01 of the day before.
  ['America/St_Johns', at('2010-11-07T02:31')],
  // Days that were left out.
  ['Pacific/Apia', at('2011-12-30T10:00')],
  ['Pacific/Kiritimati', at('1994-12-31T10:40')],
  ['Pacific/Kwajalein', at('1993-08-21T12:00')],
] as const

const minutes = fc.oneof(fc.nat(MINUTES_A_DAY - 1), fc.nat(60), fc.integer({ min: 23 * 60, max: MINUTES_A_DAY - 1 }))
const moment = fc
  .record({
    change: fc.constantFrom(...CHANGES),
    away: fc.oneof(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -3_000, max: 3_000 })),
  })
  .map(({ change: [zone, change], away }) => ({ zone, now: change + away * MINUTE }))

const holdsFor = <Drawn>(seed: number, property: fc.IProperty<Drawn>, numRuns: number): void => {
  const found = fc.check(property, { seed, numRuns })
  expect(found.failed ? fc.defaultReportMessage(found) : '').toBe('')
}

describe.each(SEEDS)('around changes of clocks (seed %i)', (seed) => {
  test('between an issue that was due last and the next one, none is due', () => {
    const days = fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 7 })
    const property = fc.property(moment, minutes, days, ({ zone, now }, time, weekdays) => {
      const times = { minutes: time, zone, days: weekdays }
      const [last, next] = [lastDue(times, now), nextDue(times, now)]
      expect(last).toBeLessThanOrEqual(now)
      expect(next).toBeGreaterThan(now)
      expect([nextDue(times, last), lastDue(times, next), lastDue(times, next - 1)]).toEqual([next, next, last])
    })
    holdsFor(seed, property, 150)
  })

  test('an issue of every day is made once a day, on the days that there are', () => {
    const property = fc.property(fc.constantFrom(...CHANGES), minutes, ([zone, change], time) => {
      const times = { minutes: time, zone, days: [0, 1, 2, 3, 4, 5, 6] }
      const dues: number[] = []
      for (let due = nextDue(times, change - 3 * DAY); due < change + 3 * DAY; due = nextDue(times, due)) dues.push(due)
      for (const [place, due] of dues.entries()) {
        const since = due - (dues[place - 1] ?? due - DAY)
        expect(since).toBeGreaterThanOrEqual(22 * HOUR)
        expect(since).toBeLessThanOrEqual(26 * HOUR)
      }
    })
    holdsFor(seed, property, 60)
  })

  test('quiet hours end at their end, within a day', () => {
    const property = fc.property(moment, minutes, minutes, ({ zone, now }, from, to) => {
      // Longer than any clock leaves out, else the end may lie in the quiet hours of the next day.
      fc.pre((from - to + MINUTES_A_DAY) % MINUTES_A_DAY >= 120)
      const quiet = { from, to, zone }
      const end = endOfQuiet(now, quiet)
      expect(end).toBeGreaterThanOrEqual(now)
      expect(end).toBeLessThanOrEqual(now + 26 * HOUR)
      expect(endOfQuiet(end, quiet)).toBe(end)
    })
    holdsFor(seed, property, 200)
  })
})
