import { afterEach, beforeEach, expect, test } from 'vitest'
import { steadyClock } from '../../src/server/clock.ts'

const NOON = Date.UTC(2026, 5, 15, 12)
const HOUR = 3_600_000

let wall = NOON
let elapsed = 0
const clock = () => steadyClock({ now: () => wall, elapsed: () => elapsed, chance: () => 0 })
const pass = (ms: number): void => {
  wall += ms
  elapsed += ms
}
beforeEach(() => {
  elapsed = 5_000
})
afterEach(() => {
  wall = NOON
})

test('it runs at an even pace while the machine clock is set, and says by how much', () => {
  const steady = clock()
  pass(1_000)
  wall -= HOUR
  pass(1_000)
  expect(steady.now()).toBe(NOON + 2_000)
  expect(steady.behind()).toBe(-HOUR)
})

test('after follow it shows the machine’s clock and is not behind any more', () => {
  const steady = clock()
  wall += 24 * HOUR
  steady.follow()
  expect(steady.now()).toBe(wall)
  expect(steady.behind()).toBe(0)
})
