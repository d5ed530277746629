import { expect, test } from 'vitest'
import { countedJson } from '../../src/lib/counted-json.ts'

const bounds = { values: 5, depth: 2 }
test.each([
  ['[1,2,3]', [1, 2, 3]],
  ['{"a":[1,2]}', { a: [1, 2] }],
  // Brackets and commas in strings are no values.
  [String.raw`["[[[[,,,,,,\"[[["]`, ['[[[[,,,,,,"[[[']],
  ['"a', null],
  ['"\\', null],
  ['[1,2,3,4,5]', null],
  ['[[[]]]', null],
  ['[[],[],[],[]]', null],
  ['[NaN]', null],
])('%s is read as %j', (text, value) => expect(countedJson(text, bounds)).toEqual(value))

test('a bound is the most that is parsed', () => {
  const list = (values: number): string => JSON.stringify(Array.from({ length: values }, () => 0))
  expect([4, 5].map((values) => countedJson(list(values), { values: 5, depth: 1 }) !== null)).toEqual([true, false])
})
