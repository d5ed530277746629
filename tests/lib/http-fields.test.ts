import { expect, test } from 'vitest'
import { parseCacheControl, parseHttpDate, parseLinkHeader } from '../../src/lib/http-fields.ts'
import { costGrowth, MOST_GROWTH } from '../processor-time.ts'

const MOMENT = Date.UTC(1994, 10, 6, 8, 49, 37)

test.each([
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  ' sun, 6 nov 1994 8:49:37 utc ',
  'Sun, 06 Nov 1994 08:49:37 +0000',
  '06 Nov 1994 08:49:37',
])('%s is a moment', (text) => expect(parseHttpDate(text)).toBe(MOMENT))

test('two-digit years are of this century up to 69', () =>
  expect(parseHttpDate('Tuesday, 24-Nov-26 00:00:00 GMT')).toBe(Date.UTC(2026, 10, 24)))

test.each([
  '',
  '0',
  '-1',
  '120',
  '2026-11-24',
  'soon',
  'Sun, 06 Foo 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37 PST',
  'Sun, 96 Nov 1994 08:49:37 GMT',
])('"%s" is none', (text) => expect(parseHttpDate(text)).toBeNull())

test('a long text of no date is refused quickly', () =>
  expect(parseHttpDate(`${'1'.repeat(30_000)} ${' '.repeat(30_000)}x`)).toBeNull())

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

test.each([
  ['public, Max-Age=60', { public: null, 'max-age': '60' }],
  ['a = "x, y=\\"1\\"" , b="', { a: 'x, y=\\"1\\"', b: '' }],
  ['max-age=1, max-age=2', { 'max-age': '1' }],
  ['"max-age=1", =, ,', {}],
  ['', {}],
])('Cache-Control: %s', (value, directives) => expect(Object.fromEntries(parseCacheControl(value))).toEqual(directives))

test.each(['"\\', 'a="\\', 'a=', ' ', ',a'])('a hostile Cache-Control of many %s takes no time', async (piece) => {
  expect(await costGrowth(300, (count) => piece.repeat(count), parseCacheControl)).toBeLessThan(MOST_GROWTH)
})
