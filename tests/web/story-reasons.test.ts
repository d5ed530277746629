import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { always, article, publish, source } from '../store/samples.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

/** One story: a report, one that is like it, a copy, and one from another language. */
const fill = async (store: Store): Promise<void> => {
  await store.syncSources([source('harbour-post'), source('marche-libre'), source('sahifa')], AFTERNOON)
  const at = { now: AFTERNOON - HOUR }
  await publish(store, 'harbour-post', [article('p1')], at)
  const [first] = (await store.articles({ filter: { kind: 'everything' }, limit: 1, before: null })).rows
  if (first === undefined) throw new Error('nothing was stored')
  const { id, story } = first
  const beside = (kind: string, detail: string) =>
    always({ kind: 'joins', story, beside: id, reasons: [{ kind, detail, score: 0.5 }] })
  await publish(store, 'marche-libre', [article('p2')], { ...at, place: beside('story', `most like ${id}, at 0.44`) })
  const evidence = 'place amount · place:KE entity:port-union topic:cables amount:4e+7 money:EUR4.00e+7 day:2027-01-05 name:tau'
  await publish(store, 'sahifa', [article('p3', { language: 'fr' })], { ...at, place: beside('link', evidence) })
  const reasons = [{ kind: 'copy', detail: `80 shingles shared with ${id}`, score: 0.9 }]
  await publish(store, 'sahifa', [article('p4')], { ...at, place: always({ kind: 'copy', of: id, story, reasons }) })
}

let room: Newsroom
let page: string
beforeEach(async () => {
  room = await openNewsroom({ fill })
  const [{ story } = { story: null }] = (await room.store.stories({ filter: { kind: 'everything' }, limit: 1, before: null }))
    .rows
  page = (await (await room.get(`/stories/${story?.id}`)).text()).replaceAll(/\s+/g, ' ')
})
afterEach(async () => await room.close())

test('a reason names the outlet of the article that it speaks of, and leads to it', () => {
  expect(page).toMatch(/most like <a href="#a[0-9a-z]{20}">Harbour Post<\/a>, at 0\.44/)
})

test('evidence of a link has names and numbers as a person writes them; what has no name stays as it is', () => {
  expect(page).toContain('place amount · “Kenya” “Port Union” “Cables” 40,000,000 40,000,000 EUR 2027-01-05 name:tau')
})

test('a copy says of what it is one, folded under it', () => {
  expect(page).toMatch(
    /<li id="a[0-9a-z]{20}"><bdi>صحيفة الميناء<\/bdi>.*80 shingles shared with <a href="#a[0-9a-z]{20}">Harbour Post<\/a>/,
  )
})
