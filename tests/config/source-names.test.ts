import { expect, test } from 'vitest'
import { createFreeIds, idFrom } from '../../src/config/source-names.ts'
import { costGrowth, MOST_GROWTH } from '../processor-time.ts'

test.each([
  ['Ведомости', 'vedomosti'],
  ['人民网', 'renminwang'],
  ['신문', 'sinmun'],
  ["L'été & l'hiver", 'l-ete-l-hiver'],
  ['दैनिक जागरण', 'dainik-jagrn'],
  ['— !', 'source'],
])('%s has the id %s', (name, id) => expect(idFrom(name)).toBe(id))

test('a number tells equal names apart', () => {
  const freeId = createFreeIds(['a', 'a-3'])
  expect(['a', 'a', 'b', 'a', 'a-2', 'a-2'].map(freeId)).toEqual(['a-2', 'a-4', 'b', 'a-5', 'a-2-2', 'a-2-3'])
})

test('as many equal names as a list may hold cost little more each than a few', async () => {
  const name = (count: number): void => {
    const freeId = createFreeIds([])
    for (let number = 0; number < count; number += 1) freeId('same')
  }
  // Were each looked for from the start, the cost would be quadratic.
  expect(await costGrowth(1_000, (count) => count, name)).toBeLessThan(MOST_GROWTH)
})
