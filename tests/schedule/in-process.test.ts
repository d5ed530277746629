import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createInProcessSchedule } from '../../src/schedule/in-process.ts'

const NOON = Date.UTC(2026, 5, 15, 12)
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

beforeEach(() => void vi.useFakeTimers({ now: NOON + 1 }))
afterEach(() => void vi.useRealTimers())

const start = (beat: () => Promise<void>) => {
  const faults: unknown[] = []
  const schedule = createInProcessSchedule({ beat, failed: (error) => faults.push(error) })
  schedule.start()
  return { schedule, faults }
}

describe('the beat', () => {
  test('comes at once and then every five seconds', async () => {
    let beats = 0
    const { schedule } = start(async () => void (beats += 1))
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(beats).toBe(13)
    await schedule.stop()
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(beats).toBe(13)
  })

  test.each([
    ['back an hour', -60 * MINUTE],
    ['forward a day', DAY],
    ['forward by fifty years, as where a machine without a battery hears the time', 50 * 365 * DAY],
  ])('goes on as before when the clock is set %s', async (_, by) => {
    let beats = 0
    const { schedule } = start(async () => void (beats += 1))
    await vi.advanceTimersByTimeAsync(7_000)
    const before = beats
    vi.setSystemTime(Date.now() + by)
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(beats - before).toBeGreaterThanOrEqual(11)
    expect(beats - before).toBeLessThanOrEqual(13)
    await schedule.stop()
  })

  test('a beat that takes long is not doubled, and one that fails is reported and does not end the beating', async () => {
    let underWay = 0
    let most = 0
    const { schedule, faults } = start(async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise((resolve) => setTimeout(resolve, 12_000))
      underWay -= 1
      throw new Error('no room')
    })
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(most).toBe(1)
    expect(faults.length).toBeGreaterThanOrEqual(3)
    const stopped = schedule.stop()
    await vi.advanceTimersByTimeAsync(MINUTE)
    await stopped
    expect(underWay).toBe(0)
  })
})
