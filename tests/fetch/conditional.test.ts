import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fetchedFrom, failureFrom, fetcherWith, NOW, requestFor, serve, serveRaw } from './servers.ts'

describe('conditional requests', () => {
  test('both validators go back byte for byte, whatever bytes they are', async () => {
    const etag = Buffer.from('W/"é\t–\u00a0,x"; odd', 'utf8').toString('latin1')
    const lastModified = 'tue, 24 Nov 2026 00:00:00 +0000 (ca.)'
    const seen: string[] = []
    const server = await serveRaw((socket, request) => {
      seen.push(request)
      socket.end(
        Buffer.from(
          `HTTP/1.1 200 OK\r\nETag:  ${etag}\r\nLast-Modified: ${lastModified}\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`,
          'latin1',
        ),
      )
    })
    const fetcher = fetcherWith()
    const first = fetchedFrom(await fetcher.fetch(requestFor(server.url)))
    await fetcher.fetch(requestFor(server.url, { etag: first.etag, lastModified: first.lastModified }))
    expect(seen[0]).not.toMatch(/if-none-match|if-modified-since/i)
    expect(seen[1]).toContain(`if-none-match: ${etag}\r\n`)
    expect(seen[1]).toContain(`if-modified-since: ${lastModified}\r\n`)
  })
  test('nothing is sent that the server did not give', async () => {
    const server = await serve((_, response) => response.writeHead(200, { etag: '"a"' }).end('x'))
    const fetcher = fetcherWith()
    const { etag, lastModified, bodyHash } = fetchedFrom(await fetcher.fetch(requestFor(server.url)))
    await fetcher.fetch(requestFor(server.url, { etag, lastModified, bodyHash }))
    expect(server.requests[1]?.headers['if-none-match']).toBe('"a"')
    expect(server.requests[1]?.headers['if-modified-since']).toBeUndefined()
  })
  test('nor is a validator that would make every request large', async () => {
    const [longest, longer] = [4_096, 4_097].map((length) => `"${'x'.repeat(length - 2)}"`)
    const server = await serve(({ url }, response) =>
      response.writeHead(200, { etag: url === '/a' ? longest : longer }).end('x'),
    )
    const etagOf = async (path: string): Promise<string | null> =>
      fetchedFrom(await fetcherWith().fetch(requestFor(`${server.url}${path}`))).etag
    expect([await etagOf('/a'), await etagOf('/b')]).toEqual([longest, null])
  })
  test('a 304 confirms the validators that brought it, not those that it carries', async () => {
    const server = await serve((_, response) => response.writeHead(304, { etag: '"other"' }).end())
    const outcome = await fetcherWith().fetch(requestFor(server.url, { etag: '"mine"', lastModified: 'x' }))
    expect(outcome).toMatchObject({ kind: 'unchanged', status: 304, facts: { etag: '"mine"', lastModified: 'x' } })
  })
  test('a 304 to an unconditional request is a failure', async () => {
    const server = await serve((_, response) => response.writeHead(304).end())
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toEqual({ kind: 'refused', status: 304 })
  })
  test('an equal body is unchanged and brings new validators', async () => {
    const server = await serve((_, response) => response.writeHead(200, { etag: '"new"' }).end('same'))
    const bodyHash = createHash('sha256').update('same').digest('hex')
    const outcome = await fetcherWith().fetch(requestFor(server.url, { bodyHash, etag: '"old"', lastModified: 'old' }))
    expect(outcome).toMatchObject({ kind: 'unchanged', status: 200, facts: { etag: '"new"', lastModified: null } })
  })
  test('an equal body without validators leaves those that came with it before', async () => {
    const server = await serve((_, response) => response.end('same'))
    const bodyHash = createHash('sha256').update('same').digest('hex')
    const known = { etag: '"old"', lastModified: 'old' }
    const outcome = await fetcherWith().fetch(requestFor(server.url, { bodyHash, ...known }))
    expect(outcome).toMatchObject({ kind: 'unchanged', status: 200, facts: known })
    expect(fetchedFrom(await fetcherWith().fetch(requestFor(server.url, { bodyHash: 'other', ...known }))).etag).toBeNull()
  })
  test('another body under the same ETag is read', async () => {
    const server = await serve((_, response) => response.writeHead(200, { etag: '"a"' }).end('two'))
    const bodyHash = createHash('sha256').update('one').digest('hex')
    const feed = fetchedFrom(await fetcherWith().fetch(requestFor(server.url, { bodyHash, etag: '"a"' })))
    expect(feed.bodyHash).toBe(createHash('sha256').update('two').digest('hex'))
  })
})

describe('what a request says', () => {
  test('User-Agent, subscribers and accepted types; no cookie, no referer', async () => {
    const server = await serve((request, response) => {
      response.setHeader('set-cookie', 'a=b; Path=/')
      if (request.url === '/') response.writeHead(302, { location: '/feed' }).end()
      else response.end('x')
    })
    const fetcher = fetcherWith()
    await fetcher.fetch(requestFor(server.url, { subscribers: 12 }))
    await fetcher.fetch(requestFor(server.url))
    for (const { headers } of server.requests) {
      expect(headers.cookie).toBeUndefined()
      expect(headers.referer).toBeUndefined()
      expect(headers.accept).toContain('application/atom+xml')
      expect(headers['accept-encoding']).toBe('gzip, deflate, br, zstd')
    }
    expect(server.requests[0]?.headers['user-agent']).toBe('Polywire/1.0 (+https://polywire.example; 12 subscribers)')
    expect(server.requests[2]?.headers['user-agent']).toBe('Polywire/1.0 (+https://polywire.example)')
  })
  test('a User-Agent that could smuggle a header is refused at the start', () => {
    expect(() => fetcherWith({ userAgent: 'x\r\nCookie: y' })).toThrow('User-Agent')
  })
  test('a stored validator that could smuggle a header is left out', async () => {
    const server = await serve((_, response) => response.end('x'))
    await fetcherWith().fetch(requestFor(server.url, { etag: '"a"\r\nCookie: y', lastModified: 'ok' }))
    expect(server.requests[0]?.headers).toMatchObject({ 'if-modified-since': 'ok' })
    expect(server.requests[0]?.headers['if-none-match']).toBeUndefined()
  })
})

