import { describe, expect, test } from 'vitest'
import { instantOf, isTimeZone, minutesOf, zonedTime } from '../../src/lib/zoned-time.ts'

const date = (text: string): number => Date.parse(`${text}T00:00:00Z`)
const shown = (day: string, time: string, zone: string): string =>
  new Date(instantOf({ date: date(day), minutes: minutesOf(time) ?? -1 }, zone)).toISOString().slice(0, 16)

test('a clock shows the time of its zone', () => {
  expect(zonedTime(Date.parse('2026-06-15T22:30:00Z'), 'Europe/Brussels')).toEqual({ date: date('2026-06-16'), minutes: 30 })
  expect(zonedTime(Date.parse('2026-06-15T22:30:00Z'), 'Asia/Kathmandu')).toEqual({
    date: date('2026-06-16'),
    minutes: 4 * 60 + 15,
  })
})

describe('when a clock shows a time', () => {
  test.each([
    ['2026-01-15', '07:30', 'Europe/Brussels', '2026-01-15T06:30'],
    ['2026-07-15', '07:30', 'Europe/Brussels', '2026-07-15T05:30'],
    ['2026-07-15', '07:30', 'Asia/Shanghai', '2026-07-14T23:30'],
    ['2026-07-15', '07:30', 'America/New_York', '2026-07-15T11:30'],
    // Clocks go forward on 29 March and back on 25 October 2026.
    ['2026-03-29', '07:30', 'Europe/Brussels', '2026-03-29T05:30'],
    ['2026-03-29', '02:30', 'Europe/Brussels', '2026-03-29T01:30'],
    ['2026-10-25', '02:30', 'Europe/Brussels', '2026-10-25T00:30'],
    ['2026-10-25', '03:30', 'Europe/Brussels', '2026-10-25T02:30'],
    // Half an hour, and a whole day that Samoa left out.
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45'],
    ['2011-12-31', '00:30', 'Pacific/Apia', '2011-12-30T10:30'],
  ])('%s %s in %s is %s', (day, time, zone, expected) => expect(shown(day, time, zone)).toBe(expected))
})

test('times of day and zones that there are not', () => {
  for (const wrong of ['24:00', '7.30', '07:60', '', '7']) expect(minutesOf(wrong)).toBeNull()
  expect([isTimeZone('Europe/Brussels'), isTimeZone('Europe/Bruxelles'), isTimeZone('UTC')]).toEqual([true, false, true])
})
