import { expect, test } from 'vitest'
import { FNV_OFFSET, fnv1a, fnv1aOfUnits, mixIn } from '../../src/lib/fnv1a.ts'

/** Databases hold these values. */
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
  ['域名', Math.imul(Math.imul(0x811c9dc5 ^ 0x57df, 0x01000193) ^ 0x540d, 0x01000193) >>> 0],
])('FNV-1a of %j never changes', (text, hash) => expect(fnv1a(text) >>> 0).toBe(hash))

test('a hash goes on from that of what stands before', () => {
  const units = Uint16Array.from('foobar', (letter) => letter.charCodeAt(0))
  expect(fnv1aOfUnits(units, 3, 6, fnv1a('foo'))).toBe(fnv1a('foobar'))
  expect(mixIn(FNV_OFFSET, 0x61)).toBe(fnv1a('a'))
})
