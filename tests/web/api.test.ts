import { signingKeyIn } from '../../src/server/signing-key.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import type { PollSummary } from '../../src/web/deps.ts'
import { type Newsroom, openNewsroom } from './newsroom.ts'

const TOKEN = 'correct-horse'
const done = (id: string): PollSummary => ({
  source: sourceId(id),
  outcome: 'read',
  added: 2,
  revised: 0,
  failure: null,
})
let room: Newsroom
const asked: string[] = []
beforeAll(async () => {
  room = await openNewsroom({
    adminToken: TOKEN,
    poll: {
      async source(id, wait) {
        asked.push(`${id} ${wait}`)
        if (id === 'gangkou') room.setReady({ ok: false, reasons: ['disk-full: no room'] })
        return id === 'sahifa' ? null : done(id)
      },
      async all(wait) {
        asked.push(`all ${wait}`)
        return [done('harbour-post'), { ...done('sahifa'), outcome: 'failed', failure: { kind: 'gone' } }]
      },
    },
    metrics: { text: async () => '# HELP polywire_articles Articles kept\npolywire_articles 6' },
  })
})
afterAll(async () => await room.close())

const post = async (path: string, headers: Record<string, string> = {}, at = room) =>
  await fetch(at.url + path, { method: 'POST', headers })
const admin = { authorization: `Bearer ${TOKEN}` }
type Listing = { data: { id: string; title?: string }[]; next: string | null; links: { next: string | null } }

describe('the API', () => {
  test('says in the header Link, too, where a list goes on', async () => {
    const first = await room.get('/api/v1/articles?limit=4')
    const { links } = (await first.json()) as Listing
    expect(first.headers.get('link')).toBe(`<${room.url}/api/v1/articles?limit=4>; rel="self", <${links.next}>; rel="next"`)
    const last = await room.get(links.next!.slice(room.url.length))
    expect(last.headers.get('link')).toBe(`<${links.next}>; rel="self"`)
    expect((await room.get('/api/v1/status')).headers.has('link')).toBe(false)
  })

  test('counts what is held', async () => {
    const status = await (await room.get('/api/v1/status')).json()
    expect(status).toMatchObject({ items: 6, articles: 6, copies: 1, stories: 2, sources: 4, writable: true })
  })

  test('lists articles by filter and pages through all of them', async () => {
    const ids: string[] = []
    let path: string | null = '/api/v1/articles?q=topic:trade&limit=2'
    while (path !== null) {
      const page = (await (await room.get(path)).json()) as Listing
      ids.push(...page.data.map(({ id }) => id))
      path = page.links.next === null ? null : page.links.next.slice(room.url.length)
    }
    expect(new Set(ids).size).toBe(5)
    expect(ids).toHaveLength(5)
  })

  test.each(['topics', 'entities', 'feeds', 'sources'])('pages through %s and finds by name', async (list) => {
    const all = (await (await room.get(`/api/v1/${list}`)).json()) as Listing
    const first = (await (await room.get(`/api/v1/${list}?limit=1`)).json()) as Listing
    expect(first.data).toEqual(all.data.slice(0, 1))
    const second =
      first.next === null
        ? []
        : ((await (await room.get(`/api/v1/${list}?limit=1&before=${first.next}`)).json()) as Listing).data
    expect(second).toEqual(all.data.slice(1, 2))
    const found = (await (await room.get(`/api/v1/${list}?q=${all.data.at(-1)?.id}`)).json()) as Listing
    expect(found.data.map(({ id }) => id)).toContain(all.data.at(-1)?.id)
    expect((await room.get(`/api/v1/${list}?before=bm8`)).status).toBe(400)
  })

  test('finds what is configured by its names, not by what all rows have', async () => {
    const ids = async (path: string) => ((await (await room.get(`/api/v1/${path}`)).json()) as Listing).data.map(({ id }) => id)
    expect(await ids('topics?q=small PARCELS')).toEqual(['trade.parcels'])
    expect(await ids('sources?q=libre')).toEqual(['marche-libre'])
    expect(await ids('entities?q=organisation')).toEqual(['port-union'])
    expect(await ids('topics?q=label')).toEqual([])
    expect(await ids('sources?q=null')).toEqual([])
  })

  test('says of a limit what is the most of this list', async () => {
    expect(await (await room.get('/api/v1/stories?limit=none')).json()).toMatchObject({
      detail: 'limit must be a whole number from 1 to 200.',
    })
  })

  test('gives a story with all its articles, and an article with the reasons for its place', async () => {
    const { data } = (await (await room.get('/api/v1/stories?q=lang:ar')).json()) as Listing
    const story = (await (await room.get(`/api/v1/stories/${data[0]?.id}`)).json()) as {
      articles: { id: string; language: string }[]
      languages: string[]
    }
    expect(story.articles).toHaveLength(5)
    const arabic = story.articles.find(({ language }) => language === 'ar')
    const article = await (await room.get(`/api/v1/articles/${arabic?.id}`)).json()
    expect(article).toMatchObject({ source: 'sahifa', reasons: [{ detail: 'Port Union' }], topics: [{ id: 'trade.parcels' }] })
  })

  test('tells mistakes as problems', async () => {
    for (const path of [
      '/api/v1/articles/none',
      '/api/v1/nothing',
      '/api/v1/stories?q=(',
      '/api/v1/stories?before=!',
      '/api/v1/stories?limit=x',
    ]) {
      const answer = await room.get(path, { accept: 'text/html' })
      expect([path, answer.headers.get('content-type')]).toEqual([path, 'application/problem+json; charset=utf-8'])
      expect(await answer.json()).toMatchObject({
        status: answer.status,
        title: expect.any(String),
        detail: expect.any(String),
      })
    }
  })

  test('never tells the address that a source is read at, which may hold a key', async () => {
    expect(await (await room.get('/api/v1/sources')).text()).not.toContain('.example/feed')
  })

  test('describes itself', async () => {
    const description = (await (await room.get('/openapi.json')).json()) as { openapi: string; paths: Record<string, unknown> }
    expect(description.openapi).toBe('3.1.0')
    const paths = Object.keys(description.paths)
    const formats = ['atom', 'rss', 'json'].flatMap((kind) => [`/feeds/{id}.${kind}`, `/feeds/health.${kind}`])
    const single = ['stories', 'articles'].map((name) => `/api/v1/${name}/{id}`)
    expect(paths).toEqual(expect.arrayContaining([...formats, ...single, '/api/v1/stream', '/feeds.opml', '/api/v1/status']))
  })
})

