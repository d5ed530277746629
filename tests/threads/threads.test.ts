/** The time that a task may take is the processor's: on a busy machine it lasts longer and is done all the same. */
import { expect, onTestFinished, test } from 'vitest'
import { createThreads, OutOfTime, type Threads } from '../../src/threads/threads.ts'

const THREAD = `
import { parentPort } from 'node:worker_threads'
const used = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
const tasks = {
  answer: () => 'done',
  sleep: ({ ms }) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
  work: ({ ms }) => { for (const end = used() + ms; used() < end; ); return 'done' },
  spin: () => { for (;;); },
  hang: () => new Promise(() => {}),
}
parentPort.on('message', async ({ name, task }) => parentPort.postMessage({ answer: await tasks[name](task), usedMs: used() }))`

const openThreads = (): Threads => {
  const file = new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`)
  const threads = createThreads({ file, data: null, memoryMb: 100 })
  onTestFinished(async () => await threads.close())
  return threads
}
const run = async (threads: Threads, name: string, ms: number, processorMs = 100): Promise<unknown> =>
  await threads.take().run({ name, task: { ms } }, [], { signal: undefined, processorMs })

test('time in which a thread does not have the processor does not count', async () => {
  const threads = openThreads()
  expect(await run(threads, 'answer', 0)).toBe('done')
  expect(await run(threads, 'sleep', 500)).toBe('timed-out')
})

test('what one task has used does not count for the next', async () => {
  const threads = openThreads()
  for (let tasks = 0; tasks < 4; tasks += 1) expect(await run(threads, 'work', 60)).toBe('done')
})

test('a task that uses more than it may, and one that stands still, end with their thread; the next task has another one', async () => {
  const threads = openThreads()
  for (const name of ['spin', 'hang']) {
    expect(await run(threads, 'answer', 0)).toBe('done')
    await expect(run(threads, name, 0)).rejects.toBeInstanceOf(OutOfTime)
  }
  expect(await run(threads, 'answer', 0)).toBe('done')
})
