import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTicker } from '../../src/ingest/ticker.ts'

const NOON = Date.UTC(2026, 5, 15, 12)
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

beforeEach(() => void vi.useFakeTimers({ now: NOON + 1 }))
afterEach(() => void vi.useRealTimers())

const start = (tick: () => Promise<void>) => {
  const errors: unknown[] = []
  const ticker = createTicker({ tick, now: () => Date.now(), failed: (error) => errors.push(error) })
  ticker.start()
  return { ticker, errors }
}

describe('the tick', () => {
  test('comes at once and then every five seconds', async () => {
    let ticks = 0
    const { ticker } = start(async () => void (ticks += 1))
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(ticks).toBe(13)
    await ticker.stop()
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(ticks).toBe(13)
  })

  test.each([
    ['back an hour', -60 * MINUTE],
    ['forward a day', DAY],
    ['forward by fifty years, as where a machine without a battery hears the time', 50 * 365 * DAY],
  ])('goes on as before when the clock is set %s', async (_, by) => {
    let ticks = 0
    const { ticker } = start(async () => void (ticks += 1))
    await vi.advanceTimersByTimeAsync(7_000)
    const before = ticks
    vi.setSystemTime(Date.now() + by)
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(ticks - before).toBeGreaterThanOrEqual(11)
    expect(ticks - before).toBeLessThanOrEqual(13)
    await ticker.stop()
  })

  test('a tick is skipped while the one before it runs; one that fails is reported, and the next ones come all the same', async () => {
    let running = 0
    let most = 0
    const { ticker, errors } = start(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 12_000))
      running -= 1
      throw new Error('no room')
    })
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(most).toBe(1)
    expect(errors.length).toBeGreaterThanOrEqual(3)
    const stopped = ticker.stop()
    await vi.advanceTimersByTimeAsync(MINUTE)
    await stopped
    expect(running).toBe(0)
  })
})
