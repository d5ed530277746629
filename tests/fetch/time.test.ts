import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { failureFrom, fetcherWith, requestFor, serve, serveRaw, serveTls, textOf } from './servers.ts'

const SHORT = { timeoutMs: 600, idleTimeoutMs: 300 }

describe('time is limited', () => {
  test.each([
    ['says nothing', ''],
    ['never finishes its headers', 'HTTP/1.1 200 OK\r\nX: '],
    ['announces a body and sends none', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
    ['only ever hints', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'],
  ])('a server that %s', async (_, words) => {
    const server = await serveRaw((socket) => socket.write(words))
    expect(failureFrom(await fetcherWith(SHORT).fetch(requestFor(server.url))).kind).toBe('timed-out')
  })
  test('a server that drips for ever meets the deadline of the whole', async () => {
    const server = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 50)
      socket.on('close', () => clearInterval(drip))
    })
    // As long a silence is allowed: a machine that stands still for a moment makes one.
    const fetcher = fetcherWith({ timeoutMs: 600, idleTimeoutMs: 600 })
    expect(failureFrom(await fetcher.fetch(requestFor(server.url)))).toEqual({ kind: 'timed-out', afterMs: 600 })
  })
  test('redirects share one deadline', async () => {
    const server = await serve((request, response) => {
      const step = Number(request.url?.slice(1))
      setTimeout(() => response.writeHead(302, { location: `/${step + 1}` }).end(), 200)
    })
    expect(failureFrom(await fetcherWith(SHORT).fetch(requestFor(`${server.url}/1`))).kind).toBe('timed-out')
    expect(server.requests.length).toBeLessThan(5)
  })
  test('waiting for the host does not count', async () => {
    const server = await serve(() => {})
    const fetcher = fetcherWith({ timeoutMs: 300, perHost: { concurrency: 1, gapMs: 0 } })
    const outcomes = await Promise.all([1, 2, 3].map((path) => fetcher.fetch(requestFor(`${server.url}/${path}`))))
    expect(outcomes.map(failureFrom)).toEqual([1, 2, 3].map(() => ({ kind: 'timed-out', afterMs: 300 })))
    // Each has had all of its time, though the last one waited for twice as long.
    for (const outcome of outcomes) expect(outcome.kind === 'failed' && outcome.tookMs).toBeGreaterThan(290)
  })
})

