import { expect, test } from 'vitest'
import { HASHES, minHash, scramble } from '../../../src/grouping/near-duplicates/fingerprint.ts'

/** One value after the other, as it is defined. */
const leastOf = (values: Uint32Array, nth: number): number => {
  const salt = scramble(nth + 1)
  const hashes = Array.from(values, (value) => {
    const product = Math.imul(value ^ salt, scramble(salt) | 1)
    return (product ^ (product >>> 15)) >>> 0
  })
  return hashes.reduce((least, hash) => Math.min(least, hash))
}

test.each([1, 2, 3, 77, 441, 16_384])('of %i values, each function gives the least', (size) => {
  const values = Uint32Array.from({ length: size }, (_, at) => Math.imul(at + size, 0x9e3779b1))
  expect([...minHash(values)]).toEqual(Array.from({ length: HASHES }, (_, nth) => leastOf(values, nth)))
})
