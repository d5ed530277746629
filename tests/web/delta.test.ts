import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FeedKind, validateFeed } from '../publish/validate/validate-feed.ts'
import { article, publish } from '../store/samples.ts'
import { AFTERNOON, HOUR, CONFIGURATION, MINUTE, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeEach(async () => {
  room = await openNewsroom()
})
afterEach(async () => await room.close())

const cable = async (key: string, title: string): Promise<void> => {
  await publish(room.store, 'harbour-post', [article(key, { topics: ['cables'], title, publishedAt: AFTERNOON - MINUTE })], {
    now: AFTERNOON - MINUTE,
  })
}
const PLAIN = { 'accept-encoding': 'identity' }
const tagOf = (answer: Response): string => answer.headers.get('etag') ?? ''
const entriesIn = (text: string): number => text.split(/<entry |<item>|"date_published"/).length - 1

describe.each<FeedKind>(['atom', 'rss', 'json'])('a reader of %s who takes deltas', (kind) => {
  const path = `/feeds/all.${kind}`
  const ask = async (tag: string, aIm = 'feed') => await room.get(path, { ...PLAIN, 'a-im': aIm, 'if-none-match': tag })

  test('gets only what is new since the edition that she has, under the tag of the whole', async () => {
    const first = await room.get(path, PLAIN)
    expect([first.status, first.headers.get('vary')]).toEqual([200, 'Accept-Encoding, A-IM'])
    await cable('d1', 'A ship drags its anchor')
    const delta = await ask(tagOf(first))
    const text = await delta.text()
    expect([delta.status, delta.headers.get('im'), delta.headers.get('delta-base')]).toEqual([226, 'feed', tagOf(first)])
    expect(text).toContain('A ship drags its anchor')
    expect(entriesIn(text)).toBe(1)
    expect(validateFeed(text, kind)).toEqual([])
    const whole = await room.get(path, PLAIN)
    expect(tagOf(delta)).toBe(tagOf(whole))
    expect(entriesIn(await whole.text())).toBe(3)
    expect((await ask(tagOf(delta))).status).toBe(304)
  })

  test('gets an entry again that has changed, and all that came in several editions', async () => {
    await cable('d1', 'A ship drags its anchor')
    const first = await room.get(path, PLAIN)
    await cable('d1', 'A ship dragged its anchor, says the port')
    await room.get(path, PLAIN)
    await cable('d2', 'The cable is mended')
    const text = await (await ask(tagOf(first))).text()
    expect(entriesIn(text)).toBe(2)
    expect(text).toContain('says the port')
    expect(text).toContain('The cable is mended')
  })

  test('gets the whole for a tag that is not known, and where nothing would be saved', async () => {
    const empty = await room.get(`/feeds/all.${kind}?q=anchor`, PLAIN)
    await cable('d1', 'A ship drags its anchor')
    expect((await ask('"AAAAAAAAAAAAAAAAAAAAAAAAAAA"')).status).toBe(200)
    const all = await room.get(`/feeds/all.${kind}?q=anchor`, { ...PLAIN, 'a-im': 'feed', 'if-none-match': tagOf(empty) })
    expect([all.status, entriesIn(await all.text())]).toEqual([200, 1])
  })
})

test.each(['feed;q=0', 'vcdiff', 'feeder', ''])('A-IM: %s gets the whole', async (aIm) => {
  const first = await room.get('/feeds/all.atom', PLAIN)
  await cable('d1', 'A ship drags its anchor')
  const answer = await room.get('/feeds/all.atom', { ...PLAIN, 'a-im': aIm, 'if-none-match': tagOf(first) })
  expect([answer.status, answer.headers.get('im')]).toEqual([200, null])
})

test.each(['feed', 'vcdiff, feed', 'feed;q=0.5, gzip'])('A-IM: %s gets what is new, compressed where asked', async (aIm) => {
  const first = await room.get('/feeds/all.atom', { 'accept-encoding': 'gzip' })
  await cable('d1', 'A ship drags its anchor')
  const headers = { 'accept-encoding': 'gzip', 'a-im': aIm, 'if-none-match': `"x", W/${tagOf(first)}` }
  const answer = await room.get('/feeds/all.atom', headers)
  expect([answer.status, answer.headers.get('content-encoding')]).toEqual([226, 'gzip'])
  expect(tagOf(answer)).toMatch(/-gzip"$/)
  expect(entriesIn(await answer.text())).toBe(1)
})

test('a delta may not be kept for the whole by caches that do not know it', async () => {
  const first = await room.get('/feeds/all.atom', PLAIN)
  await cable('d1', 'A ship drags its anchor')
  const answer = await room.get('/feeds/all.atom', { ...PLAIN, 'a-im': 'feed', 'if-none-match': tagOf(first) })
  expect(answer.headers.get('cache-control')).toBe('no-store, im')
  expect(answer.headers.get('vary')).toContain('If-None-Match')
})

test('an entry that went missing and came back is new to who did not see it', async () => {
  const path = '/feeds/parcels.atom'
  const others = { topics: ['trade.parcels'], publishedAt: AFTERNOON - MINUTE }
  await room.get(path, PLAIN)
  // So much later that the story of the parcels goes on no longer.
  const now = AFTERNOON + 72 * HOUR
  await publish(room.store, 'harbour-post', [article('n1', { ...others, title: 'One' })], { now })
  await publish(room.store, 'harbour-post', [article('n2', { ...others, title: 'Two' })], { now })
  const without = await room.get(path, PLAIN)
  expect(await without.text()).not.toContain('parcels will be taxed')
  room.setConfiguration({ ...CONFIGURATION, feeds: CONFIGURATION.feeds.map((feed) => ({ ...feed, limit: 3 })) })
  const headers = { ...PLAIN, 'a-im': 'feed', 'if-none-match': tagOf(without) }
  const text = await (await room.get(path, headers)).text()
  expect(text).toContain('parcels will be taxed')
  expect(entriesIn(text)).toBe(1)
})
