/** Feeds that are made already are answered at once, whatever others ask for and however fast the news comes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/store/ports/store.ts'
import { article, MINUTE, publish, source } from '../store/samples.ts'
import { processorMs } from '../processor-time.ts'
import { AFTERNOON, type Newsroom, openNewsroom } from './newsroom.ts'

const COUNT = 3_000
const TEXT = Array.from({ length: 300 }, (_, index) => `word${(index * 7_919) % 3_571}`).join(' ')
const fill = async (store: Store): Promise<void> => {
  await store.syncSources([source('harbour-post')], AFTERNOON - 99 * MINUTE)
  for (let from = 0; from < COUNT; from += 500) {
    const articles = Array.from({ length: 500 }, (_, index) =>
      article(`a${from + index}`, { text: TEXT, publishedAt: AFTERNOON - (COUNT - from - index) * MINUTE }),
    )
    await publish(store, 'harbour-post', articles, { now: AFTERNOON - MINUTE })
  }
}

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({ fill })
}, 60_000)
afterAll(async () => await room.close())

const FEED = '/feeds/all.atom?group=article&limit=100'
/** How much of the processor each answer waited for, the least first, as long as the work goes on. Other programs of this machine don't count. */
const answersDuring = async (work: Promise<unknown>, headers: Readonly<Record<string, string>>): Promise<readonly number[]> => {
  const took: number[] = []
  const state = { isDone: false }
  void work.finally(() => (state.isDone = true))
  while (!state.isDone) {
    const begun = processorMs()
    const answer = await room.get(FEED, headers)
    await answer.arrayBuffer()
    expect([200, 304]).toContain(answer.status)
    took.push(processorMs() - begun)
    await sleep(5)
  }
  return took.toSorted((a, b) => a - b)
}
const at = (times: readonly number[], share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0

/** Ten clients, in a process of their own, each with searches that nobody has asked for before. */
const SEARCHES = `
const search = async (client) => {
  const until = Date.now() + 4_000
  for (let n = 0; Date.now() < until; n += 1) {
    const q = encodeURIComponent('report OR /w[a-z]+' + client + n + '/')
    await (await fetch(process.argv[1] + '/feeds/all.atom?group=article&limit=1000&q=' + q)).arrayBuffer()
  }
}
await Promise.all(Array.from({ length: 10 }, (_, client) => search(client)))`

test('beside ten clients with searches of their own: no turn of the event loop takes half a second of the processor', async () => {
  await (await room.get(FEED)).arrayBuffer()
  const clients = spawn(process.execPath, ['--input-type=module', '-e', SEARCHES, room.url], { stdio: 'inherit' })
  const state = { isDone: false, longestMs: 0 }
  const ended = once(clients, 'exit').then(() => (state.isDone = true))
  const watching = (async (): Promise<void> => {
    for (let last = processorMs(); !state.isDone; ) {
      await nextTurn()
      const now = processorMs()
      state.longestMs = Math.max(state.longestMs, now - last)
      last = now
    }
  })()
  const times = await answersDuring(ended, {})
  await watching
  expect(times.length).toBeGreaterThan(2)
  expect(state.longestMs).toBeLessThan(500)
}, 60_000)

test('while news come ten times a second', async () => {
  const etag = (await room.get(FEED)).headers.get('etag') ?? ''
  const coming = (async (): Promise<void> => {
    for (let n = 0; n < 40; n += 1) {
      await publish(room.store, 'harbour-post', [article(`new${n}`, { text: TEXT, publishedAt: AFTERNOON })], {
        now: AFTERNOON,
      })
      await sleep(100)
    }
  })()
  const times = await answersDuring(coming, { 'if-none-match': etag })
  expect(times.length).toBeGreaterThan(20)
  expect(at(times, 0.5)).toBeLessThan(100)
  expect(at(times, 0.99)).toBeLessThan(1_500)
}, 60_000)
