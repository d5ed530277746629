import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { fetchedFrom, failureFrom, fetcherWith, requestFor, serve, serveRaw, textOf } from './servers.ts'

/** Hard to compress, so that every cut hits something. */
const FEED = Buffer.from(Array.from({ length: 4_000 }, (_, index) => Math.sin(index).toString(36)).join('\n'))
const ZEROS = Buffer.alloc(60_000_000)

const served = async (bytes: Buffer, coding: string, settings = {}) => {
  const server = await serve((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(bytes))
  return await fetcherWith(settings).fetch(requestFor(server.url))
}

describe('content codings', () => {
  test.each([
    ['gzip', gzipSync(FEED)],
    ['x-gzip', gzipSync(FEED)],
    ['GZIP', gzipSync(FEED)],
    ['deflate', deflateSync(FEED)],
    ['deflate', deflateRawSync(FEED)],
    ['br', brotliCompressSync(FEED)],
    ['zstd', zstdCompressSync(FEED)],
    ['identity', FEED],
    ['', FEED],
    ['gzip, br', brotliCompressSync(gzipSync(FEED))],
    ['deflate, gzip, identity, zstd', zstdCompressSync(gzipSync(deflateSync(FEED)))],
    ['gzip', Buffer.concat([gzipSync(FEED.subarray(0, 999)), gzipSync(FEED.subarray(999))])],
  ])('"%s" is decoded', async (coding, bytes) => {
    expect(Buffer.from(fetchedFrom(await served(bytes, coding)).bytes).equals(FEED)).toBe(true)
  })
  test('an empty body is empty under any coding', async () => {
    expect(fetchedFrom(await served(Buffer.alloc(0), 'gzip')).bytes).toHaveLength(0)
  })
  test('a packed file is unpacked, within the same limit', async () => {
    const server = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'application/gzip' }).end(gzipSync(FEED)),
    )
    const request = requestFor(server.url)
    expect(Buffer.from(fetchedFrom(await fetcherWith().fetch(request)).bytes).equals(FEED)).toBe(true)
    expect(failureFrom(await fetcherWith({ maxBytes: FEED.byteLength - 1 }).fetch(request)).kind).toBe('too-large')
  })
  test.each(['compress', 'aes128gcm', 'gzip, gzip, gzip, gzip, gzip, gzip'])('"%s" is not read', async (coding) =>
    expect(failureFrom(await served(gzipSync(FEED), coding)).kind).toBe('not-a-feed'),
  )
})