describe('breaking off', () => {
  test('is an error of the caller, not a failure of the source', async () => {
    const server = await serveRaw((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nx'))
    const abort = new AbortController()
    const fetched = fetcherWith().fetch(requestFor(server.url), abort.signal)
    setTimeout(() => abort.abort(new Error('enough')), 50)
    await expect(fetched).rejects.toThrow('enough')
  })
  test('reaches those that wait for their host', async () => {
    const server = await serveRaw(() => {})
    const fetcher = fetcherWith({ perHost: { concurrency: 1, gapMs: 0 } })
    const abort = new AbortController()
    const both = [1, 2].map((path) => fetcher.fetch(requestFor(`${server.url}/${path}`), abort.signal))
    await expect.poll(() => server.connections()).toBe(1)
    abort.abort(new Error('enough'))
    for (const fetched of both) await expect(fetched).rejects.toThrow('enough')
    expect(server.connections()).toBe(1)
  })
  test('closing ends everything, and nothing starts after it', async () => {
    const server = await serveRaw(() => {})
    const fetcher = fetcherWith()
    const fetched = fetcher.fetch(requestFor(server.url)).catch((error: unknown) => error)
    await fetcher.close()
    expect(await fetched).toEqual(new Error('the fetcher is closed'))
    expect(server.connections()).toBe(0)
    await expect(fetcher.fetch(requestFor(server.url))).rejects.toThrow('closed')
  })
})

describe('connections', () => {
  test('no server, or one that does not speak HTTP', async () => {
    const mute = await serveRaw((socket) => socket.end())
    expect(failureFrom(await fetcherWith().fetch(requestFor(mute.url))).kind).toBe('unreachable')
    const ssh = await serveRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'))
    expect(failureFrom(await fetcherWith().fetch(requestFor(ssh.url))).kind).toBe('unreachable')
    expect(failureFrom(await fetcherWith().fetch(requestFor('http://127.0.0.1:1/')))).toEqual({
      kind: 'unreachable',
      detail: 'the connection was refused (ECONNREFUSED)',
    })
  })
  test('a server that always breaks off is asked once', async () => {
    const server = await serveRaw((socket) => socket.resetAndDestroy())
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url))).kind).toBe('unreachable')
    expect(server.connections()).toBe(1)
  })
  test('so is one that breaks off within the head of its answer', async () => {
    const server = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\nX: '))
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url))).kind).toBe('unreachable')
    expect(server.connections()).toBe(1)
  })
  test('a server that hints without end is given up long before the deadline', async () => {
    let sent = 0
    const hint = `HTTP/1.1 103 Early Hints\r\nLink: <${'x'.repeat(20_000)}>\r\n\r\n`
    const server = await serveRaw((socket) => {
      const more = (): void => {
        sent += hint.length
        if (!socket.destroyed) socket.write(hint, () => setImmediate(more))
      }
      more()
    })
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toEqual({
      kind: 'unreachable',
      detail: 'the server sent over 20 interim responses and no answer',
    })
    expect(sent).toBeLessThan(20_000_000)
  })
  test('what a server sends after its answer answers no other request', async () => {
    const answer = (text: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`
    let first: Socket | null = null
    const server = await serveRaw((socket, request) => {
      const path = /^GET (\S+)/.exec(request)?.[1] ?? ''
      // As a cache that was tricked into splitting a response does.
      if (path === '/b') first?.write(answer('stray'))
      first ??= socket
      setTimeout(() => socket.write(answer(path)), 20)
    })
    const fetcher = fetcherWith({ perHost: { concurrency: 1, gapMs: 0 } })
    const outcomes = await Promise.all(['/a', '/b', '/c'].map((path) => fetcher.fetch(requestFor(server.url + path))))
    expect(outcomes.map(textOf)).toEqual(['/a', '/b', '/c'])
  })
  test('each request has a connection of its own, which says so', async () => {
    const server = await serve((_, response) => response.end('x'))
    const fetcher = fetcherWith({ perHost: { concurrency: 1, gapMs: 0 } })
    await Promise.all([1, 2].map((path) => fetcher.fetch(requestFor(`${server.url}/${path}`))))
    expect(server.requests.map(({ headers }) => headers.connection)).toEqual(['close', 'close'])
  })
})

describe('certificates', () => {
  test('are verified', async () => {
    const server = await serveTls((_, response) => response.end('a feed'))
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toEqual({
      kind: 'unreachable',
      detail: 'the certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    })
    expect(server.requests).toHaveLength(0)
  })
  test('a server without TLS is named so', async () => {
    const plain = await serveRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(failureFrom(await fetcherWith().fetch(requestFor(plain.url.replace('http:', 'https:'))))).toEqual({
      kind: 'unreachable',
      detail: 'the server does not speak TLS there (ERR_SSL_WRONG_VERSION_NUMBER)',
    })
  })
  test('are not verified for the source that says so, and for it alone', async () => {
    const server = await serveTls((_, response) => response.end('a feed'))
    const fetcher = fetcherWith()
    expect(textOf(await fetcher.fetch(requestFor(server.url, { insecureTls: true })))).toBe('a feed')
    expect(failureFrom(await fetcher.fetch(requestFor(server.url))).kind).toBe('unreachable')
  })
  test('a source does not move from https to http', async () => {
    const plain = await serve((_, response) => response.end('a feed'))
    const server = await serveTls((_, response) => response.writeHead(301, { location: plain.url }).end())
    const outcome = await fetcherWith().fetch(requestFor(server.url, { insecureTls: true }))
    expect(outcome).toMatchObject({ kind: 'fetched', feed: { finalUrl: `${plain.url}/`, movedTo: null } })
  })
})