describe('polling', () => {
  test('is begun by the admin, or waited for', async () => {
    expect((await post('/api/v1/sources/harbour-post/poll', admin)).status).toBe(202)
    const waited = await post('/api/v1/sources/harbour-post/poll?wait=1', admin)
    expect([waited.status, await waited.json()]).toMatchObject([200, { source: 'harbour-post', outcome: 'read', added: 2 }])
    const everything = await post('/api/v1/poll?wait=1', admin)
    expect(await everything.json()).toMatchObject({ read: 1, failed: 1, polls: [{}, { failure: { kind: 'gone' } }] })
    expect(asked).toEqual(['harbour-post false', 'harbour-post true', 'all true'])
  })

  test('of a source that is busy or not there is refused', async () => {
    expect((await post('/api/v1/sources/sahifa/poll?wait=1', admin)).status).toBe(409)
    room.setReady({ ok: false, reasons: ['disk-full: no room'] })
    for (const path of ['/api/v1/sources/sahifa/poll?wait=1', '/api/v1/sources/sahifa/poll', '/api/v1/poll']) {
      const answer = await post(path, admin)
      expect(answer.status).toBe(503)
      expect(await answer.text()).toContain('disk-full: no room')
    }
    room.setReady({ ok: true, reasons: [] })
    expect((await post('/api/v1/sources/gangkou/poll?wait=1', admin)).status).toBe(503)
    room.setReady({ ok: true, reasons: [] })
    const missing = await post('/api/v1/sources/harbor-post/poll', admin)
    expect([missing.status, await missing.json()]).toMatchObject([404, { detail: expect.stringContaining('“harbour-post”') }])
  })

  test('is refused without the token, and to pages of other sites even with it', async () => {
    expect((await post('/api/v1/poll')).status).toBe(401)
    expect((await post('/api/v1/poll', { ...admin, origin: 'https://evil.example' })).status).toBe(403)
    expect((await post('/api/v1/poll', { ...admin, origin: room.url })).status).toBe(202)
  })

  test('by GET does nothing', async () => {
    const before = asked.length
    const answer = await room.get('/api/v1/poll', admin)
    expect([answer.status, answer.headers.get('allow'), asked.length]).toEqual([405, 'POST', before])
    const put = await fetch(`${room.url}/api/v1/poll`, { method: 'PUT', headers: admin })
    expect([put.status, put.headers.get('allow'), asked.length]).toEqual([405, 'POST', before])
  })

  test('where no token is set says how to set one', async () => {
    const open = await openNewsroom()
    const answer = await post('/api/v1/poll', admin, open)
    expect(answer.status).toBe(403)
    expect(((await answer.json()) as { detail: string }).detail).toContain('POLYWIRE_ADMIN_TOKEN')
    await open.close()
  })

  test('with wrong tokens is slowed down; the right one is never locked out, and the log knows no token', async () => {
    const guarded = await openNewsroom({ adminToken: TOKEN })
    const statuses: number[] = []
    for (let n = 0; n < 12; n += 1)
      statuses.push((await post('/api/v1/poll', { authorization: 'Bearer guess' }, guarded)).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
    const locked = await post('/api/v1/poll', { authorization: 'Bearer guess' }, guarded)
    expect([locked.status, Number(locked.headers.get('retry-after')) > 0]).toEqual([429, true])
    // Behind a proxy whoever guesses has the operator's address.
    expect((await post('/api/v1/poll', admin, guarded)).status).toBe(202)
    guarded.setNow(Date.UTC(2026, 10, 24, 16, 21))
    expect((await post('/api/v1/poll', { authorization: 'Bearer guess' }, guarded)).status).toBe(401)
    expect(guarded.logged.join('\n')).not.toContain(TOKEN)
    await guarded.close()
  })
})

describe('health', () => {
  test('is alive and ready, or says why not', async () => {
    expect((await room.get('/healthz')).status).toBe(200)
    expect((await room.get('/readyz')).status).toBe(200)
    room.setReady({ ok: false, reasons: ['the disk is full'] })
    const answer = await room.get('/readyz')
    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, reasons: ['the disk is full'] }])
    room.setReady({ ok: true, reasons: [] })
  })

  test('is not alive once the main thread has had no turn for a minute', async () => {
    let silentMs = 59_999
    const stuck = await openNewsroom({ silentMs: () => silentMs })
    expect((await stuck.get('/healthz')).status).toBe(200)
    silentMs = 60_000
    const answer = await stuck.get('/healthz')
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'stuck' }])
    await stuck.close()
  })

  test('publishes the key that signs its requests, once there is one', async () => {
    const path = '/.well-known/http-message-signatures-directory'
    expect((await room.get(path)).status).toBe(404)
    const key = await signingKeyIn(room.store, 'https://news.example')
    expect([
      await signingKeyIn(room.store, 'https://news.example'),
      await signingKeyIn(room.store, 'https://a.example/news'),
    ]).toEqual([key, null])
    const answer = await room.get(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/http-message-signatures-directory+json',
    ])
    const { keys } = (await answer.json()) as { readonly keys: readonly Readonly<Record<string, unknown>>[] }
    expect(keys.map((one) => Object.keys(one))).toEqual([['kty', 'crv', 'x', 'kid', 'use', 'alg']])
  })

  test('metrics hold the service’s own and count requests by route', async () => {
    await room.get('/feeds/all.atom')
    await room.get('/feeds/all.atom')
    const answer = await room.get('/metrics')
    expect(answer.headers.get('content-type')).toContain('version=0.0.4')
    const text = await answer.text()
    expect(text).toContain('polywire_articles 6\n')
    expect(text).toMatch(/polywire_http_requests_total\{route="feed",status="200"\} 2/)
    expect(text).toContain('polywire_http_request_duration_seconds_bucket')
  })
})