describe('what an answer says about the next request', () => {
  const freshFor = async (headers: Record<string, string>): Promise<number | null> => {
    const server = await serve((_, response) => response.writeHead(200, headers).end('x'))
    return fetchedFrom(await fetcherWith().fetch(requestFor(server.url))).freshForMs
  }
  test.each([
    [{ 'cache-control': 'public, max-age=600' }, 600_000],
    [{ 'cache-control': 'MAX-AGE="600"' }, 600_000],
    [{ 'cache-control': 'max-age=600', age: '100' }, 500_000],
    [{ 'cache-control': 'max-age=600', expires: 'Tue, 24 Nov 2026 13:00:00 GMT' }, 600_000],
    [{ 'cache-control': 's-maxage=900' }, 0],
    [{ 'cache-control': 'ext="a, max-age=86400", max-age=600' }, 600_000],
    [{ 'cache-control': 'ext="\\", no-store, ", max-age=600' }, 600_000],
    [{ 'cache-control': 'no-cache="set-cookie, no-store", max-age=600' }, 600_000],
    [{ 'cache-control': '"max-age=900", max-age=600, max-age=700' }, 600_000],
    [{ 'cache-control': 'x-max-age=900; Max-Age = 600' }, 600_000],
    [{ 'cache-control': 'no-cache, max-age=600' }, 0],
    [{ 'cache-control': 'max-age=0' }, 0],
    [{ 'cache-control': 'max-age=-5' }, 0],
    [{ expires: 'Tue, 24 Nov 2026 13:00:00 GMT', date: 'Tue, 24 Nov 2026 12:30:00 GMT' }, 1_800_000],
    [{ expires: '0' }, 0],
    [{ expires: 'Mon, 23 Nov 2026 13:00:00 GMT', date: 'Tue, 24 Nov 2026 12:00:00 GMT' }, 0],
    [{}, 0],
  ])('%j is fresh for %s ms', async (headers, expected) =>
    expect(await freshFor(headers as Record<string, string>)).toBe(expected),
  )

  test.each([
    [{}, null],
    [{ 'cache-control': 'public' }, 0],
    [{ 'cache-control': 'max-age=600' }, 600_000],
  ])('a 304 with %j leaves %s ms', async (headers, expected) => {
    const server = await serve((_, response) => response.writeHead(304, headers as Record<string, string>).end())
    const outcome = await fetcherWith().fetch(requestFor(server.url, { etag: '"a"' }))
    expect(outcome).toMatchObject({ kind: 'unchanged', facts: { freshForMs: expected } })
  })

  test.each([
    [429, '120', 120_000],
    [503, ' 7 ', 7_000],
    [503, 'Tue, 24 Nov 2026 12:10:00 GMT', 600_000],
    [429, 'Tuesday, 24-Nov-26 12:10:00 GMT', 600_000],
    [503, 'Mon, 23 Nov 2026 12:00:00 GMT', 0],
    [503, '99999999999999999999999', 86_400_000],
    [503, 'Tue, 24 Nov 2099 12:10:00 GMT', 86_400_000],
    [503, 'soon', null],
    [503, '-5', null],
    [500, '120', 120_000],
    [403, '120', 120_000],
  ])('%i with Retry-After %s waits %s ms', async (status, retryAfter, expected) => {
    const date = 'Tue, 24 Nov 2026 12:00:00 GMT'
    const server = await serve((_, response) => response.writeHead(status, { 'retry-after': retryAfter, date }).end())
    const outcome = await fetcherWith().fetch(requestFor(server.url))
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'refused', status }, retryAfterMs: expected })
  })

  test('a Retry-After by a clock that differs from ours counts by that clock', async () => {
    const wrong = { date: 'Mon, 23 Nov 2026 07:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 08:00:00 GMT' }
    const server = await serve((_, response) => response.writeHead(503, wrong).end())
    expect(await fetcherWith().fetch(requestFor(server.url))).toMatchObject({ kind: 'failed', retryAfterMs: 3_600_000 })
  })

  test('where its hub is', async () => {
    const server = await serve((_, response) => {
      response.setHeader('link', ['</hub>; rel="hub"', '<https://a.example/feed>; rel=self, <javascript:x>; rel=hub'])
      response.end('x')
    })
    const feed = fetchedFrom(await fetcherWith().fetch(requestFor(server.url)))
    expect(feed).toMatchObject({ hub: `${server.url}/hub`, self: 'https://a.example/feed', fetchedAt: NOW })
  })
  test.each([200, 203])('a %i is read', async (status) => {
    const server = await serve((_, response) => response.writeHead(status, { 'content-type': 'text/xml; charset=x' }).end('x'))
    expect(fetchedFrom(await fetcherWith().fetch(requestFor(server.url))).contentType).toBe('text/xml; charset=x')
  })
  test.each([201, 202, 204, 206, 300, 400, 401, 403, 404, 418, 500, 502, 599])('a %i is refused', async (status) => {
    const server = await serve((_, response) => response.writeHead(status).end())
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toEqual({ kind: 'refused', status })
  })
})
