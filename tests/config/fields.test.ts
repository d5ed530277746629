import { expect, test } from 'vitest'
import { interval, parseSize, parseSpan, pause, timeout } from '../../src/config/fields.ts'

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['30m', 1_800_000],
  ['1h', 3_600_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['400d', 34_560_000_000],
  ['2w', 1_209_600_000],
  ['0s', 0],
  ['30', null],
  ['30 minutes', null],
  ['-5m', null],
  ['', null],
  ['365250d', 31_557_600_000_000],
  ['365251d', null],
  ['99999999999999d', null],
])('the span %j is %j ms', (text, ms) => expect(parseSpan(text)).toBe(ms))

test.each([
  ['15MiB', 15_728_640],
  ['15 MB', 15_000_000],
  ['512kB', 512_000],
  ['1GiB', 1_073_741_824],
  ['100B', 100],
  ['15', null],
  ['15M', null],
  ['many', null],
])('the size %j is %j bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes))

test.each([
  ['pause', pause],
  ['timeout', timeout],
])('a %s fits a timer, which would else fire at once', (_, field) => {
  expect(field.safeParse('24d').success).toBe(true)
  expect(field.safeParse('25d').error?.issues).toMatchObject([{ message: 'too long: at most 24d' }])
  expect(interval.safeParse('25d').success).toBe(true)
})
