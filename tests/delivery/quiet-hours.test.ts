import { expect, test } from 'vitest'
import { endOfQuiet } from '../../src/delivery/quiet-hours.ts'

const NIGHT = { from: 22 * 60, to: 7 * 60, zone: 'Europe/Brussels' }
const end = (at: string): string => new Date(endOfQuiet(Date.parse(at), NIGHT)).toISOString()

test.each([
  ['2026-06-15T19:59:00.000Z', '2026-06-15T19:59:00.000Z'],
  ['2026-06-15T20:00:00.000Z', '2026-06-16T05:00:00.000Z'],
  ['2026-06-16T01:00:00.000Z', '2026-06-16T05:00:00.000Z'],
  ['2026-06-16T05:00:00.000Z', '2026-06-16T05:00:00.000Z'],
  // The night in which clocks go forward is an hour shorter, that in which they go back an hour longer.
  ['2026-03-28T23:00:00.000Z', '2026-03-29T05:00:00.000Z'],
  ['2026-10-24T23:00:00.000Z', '2026-10-25T06:00:00.000Z'],
])('what comes at %s is sent at %s', (at, expected) => expect(end(at)).toBe(expected))
