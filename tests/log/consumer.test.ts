import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SenderClosedError } from '../../src/fetch/sender.ts'
import { type ConsumerParts, createConsumer } from '../../src/log/consumer.ts'
import { LeaseLost } from '../../src/store/ports/store.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const FULL = new Error('the disk is full')

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** A log of so many rows, of which one batch is handled at a time when the test says so. */
const openLog = (given: Partial<ConsumerParts> = {}) => {
  const log = { length: 0, handled: 0, runs: 0, elapsed: 0, fault: null as Error | null, isLed: true }
  const waiting: (() => void)[] = []
  const failures: unknown[] = []
  const consumer = createConsumer({
    mayWork: () => log.isLed,
    elapsed: () => log.elapsed,
    failed: (error) => failures.push(error),
    async work(closing) {
      log.runs += 1
      while (log.handled < log.length && !closing.aborted) {
        await new Promise<void>((resolve) => void waiting.push(resolve))
        if (log.fault !== null) throw log.fault
        log.handled += 1
      }
    },
    ...given,
  })
  /** One batch is handled. */
  const step = async (): Promise<void> => {
    await settled()
    waiting.shift()?.()
    await settled()
  }
  /** Wakes, and handles what there is. */
  const wake = async (): Promise<number> => {
    consumer.wake()
    await step()
    return log.runs
  }
  return { log, consumer, failures, step, wake, isAtWork: () => waiting.length > 0 }
}

describe('a consumer', () => {
  test('runs once more for all calls that come during a run', async () => {
    const { log, consumer, step } = openLog()
    log.length = 1
    for (let calls = 0; calls < 5; calls += 1) consumer.wake()
    expect(consumer.isBusy()).toBe(true)
    consumer.wake()
    await step()
    await consumer.idle()
    expect([log.runs, consumer.isBusy()]).toEqual([2, false])
  })

  test('is caught up when what waits is handled, and what comes meanwhile', async () => {
    const { log, consumer, step } = openLog()
    log.length = 1
    consumer.wake()
    await step()
    log.length = 3
    let handledThen = 0
    const caughtUp = (async () => {
      await consumer.caughtUp()
      handledThen = log.handled
    })()
    await step()
    expect([log.handled, handledThen]).toEqual([2, 0])
    await step()
    await caughtUp
    expect(handledThen).toBe(3)
  })

  test('handles nothing while another process leads, and everything from when it does', async () => {
    const { log, consumer, step, isAtWork } = openLog()
    log.length = 1
    log.isLed = false
    consumer.wake()
    await consumer.caughtUp()
    await step()
    expect([isAtWork(), log.handled]).toEqual([false, 0])
    log.isLed = true
    const done = consumer.caughtUp()
    await step()
    await step()
    await done
    expect(log.handled).toBe(1)
  })

  test('tries again after a pause where its work failed, by itself, and says so once', async () => {
    const { log, consumer, failures, step, isAtWork } = openLog({ pauseMs: 2_000 })
    log.length = 1
    log.fault = FULL
    consumer.wake()
    consumer.wake()
    const caughtUp = Promise.allSettled([consumer.caughtUp()])
    await step()
    expect(await caughtUp).toEqual([{ status: 'rejected', reason: FULL }])
    consumer.wake()
    expect(failures).toEqual([FULL])
    expect(isAtWork()).toBe(false)
    log.fault = null
    await vi.advanceTimersByTimeAsync(2_000)
    await step()
    expect(log.handled).toBe(1)
    expect(failures).toHaveLength(1)
  })

  test('starts no work for ten seconds after an error, its own or one that it guards, unless somebody waits for it', async () => {
    const { log, consumer, wake } = openLog()
    await consumer.guard(async () => await Promise.reject(FULL))
    log.elapsed = 9_999
    expect(await wake()).toBe(0)
    await consumer.caughtUp()
    expect(log.runs).toBe(1)
    await consumer.guard(async () => await Promise.reject(FULL))
    log.elapsed = 19_999
    expect(await wake()).toBe(2)
  })

  test('takes a closed sender, and a lease that another process has by now, for no error', async () => {
    const { consumer, failures, wake } = openLog()
    await consumer.guard(async () => await Promise.reject(new SenderClosedError('closed')))
    expect(await wake()).toBe(1)
    await consumer.guard(async () => await Promise.reject(new LeaseLost('led elsewhere')))
    expect(failures).toEqual([])
  })

  test('wakes by itself first soon, then at intervals, until it is closed', async () => {
    const { log, consumer } = openLog({ firstMs: 100, everyMs: 1_000 })
    await vi.advanceTimersByTimeAsync(99)
    expect(log.runs).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(log.runs).toBe(1)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(log.runs).toBe(4)
    await consumer.close()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(log.runs).toBe(4)
  })

  test('stops after the batch at hand, and does nothing more', async () => {
    const { log, consumer, step, isAtWork } = openLog()
    log.length = 3
    consumer.wake()
    await step()
    const closed = consumer.close()
    await step()
    await closed
    expect(log.handled).toBe(2)
    consumer.wake()
    await consumer.caughtUp()
    expect(isAtWork()).toBe(false)
  })

  test('stops where it waits to try again', async () => {
    const { log, consumer, failures, step, isAtWork } = openLog()
    log.length = 1
    log.fault = FULL
    consumer.wake()
    await step()
    await consumer.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(isAtWork()).toBe(false)
    expect(failures).toHaveLength(1)
  })
})