describe('a broken or shortened body is a failure', () => {
  const whole = { gzip: gzipSync(FEED), deflate: deflateSync(FEED), br: brotliCompressSync(FEED), zstd: zstdCompressSync(FEED) }
  const cuts = Object.entries(whole).flatMap(([coding, bytes]) => [
    [coding, 'its last byte', bytes.subarray(0, -1)] as const,
    [coding, 'its last 8 bytes', bytes.subarray(0, -8)] as const,
    [coding, 'its second half', bytes.subarray(0, bytes.length / 2)] as const,
    [coding, 'all but 3 bytes', bytes.subarray(0, 3)] as const,
  ])
  test.each(cuts)('%s without %s', async (coding, _, bytes) =>
    expect(failureFrom(await served(bytes, coding)).kind).toBe('truncated'),
  )
  test.each(['gzip', 'deflate', 'br', 'zstd'])('%s that is plain text', async (coding) =>
    expect(failureFrom(await served(Buffer.from('<rss version="2.0"/>'), coding)).kind).toBe('truncated'),
  )
  test.each(['deflate', 'br', 'zstd'] as const)('a second part after %s is not lost silently', async (coding) =>
    expect(failureFrom(await served(Buffer.concat([whole[coding], whole[coding]]), coding)).kind).toBe('truncated'),
  )
  test('zeros that pad a gzip file are no part of it', async () => {
    const padded = Buffer.concat([whole.gzip, Buffer.alloc(512)])
    expect(Buffer.from(fetchedFrom(await served(padded, 'gzip')).bytes).equals(FEED)).toBe(true)
  })

  test.each([
    ['shorter than its Content-Length', 'Content-Length: 100\r\n\r\n<rss>'],
    ['without its last chunk', 'Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n'],
    ['cut inside of a chunk', 'Transfer-Encoding: chunked\r\n\r\nff\r\n<rss>'],
    ['with a chunk size that is no number', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n0\r\n\r\n'],
    ['with two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\n<rss>.'],
    ['with more in a chunk than it says', 'Transfer-Encoding: chunked\r\n\r\n3\r\n<rss>\r\n0\r\n\r\n'],
  ])('a body %s', async (_, rest) => {
    const server = await serveRaw((socket) => socket.end(`HTTP/1.1 200 OK\r\nETag: "torn"\r\n${rest}`))
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url))).kind).toBe('truncated')
  })
  test.each([
    ['ends with it', ''],
    ['comes in chunks', 'Transfer-Encoding: chunked\r\n'],
    ['has a length', 'Content-Length: 100\r\n'],
  ])('a connection that is reset in the middle of a body that %s', async (_, headers) => {
    const chunk = headers.includes('chunked') ? '5\r\n<rss>\r\n' : '<rss>'
    const server = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n${chunk}`, () => setTimeout(() => socket.resetAndDestroy(), 20))
    })
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toMatchObject({
      kind: 'truncated',
      detail: expect.stringContaining('RESET') as string,
    })
  })
})

describe('a body that ends with the connection', () => {
  test.each(['HTTP/1.0 200 OK', 'HTTP/1.1 200 OK\r\nConnection: close'])('%s is whole', async (head) => {
    const server = await serveRaw((socket) => socket.end(`${head}\r\n\r\n<rss/>`))
    expect(textOf(await fetcherWith().fetch(requestFor(server.url)))).toBe('<rss/>')
  })
})

describe('size is limited after decoding, while it streams', () => {
  const limit = { maxBytes: FEED.length }
  test('a body of exactly the limit is read', async () => {
    expect(fetchedFrom(await served(FEED, '', limit)).bytes).toHaveLength(FEED.length)
    expect(fetchedFrom(await served(gzipSync(FEED), 'gzip', limit)).bytes).toHaveLength(FEED.length)
  })
  test.each([
    ['plain', '', Buffer.concat([FEED, Buffer.from('x')])],
    ['gzip', 'gzip', gzipSync(ZEROS)],
    ['deflate', 'deflate', deflateSync(ZEROS)],
    ['brotli', 'br', brotliCompressSync(ZEROS)],
    ['zstd', 'zstd', zstdCompressSync(ZEROS)],
    ['gzip in gzip', 'gzip, gzip', gzipSync(gzipSync(ZEROS))],
    // The outer layer unpacks to far more than the feed, which itself is small.
    ['padding between two layers', 'gzip, gzip', gzipSync(Buffer.concat(Array.from({ length: 50_000 }, () => gzipSync(''))))],
  ])('%s over it is given up', async (_, coding, bytes) =>
    expect(failureFrom(await served(bytes, coding, limit))).toEqual({ kind: 'too-large', limitBytes: FEED.length }),
  )
  test('a body that never ends is given up at the limit', async () => {
    let sent = 0
    const server = await serve((_, response) => {
      const more = (): void => {
        if (response.destroyed) return
        sent += 65_536
        response.write(Buffer.alloc(65_536, 'x'), () => setImmediate(more))
      }
      more()
    })
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toEqual({ kind: 'too-large', limitBytes: 1_000_000 })
    expect(sent).toBeLessThan(20_000_000)
  })
  const emptyMembers = Buffer.concat(Array.from({ length: 1_000 }, () => gzipSync('')))
  const emptyBlocks = Buffer.from('000000ffff'.repeat(13_000), 'hex')
  test.each([
    ['gzip members that hold nothing', 'gzip', emptyMembers, emptyMembers],
    ['deflate blocks that hold nothing', 'gzip', gzipSync('').subarray(0, 10), emptyBlocks],
    ['a file name within gzip', 'gzip', Buffer.from('1f8b0808000000000003', 'hex'), Buffer.alloc(65_536, 'n')],
    ['zeros after gzip', 'gzip', gzipSync('<rss/>'), Buffer.alloc(65_536)],
    ['anything after brotli', 'br', brotliCompressSync('<rss/>'), Buffer.alloc(65_536, 'z')],
    ['anything after deflate', 'deflate', deflateSync('<rss/>'), Buffer.alloc(65_536, 'z')],
  ])('%s, without end, are given up at the limit of what is received', async (_, coding, start, piece) => {
    let sent = 0
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': coding, etag: '"endless"' }).write(start)
      const more = (): void => {
        sent += piece.byteLength
        if (!response.destroyed) response.write(piece, () => setImmediate(more))
      }
      more()
    })
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toEqual({ kind: 'too-large', limitBytes: 1_000_000 })
    expect(sent).toBeLessThan(20_000_000)
  })
  test('a Content-Length over the limit is not waited for', async () => {
    const server = await serveRaw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\nx'))
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url)))).toEqual({ kind: 'too-large', limitBytes: 1_000_000 })
  })
  test.each([
    ['many', Array.from({ length: 3_000 }, (_, index) => `X-${index}: some value`).join('\r\n')],
    ['one long', `X: ${'x'.repeat(100_000)}`],
  ])('%s header', async (_, headers) => {
    const server = await serveRaw((socket) => socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\nContent-Length: 1\r\n\r\nx`))
    expect(failureFrom(await fetcherWith().fetch(requestFor(server.url))).kind).toBe('too-large')
  })
})
