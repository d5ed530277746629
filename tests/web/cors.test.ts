import { afterEach, expect, test } from 'vitest'
import type { AllowedOrigins } from '../../src/model/configuration.ts'
import { openVariedNewsroom, VARIED } from './varied-news.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
afterEach(async () => await room.close())
const open = async (cors: AllowedOrigins): Promise<void> => {
  room = await openNewsroom({ configuration: { ...CONFIGURATION, service: { ...CONFIGURATION.service, web: { cors } } } })
}
const APP = 'https://app.example'
const allowed = (answer: Response): string | null => answer.headers.get('access-control-allow-origin')
const vary = (answer: Response): readonly string[] => (answer.headers.get('vary') ?? '').split(', ')
const preflight = async (origin: string, method = 'GET') =>
  await fetch(`${room.url}/api/v1/stories`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'if-none-match' },
  })
const PATHS = ['/api/v1/stories', '/api/v1/sources', '/api/v1/articles.csv', '/openapi.json', '/api/v1/stories?limit=x']

test('no other site may read anything unless the operator says so', async () => {
  await open([])
  for (const path of PATHS) expect([path, allowed(await room.get(path, { origin: APP }))]).toEqual([path, null])
  expect(allowed(await preflight(APP))).toBeNull()
})

test.each(PATHS)(
  'a site of the list may read %s, errors included; others may not, and caches tell them apart',
  async (path) => {
    await open([APP])
    const answer = await room.get(path, { origin: APP })
    expect([allowed(answer), answer.headers.get('access-control-expose-headers')]).toEqual([APP, 'ETag, Link'])
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(vary(answer)).toContain('Origin')
    for (const origin of ['https://evil.example', 'null', `${APP}.evil.example`, `${APP}:8443`])
      expect(allowed(await room.get(path, { origin }))).toBeNull()
    const alone = await room.get(path)
    expect([allowed(alone), vary(alone)]).toEqual([null, expect.arrayContaining(['Origin'])])
  },
)

test('a 304 and the stream are for it too', async () => {
  await open([APP])
  const first = await room.get('/api/v1/stories', { origin: APP })
  const again = await room.get('/api/v1/stories', { origin: APP, 'if-none-match': first.headers.get('etag') ?? '' })
  expect([again.status, allowed(again)]).toEqual([304, APP])
  expect(vary(again)).toEqual(expect.arrayContaining(['Accept-Encoding', 'Origin']))
  const stream = await room.get('/api/v1/stream', { origin: APP })
  expect([stream.status, allowed(stream)]).toEqual([200, APP])
  await stream.body?.cancel()
})

test('the way from a story that has ended to the one that has its articles is open to it', async () => {
  room = await openVariedNewsroom({ configuration: { ...VARIED, service: { ...VARIED.service, web: { cors: [APP] } } } })
  const [ended] = await room.store.storyTombstones(1)
  const answer = await room.get(`/api/v1/stories/${ended?.id}`, { origin: APP })
  expect([answer.status, allowed(answer), vary(answer)]).toEqual([301, APP, ['Origin']])
})

test('a preflight request is answered, for reading only', async () => {
  await open([APP])
  const answer = await preflight(APP)
  expect([answer.status, allowed(answer)]).toEqual([204, APP])
  expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD')
  expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('if-none-match')
  expect(allowed(await preflight('https://evil.example'))).toBeNull()
})

test('a star is for all sites, and the same for each', async () => {
  await open('*')
  const answer = await room.get('/api/v1/stories', { origin: 'https://anybody.example' })
  expect([allowed(answer), vary(answer)]).toEqual(['*', ['Accept-Encoding']])
  expect((await preflight('https://anybody.example')).status).toBe(204)
})

test('it opens the API only, and no polling', async () => {
  await open('*')
  for (const path of ['/', '/feeds/all.json', '/metrics']) expect(allowed(await room.get(path, { origin: APP }))).toBeNull()
  const poll = await fetch(`${room.url}/api/v1/poll`, { method: 'POST', headers: { origin: APP } })
  expect([poll.status, allowed(poll)]).toEqual([403, null])
})

test('it follows the configuration while the service runs', async () => {
  await open([])
  room.setConfiguration({ ...CONFIGURATION, service: { ...CONFIGURATION.service, web: { cors: [APP] } } })
  expect(allowed(await room.get('/api/v1/status', { origin: APP }))).toBe(APP)
})
