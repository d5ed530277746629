import { expect, test } from 'vitest'
import { isUpdate } from '../../src/text/material-change.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 5, 15, 12)
const before = { title: 'The harbour gets a crane', text: 'It lifts forty tons. 12 comments', revisedAt: null }

test.each([
  ['another title', { title: 'The harbour gets two cranes' }, true],
  ['another number in the title', { title: 'The harbour gets a crane 2' }, true],
  ['other words in the text', { text: 'It lifts fifty tons. 12 comments' }, true],
  ['a counter in the text', { text: 'It lifts forty tons. 1,313 comments' }, false],
  ['spaces and punctuation', { title: 'The  harbour gets a crane!', text: 'It lifts forty tons – 12 comments.' }, false],
  ['capital letters', { title: 'THE HARBOUR GETS A CRANE' }, false],
  ['nothing', {}, false],
])('%s', (_, change, expected) => expect(isUpdate(before, { ...before, ...change }, NOW)).toBe(expected))

test.each([
  ['less than an hour after the last', NOW - HOUR + 1, false],
  ['an hour after it', NOW - HOUR, true],
])('a change %s', (_, revisedAt, expected) =>
  expect(isUpdate({ ...before, revisedAt }, { ...before, title: 'Another title' }, NOW)).toBe(expected),
)
