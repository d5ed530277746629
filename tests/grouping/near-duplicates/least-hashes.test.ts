import { expect, test } from 'vitest'
import { createLeastHashes, leastHashesPlainly, MOST_VALUES } from '../../../src/grouping/near-duplicates/least-hashes.ts'

const leastHashes = createLeastHashes()

test.each([1, 2, 3, 77, 441, MOST_VALUES])('of %i values, four functions at a time and one after the other', (size) => {
  const values = Uint32Array.from({ length: size }, (_, at) => Math.imul(at + size, 0x9e3779b1))
  expect([...leastHashes(values)]).toEqual([...leastHashesPlainly(values)])
})
