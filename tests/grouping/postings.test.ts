import { expect, test } from 'vitest'
import { createPostings } from '../../src/grouping/index/postings.ts'

const MANY = 120

test('a list of any length is read from its newest place on, as far as is asked', () => {
  const into = new Int32Array(MANY)
  const postings = createPostings()
  const added: number[] = []
  for (let place = 0; place < MANY; place += 1) {
    postings.add(7, place)
    postings.add(place % 5, place)
    added.unshift(place)
    for (const most of [0, 1, 2, 3, 6, 7, 14, 15, 30, 31, 46, MANY]) {
      const count = postings.read(7, most, into)
      expect([...into.subarray(0, count)]).toEqual(added.slice(0, most))
    }
  }
  expect(postings.sizeOf(7)).toBe(MANY)
})

test('a list that nothing was added to is empty', () => {
  const postings = createPostings()
  postings.add(3, 1)
  expect([postings.sizeOf(2), postings.sizeOf(-1), postings.sizeOf(9_999)]).toEqual([0, 0, 0])
  expect([postings.read(2, 9, new Int32Array(9)), postings.read(-1, 9, new Int32Array(9))]).toEqual([0, 0])
})
