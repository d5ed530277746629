import type { RequestListener } from 'node:http'
import { describe, expect, test } from 'vitest'
import { fetchedFrom, failureFrom, fetcherWith, requestFor, serve, serveRaw, textOf } from './servers.ts'

/** `/301/308/feed`: each number is a redirect to what follows it. */
const chain: RequestListener = (request, response) => {
  const [, status = '', ...rest] = (request.url ?? '').split('/')
  if (/^3\d\d$/.test(status)) response.writeHead(Number(status), { location: `/${rest.join('/')}` }).end('moved')
  else if (/^[45]\d\d$/.test(status)) response.writeHead(Number(status)).end()
  else response.end('a feed')
}

describe('redirects', () => {
  test.each(['/301/feed', '/308/feed', '/301/308/301/feed'])('%s: a permanent chain names the new address', async (path) => {
    const server = await serve(chain)
    const feed = fetchedFrom(await fetcherWith().fetch(requestFor(server.url + path)))
    expect(feed).toMatchObject({ movedTo: `${server.url}/feed`, finalUrl: `${server.url}/feed` })
  })
  test.each(['/302/feed', '/303/feed', '/307/feed', '/301/302/feed', '/302/301/feed', '/feed'])(
    '%s: one temporary redirect, or none, moves nothing',
    async (path) => {
      const server = await serve(chain)
      const feed = fetchedFrom(await fetcherWith().fetch(requestFor(server.url + path)))
      expect(feed).toMatchObject({ movedTo: null, finalUrl: `${server.url}/feed` })
    },
  )
  test('a 304 behind a permanent redirect names the new address too', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new' }).end()
      else response.writeHead(304).end()
    })
    const outcome = await fetcherWith().fetch(requestFor(`${server.url}/old`, { etag: '"1"' }))
    expect(outcome).toMatchObject({ kind: 'unchanged', status: 304, facts: { movedTo: `${server.url}/new` } })
  })
  test('ten are followed, an eleventh is not', async () => {
    const server = await serve(chain)
    const long = (count: number): string => `${server.url}${'/302'.repeat(count)}/feed`
    expect(textOf(await fetcherWith().fetch(requestFor(long(10))))).toBe('a feed')
    expect(failureFrom(await fetcherWith().fetch(requestFor(long(11))))).toEqual({ kind: 'redirect-loop', hops: 11 })
    expect(server.requests).toHaveLength(22)
  })
  test('a circle is left as soon as it closes', async () => {
    const server = await serve((request, response) =>
      response.writeHead(301, { location: request.url === '/a' ? '/b#x' : '/a' }).end(),
    )
    expect(failureFrom(await fetcherWith().fetch(requestFor(`${server.url}/a`)))).toEqual({ kind: 'redirect-loop', hops: 2 })
    expect(server.requests).toHaveLength(2)
  })
  test('a redirect without a target is an HTTP error, one to nonsense a failure', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/none') response.writeHead(301).end()
      else if (request.url === '/long') response.writeHead(301, { location: `/${'x'.repeat(5_000)}` }).end()
      else response.writeHead(301, { location: 'http://[nonsense' }).end()
    })
    expect(failureFrom(await fetcherWith().fetch(requestFor(`${server.url}/none`)))).toEqual({ kind: 'refused', status: 301 })
    expect(failureFrom(await fetcherWith().fetch(requestFor(`${server.url}/bad`))).kind).toBe('unreachable')
    expect(failureFrom(await fetcherWith().fetch(requestFor(`${server.url}/long`))).kind).toBe('unreachable')
  })
  test('a target in raw UTF-8 is found', async () => {
    const server = await serveRaw((socket, request) => {
      const found = request.startsWith(`GET ${encodeURI('/новости')} `)
      socket.end(
        found
          ? 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\na feed'
          : Buffer.from('HTTP/1.1 302 Found\r\nLocation: /новости\r\nContent-Length: 0\r\n\r\n'),
      )
    })
    expect(textOf(await fetcherWith().fetch(requestFor(`${server.url}/start`)))).toBe('a feed')
  })
  test('a redirect whose body never ends is followed at once', async () => {
    const server = await serveRaw((socket, request) => {
      if (request.startsWith('GET /feed ')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\na feed')
      else socket.write('HTTP/1.1 302 Found\r\nLocation: /feed\r\nContent-Length: 9999\r\n\r\nx')
    })
    expect(textOf(await fetcherWith().fetch(requestFor(`${server.url}/start`)))).toBe('a feed')
  })
  test('410 is an end only where no temporary redirect led to it', async () => {
    const server = await serve(chain)
    expect(failureFrom(await fetcherWith().fetch(requestFor(`${server.url}/410`)))).toEqual({ kind: 'gone' })
    expect(failureFrom(await fetcherWith().fetch(requestFor(`${server.url}/301/410`)))).toEqual({ kind: 'gone' })
    expect(failureFrom(await fetcherWith().fetch(requestFor(`${server.url}/302/410`)))).toEqual({
      kind: 'refused',
      status: 410,
    })
  })
})

describe('credentials in an address', () => {
  test('are sent as Basic, also after a redirect within the origin, and stay with the source', async () => {
    const server = await serve(chain)
    const url = `http://us%C3%A9r:p%40ss@${server.host}/301/feed`
    const feed = fetchedFrom(await fetcherWith().fetch(requestFor(url)))
    const basic = `Basic ${Buffer.from('usér:p@ss').toString('base64')}`
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([basic, basic])
    expect(feed.finalUrl).toBe(`${server.url}/feed`)
    expect(feed.movedTo).toBe(`http://us%C3%A9r:p%40ss@${server.host}/feed`)
  })
  test('never reach another origin, nor come back from it', async () => {
    const other = await serve((_, response) => response.end('a feed'))
    const server = await serve((_, response) => response.writeHead(301, { location: `${other.url}/x` }).end())
    const feed = fetchedFrom(await fetcherWith().fetch(requestFor(`http://me:secret@${server.host}/`)))
    expect(other.requests[0]?.headers.authorization).toBeUndefined()
    expect(feed.movedTo).toBe(`${other.url}/x`)
  })
  test('that another server puts into a redirect are not sent', async () => {
    const other = await serve((_, response) => response.end('a feed'))
    const server = await serve((_, response) => response.writeHead(302, { location: `http://a:b@${other.host}/` }).end())
    const feed = fetchedFrom(await fetcherWith().fetch(requestFor(server.url)))
    expect(other.requests[0]?.headers.authorization).toBeUndefined()
    expect(feed.finalUrl).toBe(`${other.url}/`)
  })
})
