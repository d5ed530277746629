import { expect, test } from 'vitest'
import { inOneGo, mapInSteps } from '../../src/lib/steps.ts'
import { createQueryBudget, inTurns } from '../../src/store/ports/query-budget.ts'

const square = (value: number): number => value * value

test('work in steps gives what it gives in one go', () => {
  expect(inOneGo(mapInSteps([1, 2, 3], square))).toEqual([1, 4, 9])
  expect(inOneGo(mapInSteps([], square))).toEqual([])
})

test('a step an item, and others have their turn whenever a slice of time is over', async () => {
  const state = { now: 0, turns: 0, isDone: false }
  const { signal } = new AbortController()
  const budget = createQueryBudget({ ms: 1_000, rows: 1, signal, elapsed: () => state.now })
  const counted = { ...budget, giveWay: async () => void (state.turns += 1) }
  const costly = (value: number): number => {
    state.now += 3
    return square(value)
  }
  expect(
    await inTurns(
      mapInSteps(
        Array.from({ length: 30 }, (_, index) => index),
        costly,
      ),
      counted,
    ),
  ).toHaveLength(30)
  // Two steps of 3 ms fill a slice of 4.
  expect(state.turns).toBe(15)
})

test('nobody waits for it any more: it ends where it is', async () => {
  const leaving = new AbortController()
  const state = { now: 0, made: 0 }
  const budget = createQueryBudget({ ms: 1_000, rows: 1, signal: leaving.signal, elapsed: () => (state.now += 10) })
  const work = mapInSteps([1, 2, 3, 4], (value) => {
    state.made += 1
    if (value === 2) leaving.abort(new Error('the client has left'))
    return value
  })
  await expect(inTurns(work, budget)).rejects.toThrow('the client has left')
  expect(state.made).toBe(2)
})
