import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SenderClosedError } from '../../src/fetch/sender.ts'
import { createJobQueue, createWorkLoop } from '../../src/fetch/work-loop.ts'

const open = () => {
  const desk = { runs: 0, elapsed: 0, writable: true, failing: null as Error | null, failures: [] as unknown[] }
  const gate = { wait: Promise.resolve() }
  const loop = createWorkLoop({
    mayWork: async () => desk.writable,
    elapsed: () => desk.elapsed,
    failed: (error) => desk.failures.push(error),
    async work() {
      desk.runs += 1
      await gate.wait
      if (desk.failing !== null) throw desk.failing
    },
  })
  const wake = async (): Promise<number> => {
    loop.wake()
    await loop.idle()
    return desk.runs
  }
  return { desk, loop, gate, wake }
}

test('calls of wake during a run cause one more run, not one each', async () => {
  const { desk, loop, gate } = open()
  const free = Promise.withResolvers<void>()
  gate.wait = free.promise
  for (let calls = 0; calls < 5; calls += 1) loop.wake()
  expect(loop.isBusy()).toBe(true)
  await Promise.resolve()
  loop.wake()
  free.resolve()
  await loop.idle()
  expect(desk.runs).toBe(2)
  expect(loop.isBusy()).toBe(false)
})

test('an error is reported, and no work is started for ten seconds after it', async () => {
  const { desk, wake } = open()
  desk.failing = new Error('no room')
  expect(await wake()).toBe(1)
  expect(desk.failures).toEqual([desk.failing])
  desk.failing = null
  desk.elapsed = 9_999
  expect(await wake()).toBe(1)
  desk.elapsed = 10_000
  expect(await wake()).toBe(2)
})

test('a closed sender is no error', async () => {
  const { desk, wake } = open()
  desk.failing = new SenderClosedError('closed')
  await wake()
  expect(desk.failures).toEqual([])
  desk.failing = null
  expect(await wake()).toBe(2)
})

test('no work is started while the store is read-only, nor after the end', async () => {
  const { desk, loop, wake } = open()
  desk.writable = false
  expect(await wake()).toBe(0)
  desk.writable = true
  expect(await wake()).toBe(1)
  await loop.close()
  expect(await wake()).toBe(1)
})

test('each job of a queue is started in a turn of its own, so that requests are served between', async () => {
  const order: string[] = []
  const jobs = ['one', 'two', 'three']
  const queue = createJobQueue<string>({
    concurrency: 3,
    perHost: 1,
    keyOf: (job) => job,
    hostOf: (job) => job,
    next: async () => jobs,
    run: async (job) => {
      order.push(job)
      await Promise.withResolvers<void>().promise
    },
    onEnd: () => {},
  })
  const started = queue.start()
  await turn()
  order.push('a request')
  await started
  expect(order).toEqual(['one', 'a request', 'two', 'three'])
})

test('a job that ends while a database reads what waits is not run again', async () => {
  const runs: string[] = []
  const first = Promise.withResolvers<void>()
  let reads = 0
  const queue = createJobQueue<string>({
    concurrency: 2,
    perHost: 1,
    keyOf: (job) => job,
    hostOf: (job) => job,
    async next() {
      reads += 1
      if (reads === 1) return ['one']
      if (reads > 2) return []
      // The result is of the time before the job ended.
      first.resolve()
      await turn()
      return ['one']
    },
    run: async (job) => {
      runs.push(job)
      await first.promise
    },
    onEnd: () => {},
  })
  await queue.start()
  await queue.idle()
  expect(runs).toEqual(['one'])
})
