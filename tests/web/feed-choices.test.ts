import { afterAll, beforeAll, expect, test } from 'vitest'
import { feedId } from '../../src/model/ids.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const [parcels] = CONFIGURATION.feeds
if (parcels === undefined) throw new Error('there is a feed')

let room: Newsroom
beforeAll(async () => {
  const feeds = [parcels, { ...parcels, id: feedId('desk'), private: true }]
  room = await openNewsroom({ configuration: { ...CONFIGURATION, feeds } })
})
afterAll(async () => await room.close())

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

test('a browser that requests a feed without an ending is redirected to the page with its addresses', async () => {
  const response = await room.get('/feeds/all?lang=fr&ui=de', BROWSER)
  expect(response.status).toBe(303)
  expect(response.headers.get('vary')).toBe('Accept')
  const location = response.headers.get('location') ?? ''
  expect(location).toBe('/feeds?feed=all&lang=fr&ui=de#preview')
  const page = await (await room.get(location.replace(/#.*/, ''))).text()
  expect(page).toContain('id="preview"')
  expect(page).toContain('/feeds/all.atom?lang=fr')
})

test('a program gets the addresses of all three formats, Atom first', async () => {
  const response = await room.get('/feeds/parcels?limit=5')
  const addresses = ['atom', 'rss', 'json'].map((ending) => `${room.url}/feeds/parcels.${ending}?limit=5`)
  expect(response.status).toBe(300)
  expect(response.headers.get('location')).toBe(addresses[0])
  expect(response.headers.get('link')).toContain(`<${addresses[2]}>; rel="alternate"; type="application/feed+json"`)
  expect((await response.text()).trim().split('\n').slice(1)).toEqual(addresses)
  for (const address of addresses) expect((await fetch(address)).status).toBe(200)
})

test.each(['/feeds/nothing', '/feeds/desk', '/feeds/desk?key=x'])(
  '%s, of which nobody may know, is not found',
  async (path) => {
    expect((await room.get(path)).status).toBe(404)
    expect((await room.get(path, BROWSER)).status).toBe(404)
  },
)
