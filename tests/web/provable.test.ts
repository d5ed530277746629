/** What readers can prove with a story: in what its reports differ, and what was changed after publication. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoryId } from '../../src/model/ids.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { article, publish, storedAs } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const fill = async (store: Store): Promise<void> => {
  await store.syncSources(CONFIGURATION.sources, AFTERNOON - 48 * HOUR)
  const first = { summary: 'Police count them.', places: ['KE'], publishedAt: AFTERNOON - 9 * HOUR }
  await publish(store, 'harbour-post', [article('fire', { ...first, title: 'Fire in Nairobi kills 30' })], {
    now: AFTERNOON - 9 * HOUR,
  })
  const { story } = await storedAs(store, 'fire')
  const french = article('feu', {
    title: 'Incendie à Nairobi : 38 morts',
    language: 'fr',
    places: ['KE'],
    publishedAt: AFTERNOON - 8 * HOUR,
  })
  await publish(store, 'marche-libre', [french], {
    now: AFTERNOON - 8 * HOUR,
    place: () => ({ kind: 'joins', story, reasons: [] }),
  })
  const edited = { ...article('fire', { ...first, title: 'Blaze in Nairobi kills 30' }), hash: 'edited' }
  await publish(store, 'harbour-post', [edited], { now: AFTERNOON - 7 * HOUR })
}

let room: Newsroom
let id: StoryId
beforeAll(async () => {
  room = await openNewsroom({ fill })
  id = (await storedAs(room.store, 'fire')).story
})
afterAll(async () => await room.close())
const text = async (path: string): Promise<string> => await (await room.get(path)).text()

test('the page of a story shows in what its reports differ, and what was changed', async () => {
  const page = await text(`/stories/${id}`)
  expect(page).toContain('<h2 id="differs">Who says it otherwise</h2>')
  expect(page).toContain('<strong>30 in English</strong>')
  expect(page).toContain('<strong>38 in French</strong>')
  expect(page).toContain('<del>Fire</del><ins>Blaze</ins> in Nairobi kills 30')
})

test('the API tells both', async () => {
  const story = JSON.parse(await text(`/api/v1/stories/${id}`)) as { differences: unknown; changes: unknown }
  const fire = (await storedAs(room.store, 'fire')).id
  expect(story.differences).toMatchObject([
    {
      thing: 'dead',
      unit: null,
      sayings: [
        { value: 30, languages: ['en'] },
        { value: 38, languages: ['fr'] },
      ],
    },
  ])
  expect(story.changes).toEqual([
    {
      article: fire,
      source: 'harbour-post',
      at: new Date(AFTERNOON - 7 * HOUR).toISOString(),
      before: { title: 'Fire in Nairobi kills 30', summary: 'Police count them.' },
      after: { title: 'Blaze in Nairobi kills 30', summary: 'Police count them.' },
    },
  ])
})

test('a feed of what was changed has the headline before', async () => {
  const feed = JSON.parse(await text('/feeds/all.json?q=changed:yes&group=article')) as {
    items: { title: string; content_text: string }[]
  }
  expect(feed.items.map(({ title }) => title)).toEqual(['Blaze in Nairobi kills 30'])
  expect(feed.items[0]?.content_text).toMatch(/^Headline until .+: ⁨?Fire in Nairobi kills 30/m)
  const story = JSON.parse(await text('/feeds/all.json')) as { items: { content_text: string }[] }
  expect(story.items[0]?.content_text).toContain('Reports differ: deaths: 30 in English, 38 in French since')
})
