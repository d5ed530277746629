import { expect, test } from 'vitest'
import { NONE } from '../../../src/grouping/index/interner.ts'
import { createInvertedIndex } from '../../../src/grouping/index/inverted-index.ts'

const MANY = 120

test('postings of a term are read from the newest on, as far as is asked', () => {
  const into = new Int32Array(MANY)
  const index = createInvertedIndex()
  const added: number[] = []
  for (let posting = 0; posting < MANY; posting += 1) {
    index.add(77, posting)
    index.add(-(posting % 5), posting)
    added.unshift(posting)
    for (const most of [0, 1, 2, 3, 6, 7, 14, 15, 30, 31, 46, MANY]) {
      const count = index.read(index.find(77), most, into)
      expect([...into.subarray(0, count)]).toEqual(added.slice(0, most))
    }
  }
  expect(index.frequencyOf(index.find(77))).toBe(MANY)
  expect(index.termOf(index.find(77))).toBe(77)
})

test('a term that nothing was added to has no postings', () => {
  const into = new Int32Array(9)
  const index = createInvertedIndex()
  index.add(3, 1)
  expect(index.find(2)).toBe(NONE)
  expect([index.frequencyOf(NONE), index.frequencyOf(9_999)]).toEqual([0, 0])
  expect([index.read(NONE, 9, into), index.read(9_999, 9, into)]).toEqual([0, 0])
  index.frequenciesOf(Int32Array.of(2, 3), 2, into)
  expect([...into.subarray(0, 2)]).toEqual([0, 1])
})
