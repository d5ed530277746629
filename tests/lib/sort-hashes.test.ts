import { expect, test } from 'vitest'
import { sortHashes } from '../../src/lib/sort-hashes.ts'

test.each([0, 1, 2, 300, 20_000])('%i hashes are in ascending order, none is lost', (size) => {
  const hashes = Uint32Array.from({ length: size }, (_, at) => Math.imul(at % 700 === 0 ? 7 : at + 1, 0x9e3779b1))
  const sorted = hashes.toSorted()
  sortHashes(hashes)
  expect(hashes).toEqual(sorted)
})
