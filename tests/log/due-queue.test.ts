import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDueQueue } from '../../src/log/due-queue.ts'

test('each job of a queue is started in a turn of its own, so that requests are served between', async () => {
  const order: string[] = []
  const jobs = ['one', 'two', 'three']
  const queue = createDueQueue<string>({
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
  const queue = createDueQueue<string>({
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
