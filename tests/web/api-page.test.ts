import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeAll(async () => void (room = await openNewsroom()))
afterAll(async () => await room.close())

test('the addresses in the commands of /api answer', async () => {
  const page = await (await room.get('/api')).text()
  const addresses = [...page.matchAll(/&quot;https?:\/\/[^/]+(\/api\/v1\/[^&]*(?:&amp;limit=\d+)?)&quot;/g)].map(
    ([, path = '']) => path.replaceAll('&amp;', '&'),
  )
  expect(addresses).toHaveLength(5)
  for (const path of addresses.filter((address) => !address.includes('/stream')))
    expect({ path, status: (await room.get(path)).status }).toEqual({ path, status: 200 })
})

test('the manifest and the icons that a page names are there', async () => {
  const page = await (await room.get('/')).text()
  const [, path = ''] = /<link rel="manifest" href="([^"]*)"/.exec(page) ?? []
  const answer = await room.get(path)
  expect(answer.headers.get('content-type')).toBe('application/manifest+json')
  const { start_url, icons } = (await answer.json()) as { start_url: string; icons: { src: string; type: string }[] }
  for (const { src, type } of [...icons, { src: start_url, type: 'text/html; charset=utf-8' }])
    expect((await room.get(src)).headers.get('content-type')).toBe(type)
})
