import { expect, test } from 'vitest'
import { whyNotSent } from '../../src/fetch/why-not-sent.ts'

test('a message that got no answer is told of without the words for sources', () => {
  const why = (failure: Parameters<typeof whyNotSent>[0]): string => whyNotSent(failure, 'websub_allow_private')
  expect(why({ kind: 'timed-out', afterMs: 20_000 })).toBe('no complete answer within 20 s')
  expect(why({ kind: 'unreachable', detail: 'ECONNREFUSED' })).toBe('could not connect: ECONNREFUSED')
  expect(why({ kind: 'forbidden-address', detail: '10.0.0.1 is private' })).toBe(
    'refused to connect: 10.0.0.1 is private. If this is your own server, add it to websub_allow_private in polywire.yaml',
  )
  expect(why({ kind: 'truncated', detail: 'reset' })).toBe('the answer was broken off or could not be read')
})
