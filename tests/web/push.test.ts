import { afterEach, describe, expect, test } from 'vitest'
import type { PushedBody, PushEndpoints } from '../../src/model/push.ts'
import { idOf } from '../store/samples.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
afterEach(async () => await room.close())

type Taken = { readonly forms: URLSearchParams[]; readonly bodies: PushedBody[]; readonly queries: URLSearchParams[] }

/** A hub and callbacks that say what they heard; `known` is the only callback. */
const open = async (hubUrl: string | null = 'https://news.example/hub'): Promise<Taken> => {
  const taken: Taken = { forms: [], bodies: [], queries: [] }
  const push: PushEndpoints = {
    hubUrl,
    hub: async (form) => {
      taken.forms.push(form)
      return { status: 429, text: 'Not now.', retryAfterMs: 1_500 }
    },
    verify: async (_, query) => {
      taken.queries.push(query)
      return { status: 200, text: query.get('hub.challenge') ?? '' }
    },
    expects: async (id) => id === 'known',
    receive: async (_, body) => {
      taken.bodies.push(body)
      return { status: 202, text: '' }
    },
    maxBytes: () => 1_000,
  }
  room = await openNewsroom({ push })
  return taken
}
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${room.url}${path}`, { method: 'POST', body, headers })

describe('feeds name the hub', () => {
  test.each([
    ['/feeds/all.atom', '<link rel="hub" href="https://news.example/hub"/>'],
    ['/feeds/parcels.rss?q=lang:fr', '<atom:link rel="hub" href="https://news.example/hub"/>'],
    ['/feeds/all.json', '"hubs":[{"type":"WebSub","url":"https://news.example/hub"}]'],
  ])('%s', async (path, inBody) => {
    await open()
    const answer = await room.get(path)
    expect(answer.headers.get('link')).toContain('<https://news.example/hub>; rel="hub"')
    expect(await answer.text()).toContain(inBody)
  })
  test('unless there is none', async () => {
    await open(null)
    const answer = await room.get('/feeds/all.atom')
    expect(answer.headers.get('link')).not.toContain('hub')
    expect(await answer.text()).not.toContain('rel="hub"')
  })
})

describe('the hub', () => {
  test('takes forms, and answers in plain text', async () => {
    const { forms } = await open()
    const answer = await post('/websub/hub', 'hub.mode=subscribe&hub.topic=a%26b', FORM)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('2')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await answer.text()).toBe('Not now.')
    expect(Object.fromEntries(forms[0]!)).toEqual({ 'hub.mode': 'subscribe', 'hub.topic': 'a&b' })
  })
  test.each([
    ['JSON', { 'content-type': 'application/json' }, '{}', 415],
    ['a very long form', FORM, `hub.secret=${'x'.repeat(20_000)}`, 413],
  ])('refuses %s', async (_, headers, body, status) => {
    const { forms } = await open()
    expect((await post('/websub/hub', body, headers)).status).toBe(status)
    expect(forms).toEqual([])
  })
  test('tells who looks at it in a browser what it is', async () => {
    await open()
    const answer = await room.get('/websub/hub')
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
    expect(await answer.text()).toContain('WebSub hub')
  })
  test('is not there where it is switched off', async () => {
    await open(null)
    expect((await post('/websub/hub', 'hub.mode=subscribe', FORM)).status).toBe(404)
  })
})

describe('a callback', () => {
  test('answers a verification with the challenge, as text that no browser runs', async () => {
    const { queries } = await open()
    const answer = await room.get('/websub/callback/known?hub.challenge=%3Cscript%3E&hub.mode=subscribe')
    expect(await answer.text()).toBe('<script>')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(queries[0]!.get('hub.mode')).toBe('subscribe')
  })
  test('takes a body with its type and signature, byte for byte', async () => {
    const { bodies } = await open()
    const headers = { 'content-type': 'application/atom+xml', 'x-hub-signature': 'sha256=00' }
    expect((await post('/websub/callback/known', '<feed>é</feed>', headers)).status).toBe(202)
    expect(bodies).toEqual([
      { bytes: Buffer.from('<feed>é</feed>'), contentType: 'application/atom+xml', signature: 'sha256=00' },
    ])
  })
  test.each([
    ['for nobody', '/websub/callback/other', 'x', {}, 410],
    ['that is too long', '/websub/callback/known', 'x'.repeat(1_001), {}, 413],
    ['that is packed', '/websub/callback/known', 'x', { 'content-encoding': 'gzip' }, 415],
  ])('refuses a body %s', async (_, path, body, headers, status) => {
    const { bodies } = await open()
    expect((await post(path, body, headers)).status).toBe(status)
    expect(bodies).toEqual([])
  })
})

test('the page of sources, and the API, tell what comes of push', async () => {
  await open()
  const row = {
    id: 'x1',
    source: idOf('harbour-post'),
    hub: 'https://hub.example/',
    topic: 'https://harbour.example/feed',
    secret: 'hush-hush',
    state: 'asked' as const,
    expiresAt: null as number | null,
    due: AFTERNOON,
    failures: 0,
    problem: null as string | null,
    pushes: 0,
    pushedAt: null as number | null,
    forged: 0,
  }
  const shows = async (change: Partial<typeof row>): Promise<string> => {
    const stored = (await room.store.subscriptions.pushedSource('x1')) ?? row
    await room.store.subscriptions.replacePushedSource(stored, { ...stored, ...change })
    return await (await room.get('/sources?ui=en')).text()
  }
  await room.store.subscriptions.replacePushedSource(null, row)
  expect(await shows({})).toContain('Push subscription requested.')
  expect(await shows({ expiresAt: AFTERNOON + HOUR })).toContain('nothing received yet')
  const pushed = await shows({ pushedAt: AFTERNOON - HOUR, forged: 2 })
  expect(pushed).toContain(`Last push: <time datetime="${new Date(AFTERNOON - HOUR).toISOString()}"`)
  expect(pushed).toContain('2 pushes with an invalid signature ignored')
  const failing = await shows({ problem: 'the hub answered 500' })
  expect(failing).toContain(
    'Push does not work; the source is still polled. <span lang="en" dir="ltr">(the hub answered 500)</span>',
  )
  expect(failing).not.toContain('hush-hush')

  const api = await (await room.get('/api/v1/sources')).text()
  const source = (JSON.parse(api) as { data: { id: string; push: unknown }[] }).data.find(({ id }) => id === 'harbour-post')
  expect(source?.push).toEqual({
    until: new Date(AFTERNOON + HOUR).toISOString(),
    pushedAt: new Date(AFTERNOON - HOUR).toISOString(),
    pushes: 0,
    forged: 2,
    problem: 'the hub answered 500',
  })
  expect(api).not.toMatch(/hush-hush|hub\.example|x1/)
})
