/** A poll that takes longer than a connection may be silent is answered before its client, or a proxy, gives up. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Newsroom, openNewsroom } from './newsroom.ts'

const TOKEN = 'a-token-of-many-letters'
let room: Newsroom
beforeAll(async () => {
  const endless = async (): Promise<never> => await new Promise(() => {})
  room = await openNewsroom({ adminToken: TOKEN, poll: { source: endless, all: endless } })
})
afterAll(async () => await room.close())

test.concurrent.each([
  ['of all sources', '/api/v1/poll?wait=1', ['harbour-post', 'marche-libre', 'sahifa', 'gangkou']],
  ['of one', '/api/v1/sources/sahifa/poll?wait=1', ['sahifa']],
])(
  '%s: 202 before the listener closes the silent connection, and it goes on',
  async (_, path, accepted) => {
    const answer = await fetch(room.url + path, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })
    expect([answer.status, await answer.json()]).toEqual([202, { accepted }])
  },
  70_000,
)
