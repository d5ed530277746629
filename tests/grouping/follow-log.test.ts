import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLogFollower } from '../../src/grouping/follow-log.ts'
import { createTurns } from '../../src/grouping/turns.ts'

/** A log of so many rows, of which one batch is decided at a time when the test says so. */
const openLog = () => {
  const log = { length: 0, decided: 0, fault: null as Error | null, isLed: true }
  const waiting: (() => void)[] = []
  const failures: unknown[] = []
  const follower = createLogFollower({
    isLeading: () => log.isLed,
    grouper: {
      async catchUp(stopping) {
        const isStopping = (): boolean => stopping?.aborted === true
        while (log.decided < log.length && !isStopping()) {
          await new Promise<void>((resolve) => void waiting.push(resolve))
          if (log.fault !== null) throw log.fault
          log.decided += 1
        }
      },
    },
    failed: (error) => failures.push(error),
  })
  /** One batch is decided. */
  const step = async (): Promise<void> => {
    waiting.shift()?.()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return { log, follower, failures, step, isAtWork: () => waiting.length > 0 }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('who follows the log', () => {
  test('is caught up when what was in it is decided', async () => {
    const { log, follower, step } = openLog()
    log.length = 2
    let decidedThen = 0
    const caughtUp = (async () => {
      await follower.caughtUp()
      decidedThen = log.decided
    })()
    await step()
    await step()
    expect(decidedThen).toBe(0)
    await step()
    await caughtUp
    expect(decidedThen).toBe(2)
  })

  test('decides nothing while another process leads, and everything from when it does', async () => {
    const { log, follower, step, isAtWork } = openLog()
    log.length = 1
    log.isLed = false
    follower.poke()
    await follower.caughtUp()
    await step()
    expect([isAtWork(), log.decided]).toEqual([false, 0])
    log.isLed = true
    const done = follower.caughtUp()
    await step()
    await step()
    await done
    expect(log.decided).toBe(1)
  })

  test('decides what comes while it is at work', async () => {
    const { log, follower, step } = openLog()
    log.length = 1
    follower.poke()
    await step()
    log.length = 2
    const done = follower.caughtUp()
    for (let count = 0; count < 4; count += 1) await step()
    await done
    expect(log.decided).toBe(2)
  })

  test('tries again after a while where a plan could not be committed, and says so once', async () => {
    const { log, follower, failures, step, isAtWork } = openLog()
    log.length = 1
    log.fault = new Error('the disk is full')
    follower.poke()
    follower.poke()
    const caughtUp = Promise.allSettled([follower.caughtUp()])
    await step()
    expect(await caughtUp).toEqual([{ status: 'rejected', reason: log.fault }])
    expect(failures).toEqual([log.fault])
    expect(isAtWork()).toBe(false)
    log.fault = null
    await vi.advanceTimersByTimeAsync(2_000)
    await step()
    expect(log.decided).toBe(1)
    expect(failures).toHaveLength(1)
  })

  test('stops after the batch at hand, and does nothing more', async () => {
    const { log, follower, step, isAtWork } = openLog()
    log.length = 3
    follower.poke()
    await step()
    const stopped = follower.stop()
    await step()
    await stopped
    expect(log.decided).toBe(2)
    follower.poke()
    await follower.caughtUp()
    expect(isAtWork()).toBe(false)
  })

  test('stops where it waits to try again', async () => {
    const { log, follower, failures, step, isAtWork } = openLog()
    log.length = 1
    log.fault = new Error('the disk is full')
    follower.poke()
    await step()
    await follower.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(isAtWork()).toBe(false)
    expect(failures).toHaveLength(1)
  })
})

describe('long work', () => {
  beforeEach(() => void vi.useRealTimers())

  test('gives back its result, and lets others have their turn whenever a slice of time is used up', async () => {
    let at = 0
    const turns = createTurns(() => at)
    let others = 0
    const other = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) {
        await setImmediate()
        others += 1
      }
    }
    const seen = new Set<number>()
    const work = function* (): Generator<void, string> {
      for (let count = 0; count < 12; count += 1) {
        at += 4
        seen.add(others)
        yield
      }
      return 'done'
    }
    const [result] = await Promise.all([turns.through(work()), other()])
    expect(result).toBe('done')
    expect(seen.size).toBeGreaterThanOrEqual(5)
  })

  test('passes a fault on', async () => {
    const work = function* (): Generator<void, string> {
      yield
      throw new Error('a fault')
    }
    await expect(createTurns(() => 0).through(work())).rejects.toThrow('a fault')
  })
})
