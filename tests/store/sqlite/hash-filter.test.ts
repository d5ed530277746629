import { expect, test } from 'vitest'
import { createHashFilter } from '../../../src/store/sqlite/hash-filter.ts'
import { pageOf, PAGES } from '../../../src/store/sqlite/hash-key.ts'

const SIZE_BITS = 20
/** All over the range; none twice. */
const HASHES = Array.from({ length: 2 ** SIZE_BITS / 5 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 0)
const [KNOWN, OTHERS] = [HASHES.slice(0, HASHES.length / 2), HASHES.slice(HASHES.length / 2)]

test('what was noted may be there, and few others', () => {
  const filter = createHashFilter(SIZE_BITS)
  for (const hash of KNOWN) filter.note(hash)
  expect(KNOWN.every((hash) => filter.mayHave(hash))).toBe(true)
  expect(OTHERS.filter((hash) => filter.mayHave(hash)).length).toBeLessThan(OTHERS.length / 30)
})

test('a page is forgotten by itself', () => {
  const filter = createHashFilter(SIZE_BITS)
  for (const hash of KNOWN) filter.note(hash)
  const page = PAGES - 1
  filter.clear(page)
  expect(KNOWN.filter((hash) => filter.mayHave(hash) !== (pageOf(hash) !== page))).toEqual([])
})
