import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Override } from '../../src/model/correction.ts'
import { type FeedKind, validateFeed } from '../publish/validate/validate-feed.ts'
import { warnFeed } from '../publish/validate/warn-feed.ts'
import { always, article, correct, publish } from '../store/samples.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeEach(async () => {
  room = await openNewsroom()
})
afterEach(async () => await room.close())

const storiesOf = async () =>
  (await room.store.stories({ filter: { kind: 'everything' }, limit: 9, before: null })).rows.map(({ story }) => story)
const firstStory = async () => (await storiesOf()).find(({ articles }) => articles.length > 1)!

describe('the feed of a story', () => {
  test.each<FeedKind>(['atom', 'rss', 'json'])('has its reports in %s, valid and without warnings', async (kind) => {
    const { id, articles } = await firstStory()
    const answer = await room.get(`/stories/${id}.${kind}`)
    expect(answer.status).toBe(200)
    const text = await answer.text()
    for (const { title } of articles) expect(text).toContain(title)
    // Two of its reports came in the same minute.
    const warnings = warnFeed(text, kind, `${room.url}/stories/${id}.${kind}`).filter(
      (one) => !one.startsWith('duplicate-updated'),
    )
    expect([...validateFeed(text, kind), ...warnings]).toEqual([])
  })

  test('is titled in the language that is asked for', async () => {
    const { id } = await firstStory()
    const titled = async (query: string) => (await (await room.get(`/stories/${id}.json${query}`)).json()) as { title: string }
    expect((await titled('?lang=fr')).title).toBe('Les petits colis seront taxés')
    const preferring = await titled('?prefer=ar,fr')
    expect(preferring).toMatchObject({ title: 'الطرود الصغيرة ستخضع للضريبة', language: 'ar' })
    expect(JSON.stringify(preferring)).toContain(`/stories/${id}.json?prefer=ar,fr`)
    expect((await titled('')).title).toBe('Report says parcels will be taxed')
  })

  test('of a story that there never was is not found', async () =>
    expect((await room.get('/stories/none.atom')).status).toBe(404))

  test('of a story that is part of another now leads there', async () => {
    const all = await storiesOf()
    const articles = all.map(({ lead }) => lead.id)
    const correction: Override = { kind: 'join', key: '', articles, since: 1, note: null, by: null, date: null }
    await correct(room.store, articles, [correction], AFTERNOON + HOUR)
    const kept = (await storiesOf()).map(({ id }) => id)
    const gone = all.map(({ id }) => id).find((id) => !kept.includes(id))
    const answer = await room.get(`/stories/${gone}.rss?lang=fr`)
    expect([answer.status, answer.headers.get('location')]).toEqual([301, `/stories/${kept[0]}.rss?lang=fr`])
  })
})

describe('a feed that is longer than its page', () => {
  beforeEach(async () => {
    const news = [1, 2, 3, 4].map((hours) =>
      article(`n${hours}`, { title: `News of ${hours}`, publishedAt: AFTERNOON - hours * 60_000 }),
    )
    await publish(room.store, 'harbour-post', news, { now: AFTERNOON })
  })
  const documentAt = async (query: string) => {
    const document = (await (await room.get(`/feeds/all.json${query}`)).json()) as Document
    return {
      stories: document.items.map(({ _polywire }) => _polywire.story),
      next: new URL(document.next_url ?? room.url).search,
    }
  }
  type Document = { readonly next_url?: string; readonly items: readonly { readonly _polywire: { readonly story: string } }[] }

  test('shows older stories that went on after its newest, within its limit', async () => {
    const all = (await storiesOf()).map(({ id }) => id)
    const oldest = all.at(-1)!
    await publish(room.store, 'harbour-post', [article('goes-on', { title: 'Ein weiterer Bericht', language: 'de' })], {
      place: always({ kind: 'joins', story: oldest, reasons: [] }),
      now: AFTERNOON + 2 * HOUR,
    })
    expect((await documentAt('?limit=3')).stories).toEqual(all.slice(0, 3))
    const { stories, next } = await documentAt('?limit=4')
    expect(stories).toEqual([...all.slice(0, 3), oldest])
    expect((await documentAt(next)).stories).toEqual(all.slice(3))
    const text = await (await room.get('/feeds/all.atom?limit=4')).text()
    expect(validateFeed(text, 'atom')).toEqual([])
  })
})
