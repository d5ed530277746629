/** Hubs that send their bodies slowly keep no other hub waiting, and fill no memory. */
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PushEndpoints } from '../../src/model/push.ts'
import { type Newsroom, openNewsroom } from './newsroom.ts'

const LARGEST = 100_000
let room: Newsroom
const taken: string[] = []
const sockets: Socket[] = []
beforeEach(async () => {
  taken.length = 0
  const push: PushEndpoints = {
    hubUrl: 'https://news.example/hub',
    hub: async () => ({ status: 202, text: '' }),
    verify: async () => ({ status: 200, text: '' }),
    expects: async () => true,
    receive: async (id) => {
      taken.push(id)
      return { status: 202, text: '' }
    },
    maxBytes: () => LARGEST,
  }
  room = await openNewsroom({ push })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await room.close()
})

const post = async (id: string): Promise<number> =>
  (await fetch(`${room.url}/websub/callback/${id}`, { method: 'POST', body: '<feed/>' })).status

/** Sends so much of a body, and then nothing more. */
const begin = async (id: string, bytes: number): Promise<void> => {
  const socket = connect(Number(new URL(room.url).port), '127.0.0.1').on('error', () => {})
  sockets.push(socket)
  await new Promise((resolve) => socket.once('connect', resolve))
  const head = `POST /websub/callback/${id} HTTP/1.1\r\nHost: x\r\nContent-Length: ${LARGEST}\r\n\r\n`
  await new Promise((resolve) => socket.write(head + 'x'.repeat(bytes), resolve))
}

test('a hundred bodies that stand still hold up no other', async () => {
  for (let index = 0; index < 100; index += 1) await begin(`slow${index}`, 10)
  expect(await post('quick')).toBe(202)
  expect(taken).toEqual(['quick'])
})

test('one subscription sends one body at a time, and is told when to come again', async () => {
  await begin('slow', 10)
  await expect.poll(async () => await post('slow')).toBe(503)
  expect(await post('other')).toBe(202)
})

test('bodies together fill no more memory than four of the largest; there is room again when they are gone', async () => {
  for (let index = 0; index < 4; index += 1) await begin(`large${index}`, LARGEST - 1)
  await expect.poll(async () => await post('one-more')).toBe(503)
  for (const socket of sockets.splice(0)) socket.destroy()
  await expect.poll(async () => await post('one-more')).toBe(202)
})
