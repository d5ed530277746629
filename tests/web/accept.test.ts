import { expect, test } from 'vitest'
import { wantedForm, weightedList } from '../../src/web/http/accept.ts'

test.each([
  ['', 'either'],
  ['*/*', 'either'],
  ['image/png', 'either'],
  ['text/html', 'page'],
  ['TEXT/HTML', 'page'],
  ['text/*', 'page'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'page'],
  ['application/json;q=0.1, text/html', 'page'],
  ['application/json', 'data'],
  ['application/problem+json', 'data'],
  ['application/json, text/html;q=0.1', 'data'],
  ['application/json, */*;q=0.1', 'data'],
  ['text/html;q=0, */*', 'data'],
  ['*/*, text/html ; q=0', 'data'],
  ['text/html;q=none', 'either'],
] as const)('Accept: %s wants %s', (accept, wanted) => expect(wantedForm(accept)).toBe(wanted))

test('a list with weights is read in small letters; what is no weight is 0', () => {
  const list = weightedList('BR;q=0.5, gzip ; Q=2,,;q=1, de-CH;level=1;q=0.1, x;q=y')
  expect(list.map(({ name, weight }) => `${name} ${weight}`)).toEqual(['br 0.5', 'gzip 1', 'de-ch 0.1', 'x 0'])
})
