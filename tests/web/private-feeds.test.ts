import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedId } from '../../src/model/ids.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const KEY = 'q0bGPzbm4rXc0lqZq1Jx2w'
const [PARCELS] = CONFIGURATION.feeds
if (PARCELS === undefined) throw new Error('the newsroom has no feed')
const PRIVATE = {
  ...CONFIGURATION,
  feeds: [
    { ...PARCELS, id: feedId('desk'), title: { en: 'The desk’s own' }, filter: '', group: 'article', private: true } as const,
    PARCELS,
  ],
}

let room: Newsroom
const keys = new Map([['desk', KEY]])
const lookUps: string[] = []
beforeAll(async () => {
  room = await openNewsroom({
    configuration: PRIVATE,
    opens(feed, key) {
      lookUps.push(feed)
      return keys.get(feed) === key
    },
  })
})
afterAll(async () => await room.close())

describe('a private feed', () => {
  test.each(['atom', 'rss', 'json'])(
    'opens as %s to who has its key, and only there do its links hold the key',
    async (ending) => {
      const answer = await room.get(`/feeds/desk.${ending}?key=${KEY}`)
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
      const text = await answer.text()
      expect(text).toContain(`${room.url}/feeds/desk.${ending}?key=${KEY}`)
      expect(text.split('<entry').slice(1).join('')).not.toContain(KEY)
      const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? ''
      expect((await fetch(next)).status).toBe(200)
    },
  )

  test('is one feed for all who have a key', async () => {
    const idWith = async (key: string) => {
      keys.set('desk', key)
      return /<id>([^<]+)/.exec(await (await room.get(`/feeds/desk.atom?key=${key}`)).text())?.[1]
    }
    expect(await idWith('another')).toBe(await idWith(KEY))
  })

  test('is not there without one', async () => {
    const [hidden, missing] = [await room.get('/feeds/desk.atom'), await room.get('/feeds/nowhere.atom')]
    expect([hidden.status, missing.status]).toEqual([404, 404])
    expect((await hidden.text()).replaceAll('desk', 'nowhere')).toBe(await missing.text())
  })

  test('refuses a wrong key in the same words as a feed that is not there', async () => {
    const [wrong, missing] = [await room.get('/feeds/desk.atom?key=x'), await room.get('/feeds/nowhere.atom?key=x')]
    expect([wrong.status, missing.status]).toEqual([403, 403])
    const text = await wrong.text()
    expect(text).toContain('Ask the person who gave it to you for a new address')
    expect(text).toBe(await missing.text())
    const page = await room.get('/feeds/desk.atom?key=x', { accept: 'text/html', 'accept-language': 'de' })
    expect(await page.text()).toContain('Der Schlüssel in dieser Adresse ist ungültig')
  })

  test('looks a key up once, also for a feed or digest that is not there, and does not open one that has a key by chance', async () => {
    keys.set('nowhere', 'x')
    const lookedUp = async (path: string): Promise<readonly [number, ...string[]]> => {
      lookUps.length = 0
      return [(await room.get(path)).status, ...lookUps]
    }
    expect(await lookedUp('/feeds/desk.atom?key=x')).toEqual([403, 'desk'])
    expect(await lookedUp('/feeds/nowhere.atom?key=x')).toEqual([403, 'nowhere'])
    expect(await lookedUp('/digests/nowhere?key=x')).toEqual([403, 'digest:nowhere'])
    keys.delete('nowhere')
  })

  test('closes at once when its key is revoked, also what is kept of it', async () => {
    const path = `/feeds/desk.atom?key=${KEY}`
    const open = await room.get(path)
    keys.delete('desk')
    const headers = { 'if-none-match': open.headers.get('etag') ?? '' }
    expect([(await room.get(path)).status, (await room.get(path, headers)).status]).toEqual([403, 403])
    keys.set('desk', KEY)
    expect((await room.get(path, headers)).status).toBe(304)
  })

  test.each(['/feeds', '/feeds.opml', '/api/v1/feeds', '/', '/openapi.json'])('is not named on %s', async (path) => {
    const text = await (await room.get(path)).text()
    expect(text).not.toMatch(/desk\.|The desk/)
  })

  test('leaves no key in the log', async () => {
    await room.get(`/feeds/desk.atom?key=${KEY}&q=topic:`)
    expect(room.logged.join('\n')).not.toContain(KEY)
  })
})

test('a feed for everybody takes no notice of a key', async () => {
  const answer = await room.get('/feeds/parcels.atom?key=x')
  expect(answer.status).toBe(200)
  expect(await answer.text()).not.toContain('key=')
})
