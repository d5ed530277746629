import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { repeat } from '../../src/lib/repeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('work is first done soon, then at long intervals, until it is ended', () => {
  const work = vi.fn()
  const end = repeat(work, { firstMs: 100, everyMs: 1_000 })
  vi.advanceTimersByTime(99)
  expect(work).toHaveBeenCalledTimes(0)
  vi.advanceTimersByTime(1)
  expect(work).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(2_999)
  expect(work).toHaveBeenCalledTimes(3)
  vi.advanceTimersByTime(1)
  expect(work).toHaveBeenCalledTimes(4)
  end()
  vi.advanceTimersByTime(10_000)
  expect(work).toHaveBeenCalledTimes(4)
})

test('it can be ended before it begins', () => {
  const work = vi.fn()
  repeat(work, { firstMs: 100, everyMs: 1_000 })()
  vi.advanceTimersByTime(10_000)
  expect(work).not.toHaveBeenCalled()
})
