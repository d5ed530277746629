/** Feeds that are made already are answered at once, whatever others ask for and however fast the news comes. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/store/ports/store.ts'
import { createWeb, type Web } from '../../src/web/web.ts'
import { turnsDuring } from '../event-loop-turns.ts'
import { article, MINUTE, publish, source } from '../store/samples.ts'
import { waitWithoutEnd } from './endless-patience.ts'
import { AFTERNOON, aroundArticles, type Newsroom, openNewsroom } from './newsroom.ts'

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
})
afterAll(async () => await room.close())

const FEED = '/feeds/all.atom?group=article&limit=100'
/** Milliseconds, by a clock that the test turns. */
const clock = { at: 0, aLook: 0 }
const openWeb = () => createWeb(room.deps, () => (clock.at += clock.aLook))
const get = async (web: Web, path: string): Promise<string> => {
  const answer = await web.fetch(new Request(`http://news.example${path}`), { client: '127.0.0.2' })
  expect(answer.status).toBe(200)
  return await answer.text()
}

test('beside ten clients with searches of their own: before any of them has its answer, and they leave others their turn', async () => {
  waitWithoutEnd()
  const web = openWeb()
  await get(web, FEED)
  // A slice of 4 ms has eight steps, and an entry is one or more.
  clock.aLook = 0.5
  const ENTRIES = 100
  let done = 0
  const search = async (client: number): Promise<void> => {
    const q = encodeURIComponent(`report OR /w[a-z]+${client}/`)
    await get(web, `/feeds/all.atom?group=article&limit=${ENTRIES}&q=${q}`)
    done += 1
  }
  const turns = await turnsDuring(async () => {
    const searches = Array.from({ length: 10 }, async (_, client) => await search(client))
    await nextTurn()
    await get(web, FEED)
    expect(done).toBe(0)
    await Promise.all(searches)
  })
  clock.aLook = 0
  expect(done).toBe(10)
  expect(turns).toBeGreaterThan((10 * ENTRIES) / 8)
})

test('while news come ten times a second: it is made once a second', async () => {
  const web = openWeb()
  let made = 0
  const restore = aroundArticles(room, async (query, articles) => {
    made += 1
    return await articles(query)
  })
  for (let n = 0; n < 40; n += 1) {
    await publish(room.store, 'harbour-post', [article(`new${n}`, { publishedAt: AFTERNOON })], { now: AFTERNOON })
    for (let reader = 0; reader < 3; reader += 1) await get(web, FEED)
    clock.at += 100
  }
  restore()
  expect(made).toBeLessThan(15)
  clock.at += 10_000
  expect(await get(web, FEED)).toContain('new39')
})
