/** A poll that takes longer than a connection may be silent is answered before its client, or a proxy, gives up. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Newsroom, openNewsroom } from './newsroom.ts'

const TOKEN = 'a-token-of-many-letters'
/** Less than `silenceMs` of src/web/listen.ts. */
const ANSWERED_AFTER_MS = 45_000
let room: Newsroom
let begun = Promise.withResolvers<void>()
beforeAll(async () => {
  const endless = async (): Promise<never> => {
    begun.resolve()
    return await new Promise(() => {})
  }
  room = await openNewsroom({ adminToken: TOKEN, poll: { source: endless, all: endless } })
})
afterAll(async () => await room.close())
beforeEach(() => {
  begun = Promise.withResolvers()
  // Of Polywire: sockets have timers of their own.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => void vi.useRealTimers())

test.each([
  ['of all sources', '/api/v1/poll?wait=1', ['harbour-post', 'marche-libre', 'sahifa', 'gangkou']],
  ['of one', '/api/v1/sources/sahifa/poll?wait=1', ['sahifa']],
])('%s: 202 while the connection may still be silent, and it goes on', async (_, path, accepted) => {
  let status = 0
  const answer = fetch(room.url + path, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })
  void answer.then((one) => (status = one.status))
  await begun.promise
  await vi.advanceTimersByTimeAsync(ANSWERED_AFTER_MS - 1)
  expect(status).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(await (await answer).json()).toEqual({ accepted })
  expect(status).toBe(202)
})
