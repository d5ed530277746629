import { expect, test } from 'vitest'
import { createSemaphore } from '../../src/lib/concurrency.ts'

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
