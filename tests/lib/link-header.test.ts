import { expect, test } from 'vitest'
import { parseLinkHeader } from '../../src/lib/http-fields.ts'

test.each([
  ['<https://hub.example/>; rel="hub"', [{ target: 'https://hub.example/', rels: ['hub'] }]],
  ['</a,b;c>;rel=self', [{ target: '/a,b;c', rels: ['self'] }]],
  [
    '<a>; title="x, <y>; rel=no"; rel="Hub self", <b> ; REL = next',
    [
      { target: 'a', rels: ['hub', 'self'] },
      { target: 'b', rels: ['next'] },
    ],
  ],
  ['<a>', [{ target: 'a', rels: [] }]],
  ['<a>; hreflang', [{ target: 'a', rels: [] }]],
  ['nonsense; rel=hub', []],
  ['', []],
])('%s', (value, links) => expect(parseLinkHeader(value)).toEqual(links))

test('a hostile value takes no time', () =>
  expect(parseLinkHeader(`<a>${'; x="\\'.repeat(5_000)}`.slice(0, 32_000)).length).toBeLessThan(2))
