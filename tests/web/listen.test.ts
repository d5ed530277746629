import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({ limits: { connections: 40 } })
})
afterAll(async () => await room.close())

const open = async (at = room): Promise<Socket> =>
  await new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(at.url).port), '127.0.0.1')
    socket.once('connect', () => resolve(socket)).once('error', reject)
  })

/** Everything that the other side says until it closes. */
const conversation = async (sent: string, at = room): Promise<string> => {
  const socket = await open(at)
  let heard = ''
  socket.on('data', (part) => (heard += String(part)))
  socket.on('error', () => {})
  socket.write(sent)
  await new Promise((resolve) => socket.once('close', resolve))
  return heard
}
const statusOf = async (target: string, headers = 'Host: news.example'): Promise<number> =>
  Number((await conversation(`GET ${target} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`)).slice(9, 12))

describe('requests that are not in order', () => {
  test.each([
    ['a huge address', `/feeds/all.atom?q=${'a'.repeat(9_000)}`, 414],
    ['an address beyond the header limit', `/?q=${'a'.repeat(20_000)}`, 431],
    ['thousands of parameters', `/search?${'a=1&'.repeat(1_500)}`, 400],
    ['one parameter too many', `/healthz?${'a=1&'.repeat(51)}`, 400],
    ['no parameter too many', `/healthz?${'a=1&'.repeat(50)}`, 200],
    ['dots that climb', '/feeds/../../../etc/passwd', 404],
    ['encoded dots that climb', '/feeds/%2e%2e%2f%2e%2e%2fetc%2fpasswd', 404],
    ['a backslash', '/feeds\\..\\all.atom', 400],
    ['a broken escape', '/feeds/%E0%A4%A.atom', 404],
    ['a null byte', '/topics/%00', 404],
    ['another scheme', 'ftp://news.example/', 400],
    ['two slashes', '//evil.example', 404],
    ['a lone surrogate', '/search?q=%ED%A0%80', 400],
  ])('%s', async (_, target, status) => expect(await statusOf(target)).toBe(status))

  test('a filter written as it reads is led to how it must be sent: curl and newsboat send what was typed', async () => {
    const answer = await conversation('GET /feeds/all.atom?q=电商&lang=zh HTTP/1.1\r\nHost: news.example\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 308 /)
    expect(answer).toContain('\r\nLocation: ?q=%E7%94%B5%E5%95%86&lang=zh\r\n')
  })
  test.each(['/电商?q=a', '/?q=电 商', '/?q=电\u0000', 'http://evil.example/?q=电'])('%s leads nowhere', async (target) =>
    expect(await statusOf(target)).toBe(400),
  )

  test.each(['Host: a b', 'Host: "><script>', 'Host: user@evil', 'X: y'])('%s', async (headers) => {
    const answer = await conversation(`GET / HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).not.toContain('script')
  })

  test.each(['PUT', 'DELETE', 'PATCH', 'POST', 'PROPFIND'])(
    '%s changes nothing and is told what is allowed',
    async (method) => {
      const answer = await fetch(`${room.url}/feeds/all.atom`, { method })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    },
  )

  test('never show where in the program they failed', async () => {
    const broken = await openNewsroom()
    const whole = { ...broken.store }
    Object.assign(broken.store, { stories: async () => await Promise.reject(new Error('secret detail')) })
    for (const path of ['/', '/feeds/all.atom', '/api/v1/stories']) {
      const answer = await broken.get(path)
      expect([path, answer.status]).toEqual([path, 500])
      expect(await answer.text()).not.toMatch(/secret detail|\.ts:/)
    }
    expect(broken.logged.filter((line) => line.includes('secret detail'))).toHaveLength(3)
    Object.assign(broken.store, whole)
    expect((await broken.get('/')).status).toBe(200)
    await broken.close()
  })

  test('HTTP/1.0 needs no Host: load balancers ask in it whether the service lives', async () => {
    expect(await conversation('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
    const feed = await conversation('GET /feeds/all.atom HTTP/1.0\r\n\r\n')
    expect(feed).toContain(`<${room.url}/feeds/all.atom>; rel="self"`)
  })

  test('a host in the request line counts, whatever the Host header says', async () => {
    const headers = 'Host: news.example\r\nConnection: close'
    const answer = await conversation(`GET http://other.example/feeds/all.atom HTTP/1.1\r\n${headers}\r\n\r\n`)
    expect(answer).toContain('<http://other.example/feeds/all.atom>; rel="self"')
  })

  test.each(['//evil.example/a', '/.//evil.example/a', '//evil.example//', '/x/..//evil.example'])(
    '%s: no link and no redirect leads to another site',
    async (target) => {
      const answer = await conversation(`GET ${target} HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 (?:404|308) /)
      expect(answer).toContain('/evil.example')
      const led = [...answer.matchAll(/(?:(?:href|src|action)="|^location: )([^"\r\n]*)/gim)].map(([, to = '']) => to)
      expect(led.length).toBeGreaterThan(0)
      const hosts = led.map((to) => new URL(to.replaceAll('&amp;', '&'), 'http://news.example/').host)
      expect([...new Set(hosts)]).toEqual(['news.example'])
    },
  )

  test('a trailing slash leads to the page without it, on this site', async () => {
    const answer = await room.get('/topics/?ui=en')
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '/topics?ui=en'])
  })

  test.each([
    ['a redirect', '/feeds/all.atom/?key=secret', 308],
    ['an address that is none', '/feeds\\all.atom', 400],
    ['a page that is not there', '/nothing', 404],
    ['a feed that is not there', '/feeds/nothing.rss', 404],
  ])('%s runs nothing in a browser, and caches ask for it anew', async (_, target, status) => {
    const answer = await conversation(`GET ${target} HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    for (const header of [
      "content-security-policy: default-src 'none'",
      'x-content-type-options: nosniff',
      'cache-control: no-',
    ])
      expect(answer).toContain(`\r\n${header}`)
    expect(answer).toContain('\r\nreferrer-policy: no-referrer')
  })
})

describe('slow and many clients', () => {
  test('more half-open ones than there is room for do not keep a reader out', async () => {
    const silent = await Promise.all(Array.from({ length: 120 }, async () => await open()))
    for (const socket of silent) socket.on('error', () => {})
    expect((await room.get('/healthz')).status).toBe(200)
    for (const socket of silent) socket.destroy()
  })

  test('one that never finishes its headers is let go', async () => {
    const impatient = await openNewsroom({ limits: { headersMs: 500, requestMs: 1_000 } })
    const heard = await conversation('GET / HTTP/1.1\r\nHost: news.example\r\nX-Slow: ', impatient)
    expect(heard).toMatch(/^(?:HTTP\/1\.1 408 .*)?/s)
    // A whole request is late too where the machine stands still for longer than that: it is sent again.
    await expect.poll(async () => (await impatient.get('/healthz')).status).toBe(200)
    await impatient.close()
  })
})

test('closing ends within its limit although a client holds on', async () => {
  const closing = await openNewsroom({ limits: { closeMs: 500 } })
  const holding = await open(closing)
  holding.on('error', () => {}).resume()
  holding.write('POST /api/v1/poll HTTP/1.1\r\nHost: news.example\r\nContent-Length: 10\r\n\r\n')
  const ended = new Promise((resolve) => holding.once('close', resolve))
  await closing.close()
  await ended
  await expect(fetch(closing.url)).rejects.toThrow('fetch failed')
})

test('closing does not wait for who has never asked for anything', async () => {
  const patient = await openNewsroom({ limits: { headersMs: 60_000, requestMs: 60_000, closeMs: 60_000 } })
  const socket = await open(patient)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => {})
  // An answer to another client: by then the door has taken this one in.
  expect((await patient.get('/healthz')).status).toBe(200)
  await patient.close()
  await closed
  expect(socket.destroyed).toBe(true)
})
