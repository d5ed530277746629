import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Override } from '../../src/model/correction.ts'
import type { Story } from '../../src/model/story.ts'
import { correct } from '../store/samples.ts'
import { validateFeed } from '../publish/validate/validate-feed.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
let stories: readonly Story[]
beforeEach(async () => {
  room = await openNewsroom()
  const page = await room.store.stories({ filter: { kind: 'everything' }, limit: 9, before: null })
  stories = page.rows.map(({ story }) => story)
})
afterEach(async () => await room.close())

const text = async (path: string): Promise<string> => await (await room.get(path)).text()
/** Both stories are one until the correction is undone. */
const join = async (isJoined: boolean): Promise<void> => {
  const articles = stories.map(({ lead }) => lead.id)
  const correction: Override = { kind: 'join', key: '', articles, since: 1, note: null, by: null, date: null }
  await correct(room.store, articles, isJoined ? [correction] : [], AFTERNOON + HOUR)
}
const TOMBSTONE = /<at:deleted-entry ref="(urn:uuid:[^"]+)" when="2026-11-24T17:20:00Z"\/>/

test('the entry of a story that was joined to another is deleted in Atom, and returns when the correction is undone', async () => {
  const before = await text('/feeds/all.atom')
  expect(before).not.toContain('xmlns:at=')
  await join(true)
  const joined = await text('/feeds/all.atom')
  const [, id = ''] = TOMBSTONE.exec(joined) ?? []
  expect(before).toContain(`<id>${id}</id>`)
  expect(joined).not.toContain(`<id>${id}</id>`)
  expect(joined).toContain('xmlns:at="http://purl.org/atompub/tombstones/1.0"')
  expect(joined).toContain('<updated>2026-11-24T17:20:00Z</updated>')
  expect(validateFeed(joined, 'atom')).toEqual([])
  await join(false)
  const again = await text('/feeds/all.atom')
  const untimed = (feed: string): string => feed.replaceAll(/<updated>[^<]*<\/updated>/g, '')
  expect(untimed(again)).toBe(untimed(before))
})

test.each(['/feeds/all.atom?group=article', '/feeds/all.rss', '/feeds/all.json'])('%s has no such thing', async (path) => {
  await join(true)
  expect(await text(path)).not.toContain('deleted-entry')
})

test('the page and the data of such a story redirect to the story with its articles, and stop when it returns', async () => {
  await join(true)
  const ids = stories.map(({ id }) => id)
  const answers = await Promise.all(ids.map(async (id) => await room.get(`/stories/${id}?ui=fr`)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 301]))
  const moved = answers.findIndex(({ status }) => status === 301)
  const kept = ids[1 - moved]
  expect(answers[moved]?.headers.get('location')).toBe(`/stories/${kept}?ui=fr`)
  expect(answers[moved]?.headers.get('cache-control')).toContain('no-cache')
  expect((await room.get(`/api/v1/stories/${ids[moved]}`)).headers.get('location')).toBe(`/api/v1/stories/${kept}`)
  await join(false)
  expect((await room.get(`/stories/${ids[moved]}`)).status).toBe(200)
})
