import { describe, expect, test } from 'vitest'
import { codingFor } from '../../src/web/http/coding.ts'
import { evaluatePreconditions } from '../../src/web/http/conditional.ts'
import { answerNow, answerWith, documentOf } from '../../src/web/http/document.ts'
import { createResponseCache } from '../../src/web/http/response-cache.ts'
import { originOf } from '../../src/web/http/web-request.ts'

const given = (headers: Record<string, string>) => (name: string) => headers[name]
const NOON = Date.UTC(2026, 5, 15, 12, 0, 0, 700)

describe('preconditions by RFC 9110', () => {
  const current = { etag: '"abc"', lastModified: NOON }
  test.each([
    ['no condition', {}, 'send'],
    ['its tag', { 'if-none-match': '"abc"' }, 'not-modified'],
    ['its tag, weakly', { 'if-none-match': 'W/"abc"' }, 'not-modified'],
    ['a list that holds it', { 'if-none-match': '"x", W/"y" ,"abc"' }, 'not-modified'],
    ['a tag with a comma in it', { 'if-none-match': '"x,y", "abc"' }, 'not-modified'],
    ['any', { 'if-none-match': '*' }, 'not-modified'],
    ['other tags', { 'if-none-match': '"abcd", "ab"' }, 'send'],
    ['a tag without quotes', { 'if-none-match': 'abc' }, 'send'],
    ['the date', { 'if-modified-since': 'Mon, 15 Jun 2026 12:00:00 GMT' }, 'not-modified'],
    ['a later date, in the form of RFC 850', { 'if-modified-since': 'Tuesday, 16-Jun-26 12:00:00 GMT' }, 'not-modified'],
    ['an earlier date, in the form of asctime', { 'if-modified-since': 'Mon Jun 15 11:59:59 2026' }, 'send'],
    ['what is no date', { 'if-modified-since': 'yesterday' }, 'send'],
    [
      'a tag that is not its own, with a date that is',
      { 'if-none-match': '"x"', 'if-modified-since': 'Mon, 15 Jun 2026 12:00:00 GMT' },
      'send',
    ],
    ['only if it is another', { 'if-match': '"x"' }, 'failed'],
    ['only if it is this, weakly: strong tags are wanted', { 'if-match': 'W/"abc"' }, 'failed'],
    ['only if it is this', { 'if-match': '"x", "abc"' }, 'send'],
    ['only if unchanged since before', { 'if-unmodified-since': 'Mon, 15 Jun 2026 11:00:00 GMT' }, 'failed'],
  ] as const)('%s', (_, headers, verdict) => {
    expect(evaluatePreconditions(given(headers), current)).toBe(verdict)
  })
})

describe('the coding of an answer', () => {
  test.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;q=1', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['gzip;q=0', 'identity'],
    ['identity;q=1, gzip;q=0.5', 'identity'],
    ['gzip;q=nonsense', 'identity'],
    ['deflate, zstd', 'identity'],
  ])('for %s is %s', (header, coding) => expect(codingFor(header)).toBe(coding))
})

describe('the address we are reached at', () => {
  test.each(['news.example', 'news.example:8080', '127.0.0.1:1', '[::1]:80', 'LOCALHOST'])('is believed of %s', (host) =>
    expect(originOf(null, host)).toBe(`http://${host.toLowerCase()}`),
  )
  test.each([undefined, '', 'a b', 'evil.example/path', 'user@host', '"><script>', 'a'.repeat(300), 'host:port'])(
    'is not believed of %s',
    (host) => expect(() => originOf(null, host)).toThrow('Host header'),
  )
})

test('a document is compressed once for many who ask at the same time', async () => {
  const document = documentOf({ body: 'x'.repeat(100_000), type: 'text/plain', status: 200, isDated: false, headers: {} }, null)
  const state = { grown: 0 }
  const accept = (name: string): string | undefined => (name === 'accept-encoding' ? 'gzip' : undefined)
  const ask = async () => await answerWith(document, 'GET', accept, () => void (state.grown += 1))
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  expect([...new Set(answers)]).toHaveLength(1)
  expect(answers[0]?.body?.length).toBeLessThan(1_000)
  expect(state.grown).toBe(1)
})

