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
  test.each(['none', 'utf-8', 'UTF8', 'binary', '8bit', 'text/xml', '""', ',', 'none, utf-8', '__proto__', 'gzip;q=1'])(
    'what is no coding (%s) is ignored',
    async (coding) => expect(Buffer.from(fetchedFrom(await served(FEED, coding)).bytes).equals(FEED)).toBe(true),
  )
  test('and what is one beside it is not', async () => {
    expect(Buffer.from(fetchedFrom(await served(brotliCompressSync(FEED), 'utf-8, br')).bytes).equals(FEED)).toBe(true)
    expect(failureFrom(await served(FEED, 'utf-8, gzip')).kind).toBe('truncated')
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
  test.each(['deflate', 'br'] as const)('a second part after %s is not lost silently', async (coding) =>
    expect(failureFrom(await served(Buffer.concat([whole[coding], whole[coding]]), coding)).kind).toBe('truncated'),
  )
  const codings = ['gzip', 'deflate', 'br', 'zstd'] as const
  test.each(
    codings.flatMap((coding) => [
      [coding, 'zeros that pad it', Buffer.alloc(70_000)] as const,
      [coding, 'a line break', Buffer.from('\r\n')] as const,
      [coding, 'a few stray bytes', Buffer.from('0\r\n\r\n')] as const,
    ]),
  )('after %s, %s is no part of it', async (coding, _, rest) =>
    expect(Buffer.from(fetchedFrom(await served(Buffer.concat([whole[coding], rest]), coding)).bytes).equals(FEED)).toBe(true),
  )
  test('several frames of zstd are one document, those without data too, up to a thousand', async () => {
    const skipped = Buffer.from('502a4d180400000001020304', 'hex')
    const [begins, ends] = [zstdCompressSync(FEED.subarray(0, -6)), zstdCompressSync(FEED.subarray(-6))]
    const framed = Buffer.concat([skipped, begins, zstdCompressSync(''), skipped, ends])
    expect(Buffer.from(fetchedFrom(await served(framed, 'zstd')).bytes).equals(FEED)).toBe(true)
    expect(failureFrom(await served(framed.subarray(0, -3), 'zstd')).kind).toBe('truncated')
    expect(failureFrom(await served(Buffer.concat([begins, Buffer.from('no frame, but more than strays')]), 'zstd')).kind).toBe(
      'truncated',
    )
    expect(failureFrom(await served(Buffer.concat(Array.from({ length: 1_002 }, () => skipped)), 'zstd')).kind).toBe(
      'truncated',
    )
  })
  test('nor after gzip what a program prints at its end, also where it comes later', async () => {
    const printed = Buffer.from('<!-- Page made in 0.2 seconds -->\n'.repeat(3_000))
    expect(Buffer.from(fetchedFrom(await served(Buffer.concat([whole.gzip, printed]), 'gzip')).bytes).equals(FEED)).toBe(true)
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).write(whole.gzip)
      setTimeout(() => response.end(printed), 30)
    })
    expect(Buffer.from(fetchedFrom(await fetcherWith().fetch(requestFor(server.url))).bytes).equals(FEED)).toBe(true)
  })
  test('a gzip member has its name, comment and sums, and may come byte by byte', async () => {
    const [extra, name, comment] = [Buffer.from('0300616263', 'hex'), Buffer.from('feed.xml\0'), Buffer.from('news\0')]
    const head = Buffer.concat([Buffer.from('1f8b081e000000000003', 'hex'), extra, name, comment, Buffer.from('0000', 'hex')])
    const member = Buffer.concat([head, whole.gzip.subarray(10)])
    expect(Buffer.from(fetchedFrom(await served(member, 'gzip')).bytes).equals(FEED)).toBe(true)
    const small = Buffer.concat([head, gzipSync('<rss>').subarray(10), gzipSync('</rss>'), gzipSync('<!-- -->')])
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      const send = (at: number): void => {
        if (at === small.length) response.end()
        else response.write(small.subarray(at, at + 1), () => setImmediate(send, at + 1))
      }
      send(0)
    })
    expect(textOf(await fetcherWith().fetch(requestFor(server.url)))).toBe('<rss></rss><!-- -->')
  })
  test.each([
    ['sum', -8],
    ['length', -4],
  ])('a gzip member with another %s is broken', async (_, at) => {
    const changed = Buffer.from(whole.gzip)
    changed[changed.length + at] = (changed.at(at) ?? 0) ^ 1
    expect(failureFrom(await served(changed, 'gzip')).kind).toBe('truncated')
    expect(failureFrom(await served(Buffer.concat([whole.gzip, changed]), 'gzip')).kind).toBe('truncated')
  })
  test.each([10, 17, 30, -1])('a second gzip member that ends after %i bytes is missed', async (end) =>
    expect(failureFrom(await served(Buffer.concat([whole.gzip, whole.gzip.subarray(0, end)]), 'gzip')).kind).toBe('truncated'),
  )

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
