import { expect, test } from 'vitest'
import { shareWork } from '../../src/lib/concurrency.ts'

/** Work that ends when told to, and its signal. */
const started = () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const signals: AbortSignal[] = []
  const work = shareWork(async (signal) => {
    signals.push(signal)
    return await promise
  })
  return { work, end: () => resolve('done'), isStopped: () => signals[0]?.aborted ?? false }
}

test('all who wait get the result of one piece of work', async () => {
  const { work, end } = started()
  const waiting = [1, 2, 3].map(async () => await work.join(new AbortController().signal))
  end()
  expect(await Promise.all(waiting)).toEqual(['done', 'done', 'done'])
})

test('one who leaves is not waited for, and the others get their result', async () => {
  const { work, end, isStopped } = started()
  const leaving = new AbortController()
  const left = work.join(leaving.signal)
  const staying = work.join(new AbortController().signal)
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  expect([isStopped(), work.isAbandoned()]).toEqual([false, false])
  end()
  expect(await staying).toBe('done')
})

test('the work is told when the last one has left', async () => {
  const { work, isStopped } = started()
  const [a, b] = [new AbortController(), new AbortController()]
  const both = [work.join(a.signal), work.join(b.signal)]
  a.abort(new Error('left'))
  b.abort(new Error('left'))
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect([isStopped(), work.isAbandoned()]).toEqual([true, true])
})

test('leaving after the end stops nothing', async () => {
  const { work, end } = started()
  const client = new AbortController()
  const waiting = work.join(client.signal)
  end()
  await waiting
  client.abort()
  expect(work.isAbandoned()).toBe(false)
})
