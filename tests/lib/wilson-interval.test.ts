import { expect, test } from 'vitest'
import { wilsonInterval } from '../../src/lib/wilson-interval.ts'

test.each([
  [8, 10, 0.49, 0.943],
  [0, 10, 0, 0.278],
  [10, 10, 0.722, 1],
  [50, 100, 0.404, 0.596],
])('%i of %i', (right, asked, low, high) => {
  const found = wilsonInterval(right, asked)
  expect(found.low).toBeCloseTo(low, 3)
  expect(found.high).toBeCloseTo(high, 3)
})

test('nothing asked says nothing', () => expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 }))
