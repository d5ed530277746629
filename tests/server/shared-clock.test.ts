import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readClock, shareClock } from '../../src/server/shared-clock.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

test('another thread reads the clock as it is, and as it was set a fifth of a second before', () => {
  let ahead = 86_400_000
  const { memory, close } = shareClock(() => Date.now() + ahead)
  const clock = readClock(memory)
  vi.advanceTimersByTime(5_000)
  expect(clock.now()).toBe(86_405_000)
  ahead = -1_000
  vi.advanceTimersByTime(200)
  expect(clock.now()).toBe(4_200)
  close()
})

test('another thread sees how long the main thread has had no turn', () => {
  const { memory, close } = shareClock(() => Date.now())
  const clock = readClock(memory)
  vi.advanceTimersByTime(10_000)
  expect(clock.silentMs()).toBeLessThanOrEqual(200)
  // No timer fires in a thread that has no turn.
  close()
  vi.advanceTimersByTime(70_000)
  expect(clock.silentMs()).toBe(70_000)
})
