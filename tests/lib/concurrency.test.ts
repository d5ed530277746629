import { expect, test } from 'vitest'
import { createInFlight, createSemaphore, createTurnQueue, shareWork } from '../../src/lib/concurrency.ts'

test('drained waits for all that are in flight, failed ones too; the end of each is reported', async () => {
  let ends = 0
  const inFlight = createInFlight(() => {
    ends += 1
  })
  let finish = (): void => {}
  const first = inFlight.track(new Promise<void>((resolve) => (finish = resolve)))
  const second = inFlight.track(Promise.reject(new Error('lost')))
  expect(inFlight.size()).toBe(2)
  await expect(second).rejects.toThrow('lost')
  expect({ size: inFlight.size(), ends }).toEqual({ size: 1, ends: 1 })
  const drained = inFlight.drained()
  finish()
  await drained
  await first
  expect({ size: inFlight.size(), ends }).toEqual({ size: 0, ends: 2 })
})

test('no more run at once than there are permits; waiters are served in order; a permit is returned whatever the outcome', async () => {
  const semaphore = createSemaphore(2)
  const ends: (() => void)[] = []
  const begun: number[] = []
  const works = [0, 1, 2, 3].map((number) =>
    semaphore.run(async () => {
      begun.push(number)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (number === 0) throw new Error('broken')
      return number
    }),
  )
  const settled = Promise.allSettled(works)
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  expect(semaphore.free).toBe(0)
  for (let number = 0; number < 4; number += 1) {
    ends[number]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(begun).toEqual([0, 1, 2, 3])
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(semaphore.free).toBe(2)
})

test('clients take turns at the permits: a hundred pieces of work of one delay that of another by one', async () => {
  const semaphore = createSemaphore(1)
  const begun: string[] = []
  const run = (client: string) => semaphore.run(async () => void begun.push(client), client)
  const busy = Array.from({ length: 100 }, () => run('busy'))
  const others = [run('one'), run('two')]
  await Promise.all([...busy, ...others])
  expect(begun.slice(0, 5)).toEqual(['busy', 'busy', 'one', 'two', 'busy'])
  expect(begun).toHaveLength(102)
})

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

test('each goes on in a turn of its own, in the order in which they came', async () => {
  const ownTurn = createTurnQueue()
  const done: string[] = []
  const work = async (name: string): Promise<void> => {
    await ownTurn()
    done.push(name)
  }
  const all = [work('a'), work('b'), work('c')]
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(() => resolve(done.push('|'))))
  }
  await Promise.all([...all, turns()])
  expect(done.filter((name) => name !== '|')).toEqual(['a', 'b', 'c'])
  expect(done.join('')).not.toMatch(/[abc]{2}/)
})

test('work that is kept is done though nobody waits any more', async () => {
  const state = { isDone: false }
  const shared = shareWork(async (signal) => {
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    state.isDone = true
  })
  shared.keep()
  const leaving = new AbortController()
  const joined = shared.join(leaving.signal)
  leaving.abort(new Error('has left'))
  await expect(joined).rejects.toThrow('has left')
  expect(shared.isAbandoned()).toBe(false)
  await expect.poll(() => state.isDone).toBe(true)
})
