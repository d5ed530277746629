import { expect, test } from 'vitest'
import { FNV_OFFSET, fnv1a, fnv1aOfUnits, mixIn, uuidV5 } from '../../src/lib/hashes.ts'

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

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'

test('the example of RFC 9562 comes out', () =>
  expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2'))

test('a name in any script has one id', () => {
  expect(uuidV5(DNS, '跨境电商')).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(uuidV5(DNS, '跨境电商')).toBe(uuidV5(DNS, '跨境电商'))
  expect(uuidV5(DNS, '跨境电商')).not.toBe(uuidV5(DNS, '跨境电子'))
})
