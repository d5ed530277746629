import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns } from '../../src/grouping/turns.ts'

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
