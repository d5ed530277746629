import { expect, test } from 'vitest'
import { filterDoubts } from '../../../src/publish/filter/filter-doubts.ts'

test.each([
  ['trade or tariffs', 7, /“or” is searched for as a word; write OR to find either/],
  ['trade and tariffs', 7, /write AND to find both/],
  ['trade not steel', 7, /write NOT to exclude what follows/],
  ['not steel', 1, /write NOT/],
  ['topic:a Or (b)', 9, /write OR/],
  ['url:https://example.org/a', 1, /“url:” is no field.*topic, entity, place/],
  ['贸易 site:example.org', 4, /“site:” is no field/],
])('%s: column %i', (filter, column, message) =>
  expect(filterDoubts(filter)).toEqual([{ column, message: expect.stringMatching(message) }]),
)

test.each([
  'trade OR tariffs',
  'trade "or" tariffs',
  'or noir',
  'noir or',
  '10:30 https://example.org/ topic:a',
  'or*',
  'topic:or',
  '(',
  '',
])('%s leaves no doubt', (filter) => expect(filterDoubts(filter)).toEqual([]))
