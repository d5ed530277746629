/** A story may have thousands of reports: whoever asks for it leaves others their turn. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoryId } from '../../src/model/ids.ts'
import { createWeb } from '../../src/web/web.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { article, EVERYTHING, publish, source } from '../store/samples.ts'
import { turnsDuring } from '../event-loop-turns.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const REPORTS = 400
/** A look at the clock costs so much: of a slice of 4 ms, four steps are left. */
const LOOK_MS = 1
const STEPS_A_SLICE = 4

const sources = [source('agency')]
const configuration = { ...CONFIGURATION, sources }

const fill = async (store: Store): Promise<void> => {
  await store.syncSources(sources, AFTERNOON - HOUR)
  const report = (nth: number) =>
    article(`r${nth}`, { topics: ['cables'], entities: ['port-union'], publishedAt: AFTERNOON - HOUR + nth })
  await publish(store, 'agency', [report(0)], { now: AFTERNOON - HOUR })
  const [first] = (await store.articles({ filter: EVERYTHING, limit: 1, before: null })).rows
  if (first === undefined) throw new Error('nothing was stored')
  const others = Array.from({ length: REPORTS - 1 }, (_, nth) => report(nth + 1))
  const reasons = [{ kind: 'link', detail: 'most like a1, at 0.70 · place:KE', score: 0.6 }]
  await publish(store, 'agency', others, {
    now: AFTERNOON - HOUR,
    place: () => ({ kind: 'joins', story: first.story, reasons }),
  })
}

let room: Newsroom
let story: StoryId
beforeAll(async () => {
  room = await openNewsroom({ configuration, fill })
  const [match] = (await room.store.stories({ filter: EVERYTHING, limit: 1, before: null })).rows
  if (match === undefined) throw new Error('nothing was stored')
  story = match.story.id
})
afterAll(async () => await room.close())

/** How often others have their turn while it is made. */
const turnsOf = async (path: string): Promise<number> => {
  let at = 0
  const web = createWeb(room.deps, () => (at += LOOK_MS))
  return await turnsDuring(async () => {
    const { status } = await web.fetch(new Request(`http://news.example${path}`), { client: '127.0.0.2' })
    expect(status).toBe(200)
  })
}

/** By how many steps a report has at the least. */
test.each([
  ['its page', () => `/stories/${story}`, 2],
  ['its page in one language', () => `/stories/${story}?lang=en`, 1],
  ['its data', () => `/api/v1/stories/${story}`, 2],
  ['its feed', () => `/stories/${story}.atom`, 2],
  ['data of many stories', () => '/api/v1/stories', 1],
  ['a feed of many stories', () => '/feeds/all.atom', 1],
  ['the page of a topic', () => '/topics/cables', 1],
  ['the home page', () => '/', 1],
  ['a day', () => '/days/2026-11-24', 1],
])('%s is made in many turns', async (_, path, steps) => {
  expect(await turnsOf(path())).toBeGreaterThan((steps * REPORTS) / STEPS_A_SLICE)
})