describe('what is kept', () => {
  const world = (maxBytes = 1_000_000) => {
    const state = { edition: 1, editionAt: NOON, configuration: {}, now: NOON, elapsed: 0, renderings: 0 }
    const cache = createResponseCache({
      maxBytes,
      state: async () => ({ ...state }),
      now: () => state.now,
      elapsed: () => state.elapsed,
    })
    const make =
      (body: string, costMs = 0) =>
      async () => {
        state.renderings += 1
        state.elapsed += costMs
        return { rendered: { body, type: 'text/plain', status: 200, isDated: false, headers: {} }, until: null }
      }
    const { signal } = new AbortController()
    const get = async (key: string, render: Parameters<typeof cache.get>[1], mustBeNew = false) =>
      await cache.get(key, render, { mustBeNew, signal })
    return { state, cache: { ...cache, get }, make }
  }

  test('is rendered once for many who ask at the same time', async () => {
    const { state, cache, make } = world()
    await Promise.all(Array.from({ length: 20 }, async () => await cache.get('a', make('one'))))
    expect(state.renderings).toBe(1)
  })

  test('is rendered anew for a new edition, and those who came before it do not get in the way', async () => {
    const { state, cache, make } = world()
    const early = cache.get('a', make('old'))
    state.edition = 2
    const late = await cache.get('a', make('new'))
    expect([(await early).raw.toString(), late.raw.toString()]).toEqual(['old', 'new'])
    expect((await cache.look('a'))?.raw.toString()).toBe('new')
  })

  test('is dated by its edition, once the second of that is over', async () => {
    const { state, cache } = world()
    const make = (body: string) => async () => ({
      rendered: { body, type: 'text/plain', status: 200, isDated: true, headers: {} },
      until: null,
    })
    const dateOf = async (body: string) => (await cache.get('a', make(body))).lastModified
    expect(await dateOf('one')).toBeNull()
    state.now += 1_000
    expect(await dateOf('one')).toBe(NOON)
    // Nothing but another configuration tells these bytes from those.
    state.configuration = {}
    expect(await dateOf('two')).toBeNull()
    state.now += 1_000
    expect(await dateOf('two')).toBe(NOON + 1_000)
    state.edition = 2
    state.editionAt = state.now
    expect(await dateOf('three')).toBeNull()
    state.now += 1_000
    expect(await dateOf('three')).toBe(NOON + 2_000)
    state.edition = 3
    state.editionAt = state.now
    state.now += 60_000
    // The same bytes, from a process that has just begun too.
    expect(await dateOf('three')).toBe(state.editionAt)
  })

  test('is let go, the longest unused first, when there is too much of it', async () => {
    const { cache, make } = world(100_000)
    for (const key of ['a', 'b', 'c', 'd']) {
      await cache.get(key, make('x'.repeat(20_000)))
      await cache.look('a')
    }
    await cache.get('e', make('x'.repeat(20_000)))
    expect((await Promise.all(['a', 'b', 'e'].map((key) => cache.look(key)))).map((found) => found !== null)).toEqual([
      true,
      false,
      true,
    ])
    expect(cache.size().bytes).toBeLessThanOrEqual(100_000)
  })

  test('may lag a few seconds behind the store while it is rendered often, but not in what is pushed, nor for somebody who waits for a poll', async () => {
    const { state, cache, make } = world()
    for (let edition = 1; edition <= 10; edition += 1) {
      state.edition = edition
      await cache.get('a', make(`edition ${edition}`, 200))
    }
    const rendered = state.renderings
    expect(rendered).toBeLessThan(10)
    state.edition = 11
    expect((await cache.get('a', make('lagging'))).raw.toString()).not.toBe('lagging')
    expect((await cache.get('a', make('what is pushed'), true)).raw.toString()).toBe('what is pushed')
    cache.expire()
    expect((await cache.get('a', make('now'))).raw.toString()).toBe('now')
    state.edition = 12
    state.now += 6_000
    expect((await cache.get('a', make('after the lag'))).raw.toString()).toBe('after the lag')
  })

  test('is rendered for nobody in particular, once a second, while many ask for it', async () => {
    const { state, cache, make } = world()
    const ask = async (times: number): Promise<readonly string[]> => {
      const seen: string[] = []
      for (let time = 0; time < times; time += 1) {
        state.edition += 1
        state.elapsed += 20
        seen.push((await cache.get('a', make(`edition ${state.edition}`))).raw.toString())
      }
      return seen
    }
    const [few, many] = [await ask(19), await ask(100)]
    expect(few.at(-1)).toBe('edition 20')
    // Two seconds: who asks gets an edition of that time, and one rendering a second begins.
    expect(new Set(many).size).toBeLessThanOrEqual(4)
    const slow = await cache.get('a', async () => {
      await new Promise(() => {})
      return await make('never there')()
    })
    expect(slow.raw.toString()).toMatch(/^edition \d+$/)
    expect((await cache.get('c', make('of another address'))).raw.toString()).toBe('of another address')
  })

  test('makes nobody wait while many ask for it, however dear it is to render, and when its time has come', async () => {
    const { state, cache, make } = world()
    const lags: number[] = []
    for (let time = 0; time < 2_000; time += 1) {
      state.edition += 1
      state.elapsed += 20
      state.now += 20
      const until = Math.ceil((state.now + 1) / 10_000) * 10_000
      const dear = async () => ({ ...(await make(String(state.edition))()), costMs: 2_000, until })
      lags.push(state.edition - Number((await cache.get('a', dear)).raw.toString()))
    }
    const whileBusy = lags.slice(50)
    expect(Math.min(...whileBusy)).toBeGreaterThan(0)
    expect(Math.max(...whileBusy) * 20).toBeLessThan(10_000)
    expect(state.renderings).toBeLessThan(30)
  })

  test('is rendered for who asks as soon as few ask for it again', async () => {
    const { state, cache, make } = world()
    for (let time = 0; time < 50; time += 1) await cache.get('a', make('one'))
    state.edition += 1
    expect((await cache.get('a', make('two'))).raw.toString()).toBe('one')
    state.elapsed += 2_000
    state.edition += 1
    expect((await cache.get('a', make('three'))).raw.toString()).toBe('three')
  })

  test('is served from before until the next is there in the codings that were asked for', async () => {
    const { state, cache, make } = world()
    const long = (word: string) => `${word} `.repeat(20_000)
    const accept = (name: string): string | undefined => (name === 'accept-encoding' ? 'gzip' : undefined)
    await answerWith(await cache.get('a', make(long('one'))), 'GET', accept, () => {})
    state.edition = 2
    const rendering = cache.get('a', make(long('two')))
    const during = await cache.get('a', make(long('nobody waits')))
    expect(during.raw.toString()).toBe(long('one'))
    expect(answerNow(await rendering, 'GET', accept)?.status).toBe(200)
  })

  test('is what others get while the next edition of it is being rendered, if it was current a moment ago', async () => {
    const { state, cache, make } = world()
    await cache.get('a', make('one'))
    state.now += 60_000
    await cache.look('a')
    state.edition = 2
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
    const rendering = cache.get('a', async () => {
      await mayEnd
      return await make('two')()
    })
    expect((await cache.get('a', make('nobody waits'))).raw.toString()).toBe('one')
    expect((await cache.look('a'))?.raw.toString()).toBe('one')
    state.now += 5_000
    expect(await cache.look('a')).toBeNull()
    state.now -= 5_000
    const pushed = cache.get('a', make('what is pushed'), true)
    end()
    expect([(await rendering).raw.toString(), (await pushed).raw.toString()]).toEqual(['two', 'two'])
    expect((await cache.look('a'))?.raw.toString()).toBe('two')
    // Nobody has asked for it since it stood for an hour, so it may be an hour old.
    state.now += 3_600_000
    state.edition = 3
    const [first, second] = [cache.get('a', make('three')), cache.get('a', make('four'))]
    expect([(await first).raw.toString(), (await second).raw.toString()]).toEqual(['three', 'three'])
  })
})
