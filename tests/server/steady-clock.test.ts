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

test('machines whose clocks differ show one time, at an even pace', () => {
  const [one, other] = [clock(), steadyClock({ now: () => wall + HOUR, elapsed: () => elapsed, chance: () => 0 })]
  for (const each of [one, other]) each.use(NOON + 5_000)
  expect([one.behind(), other.behind()]).toEqual([5_000, 5_000 - HOUR])
  for (const each of [one, other]) each.follow()
  pass(2_000)
  expect([one.now(), other.now()]).toEqual([NOON + 7_000, NOON + 7_000])
  expect([one.machine(), other.machine()]).toEqual([NOON + 2_000, NOON + 2_000 + HOUR])
})
