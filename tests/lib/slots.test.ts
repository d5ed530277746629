import { expect, test } from 'vitest'
import { createSlots } from '../../src/lib/slots.ts'

test('no more are at work than there are places; who waits is served in order; a place is freed whatever the work does', async () => {
  const slots = createSlots(2)
  const ends: (() => void)[] = []
  const begun: number[] = []
  const works = [0, 1, 2, 3].map((number) =>
    slots.use(async () => {
      begun.push(number)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (number === 0) throw new Error('broken')
      return number
    }),
  )
  const settled = Promise.allSettled(works)
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  expect(slots.free).toBe(0)
  for (let number = 0; number < 4; number += 1) {
    ends[number]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(begun).toEqual([0, 1, 2, 3])
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(slots.free).toBe(2)
})
