import { expect, test } from 'vitest'
import { createInFlight } from '../../src/lib/concurrency.ts'

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
