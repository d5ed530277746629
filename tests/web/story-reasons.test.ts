import { afterEach, beforeEach, expect, test } from 'vitest'
import { inOneGo } from '../../src/lib/steps.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { always, article, publish, source } from '../store/samples.ts'
import { readRequest } from '../../src/web/http/web-request.ts'
import { localeFor } from '../../src/web/locale.ts'
import { whyOneStory } from '../../src/web/pages/story-reasons.ts'
import { createContexts } from '../../src/web/request-contexts.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

/** One story: an article, a similar one, a copy, and one in another language. */
const fill = async (store: Store): Promise<void> => {
  await store.syncSources([source('harbour-post'), source('marche-libre'), source('sahifa')], AFTERNOON)
  const at = { now: AFTERNOON - HOUR }
  await publish(store, 'harbour-post', [article('p1')], at)
  const [first] = (await store.articles({ filter: { kind: 'everything' }, limit: 1, before: null })).rows
  if (first === undefined) throw new Error('nothing was stored')
  const { id, story } = first
  const beside = (kind: string, detail: string) =>
    always({ kind: 'joins', story, parent: id, reasons: [{ kind, detail, score: 0.5 }] })
  await publish(store, 'marche-libre', [article('p2')], { ...at, place: beside('story', `most like ${id}, at 0.44`) })
  const evidence = `most like ${id}, at 0.71 · place:KE · entity:port-union · amount:4e+7 · money:EUR4.00e+7 · share:54% · word:kamotova`
  await publish(store, 'sahifa', [article('p3', { language: 'fr' })], { ...at, place: beside('link', evidence) })
  const reasons = [{ kind: 'copy', detail: `80 shingles shared with ${id}, of the shorter text 93 %`, score: 0.9 }]
  await publish(store, 'sahifa', [article('p4')], { ...at, place: always({ kind: 'copy', of: id, story, reasons }) })
}

let room: Newsroom
let path: string
beforeEach(async () => {
  room = await openNewsroom({ fill })
  const [{ story } = { story: null }] = (await room.store.stories({ filter: { kind: 'everything' }, limit: 1, before: null }))
    .rows
  path = `/stories/${story?.id}`
})
afterEach(async () => await room.close())

const page = async (language = 'en'): Promise<string> =>
  (await (await room.get(`${path}?ui=${language}`)).text()).replaceAll(/\s+/g, ' ')
const HARBOUR_POST = /<a href="#a[0-9a-z]{20}"><bdi>Harbour Post<\/bdi><\/a>/.source

test('a reason names the source of the nearest article, links to it, and gives its scores', async () => {
  expect(await page()).toMatch(
    new RegExp(
      `Most similar to ${HARBOUR_POST}: similarity 0\\.44\\. The score against the whole story is 0\\.5; the minimum for joining is 0\\.5\\.`,
    ),
  )
})

test('evidence of a link has names and numbers as a person writes them', async () => {
  const text = (await page()).replaceAll(/<\/?bdi>/g, '')
  expect(text).toContain('Evidence: Meaning, Place, Organisation or law, Number or amount, Latin word. ')
  expect(text).toContain('Shared: “Kenya”, “Port Union”, 40,000,000, 40,000,000 EUR, 54%, “kamotova”. ')
})

test('a copy is listed under its original, with the share that it copies', async () => {
  expect(await page()).toMatch(
    new RegExp(
      `<li id="a[0-9a-z]{20}"><bdi>صحيفة الميناء</bdi>.*80 word sequences with ${HARBOUR_POST}: 93% of the shorter text, 90% of both texts`,
    ),
  )
})

test('reasons are in the reader’s language', async () => {
  expect(await page('zh-Hans')).toMatch(new RegExp(`与${HARBOUR_POST}最相似：相似度 0\\.44。`))
})

test('of thousands of amounts that links name, only those shown are written', async () => {
  let written = 0
  const locale = localeFor('en', undefined)
  const counting = { ...locale, number: (value: number) => ((written += 1), locale.number(value)) }
  const context = {
    ...(await createContexts(room.deps, () => 0).own(locale, readRequest(new Request('http://news.example/'), null))),
    locale: counting,
  }
  const [match] = (await room.store.stories({ filter: { kind: 'everything' }, limit: 1, before: null })).rows
  if (match === undefined) throw new Error('there is no story')
  const features = Array.from({ length: 3_000 }, (_, nth) => `amount:${1_000 + nth}`).join(' · ')
  const reasons = new Map([
    [match.story.lead.id, [{ kind: 'link', detail: `most like a1, at 0.50 · ${features}`, score: 0.6 }]],
  ])
  const shown = await inOneGo(whyOneStory(context, match.story, reasons))
  expect(shown.toString()).toContain('<bdi>1,005</bdi>')
  expect(written).toBe(6)
})
