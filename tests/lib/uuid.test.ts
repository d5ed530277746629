import { expect, test } from 'vitest'
import { uuidV5 } from '../../src/lib/uuid.ts'

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'

test('the example of RFC 9562 comes out', () =>
  expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2'))

test('a name in any script has one id', () => {
  expect(uuidV5(DNS, '跨境电商')).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(uuidV5(DNS, '跨境电商')).toBe(uuidV5(DNS, '跨境电商'))
  expect(uuidV5(DNS, '跨境电商')).not.toBe(uuidV5(DNS, '跨境电子'))
})
