/** What a hostile publisher tries, each with what must come of it: a kind of failure, or that the source is read as if nothing were. */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { answer, type Attack, endless, feed, news, raw, redirect } from './hostile-upstream.ts'

/** `outcome`: a pattern for the kind of failure, or for `read`. */
export type Trial = { readonly attack: Attack; readonly outcome: RegExp }
const READ = /^read$/
const ANY_FAILURE = /^(?!read)/
/** For what would never end by itself. */
export const TIMED_OUT = /^timed-out$/

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n'
const LARGE = 32 * 1024 * 1024
const zeros = Buffer.alloc(LARGE, ' ')
const packed = (coding: string, bytes: Buffer): Attack => answer(bytes, { 'content-encoding': coding })
const whole = feed(news('whole'))
const half = whole.slice(0, whole.length - 60)

const bombs: Readonly<Record<string, Trial>> = {
  'bomb-gzip': { attack: packed('gzip', gzipSync(zeros)), outcome: /^too-large$/ },
  'bomb-brotli': { attack: packed('br', brotliCompressSync(zeros)), outcome: /^too-large$/ },
  'bomb-zstd': { attack: packed('zstd', zstdCompressSync(zeros)), outcome: /^too-large$/ },
  'bomb-stacked': { attack: packed('gzip, gzip', gzipSync(gzipSync(zeros))), outcome: /^too-large$/ },
  'bomb-mixed': { attack: packed('zstd, br', brotliCompressSync(zstdCompressSync(zeros))), outcome: /^too-large$/ },
  'bomb-file': { attack: answer(gzipSync(zeros)), outcome: /^too-large$/ },
  'codings-many': {
    attack: packed(Array.from({ length: 50 }, () => 'gzip').join(', '), gzipSync(whole)),
    outcome: ANY_FAILURE,
  },
  // Browsers ignore it too: the body is what it is.
  'coding-none': { attack: packed('evil\u009b31m', Buffer.from(whole)), outcome: READ },
  'coding-unread': { attack: packed('compress', Buffer.from(whole)), outcome: /^not-a-feed$/ },
  'coding-lies': { attack: packed('gzip', Buffer.from(whole)), outcome: /^(?:truncated|unreachable|not-a-feed)$/ },
}

const bodies: Readonly<Record<string, Trial>> = {
  'endless-fast': {
    attack: endless(`${OK}\r\n<rss><channel>`, '<item><title>x</title></item>'.repeat(2_000)),
    outcome: /^too-large$/,
  },
  'endless-drip': { attack: endless(`${OK}\r\n<rss>`, ' ', 100), outcome: TIMED_OUT },
  'endless-chunks': { attack: endless(`${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n', 20), outcome: TIMED_OUT },
  'endless-head': { attack: endless('HTTP/1.1 200 OK\r\n', 'X-More: x\r\n'.repeat(1_000)), outcome: ANY_FAILURE },
  'endless-head-slow': { attack: endless('HTTP/1.1 200 OK\r\n', 'X', 100), outcome: TIMED_OUT },
  silence: { attack: () => {}, outcome: TIMED_OUT },
  'length-too-long': {
    attack: raw(`${OK}Content-Length: ${whole.length + 9}\r\n\r\n${whole}`),
    outcome: /^(?:truncated|unreachable)$/,
  },
  'length-too-short': {
    attack: raw(`${OK}Content-Length: ${whole.length - 60}\r\nETag: "torn"\r\n\r\n${whole}`),
    outcome: /^truncated$/,
  },
  'length-huge': { attack: raw(`${OK}Content-Length: 999999999999\r\n\r\n${whole}`), outcome: /^too-large$/ },
  'length-negative': { attack: raw(`${OK}Content-Length: -5\r\n\r\n${whole}`), outcome: ANY_FAILURE },
  'length-twice': { attack: raw(`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${whole}`), outcome: ANY_FAILURE },
  'length-and-chunks': {
    attack: raw(`${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${whole}`),
    outcome: ANY_FAILURE,
  },
  'chunks-torn': { attack: raw(`${OK}Transfer-Encoding: chunked\r\n\r\nff\r\n<rss>`), outcome: /^(?:truncated|unreachable)$/ },
  'chunks-lying': { attack: raw(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>`), outcome: ANY_FAILURE },
  'torn-gzip': {
    attack: answer(gzipSync(whole).subarray(0, -20), { 'content-encoding': 'gzip', etag: '"torn"' }),
    outcome: /^(?:truncated|unreachable)$/,
  },
  'torn-xml': {
    attack: raw(`${OK}ETag: "torn"\r\nLast-Modified: Tue, 24 Nov 2026 08:00:00 GMT\r\n\r\n${half}`),
    outcome: /^truncated$/,
  },
  'torn-json': {
    attack: answer('{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","title":"half', {
      etag: '"torn"',
    }),
    outcome: /^truncated$/,
  },
  reset: { attack: (socket) => void socket.resetAndDestroy(), outcome: ANY_FAILURE },
  nothing: { attack: raw(''), outcome: ANY_FAILURE },
  'no-http': { attack: raw('220 mail.example ESMTP\r\n'), outcome: ANY_FAILURE },
  'http-0.9': { attack: raw(whole), outcome: ANY_FAILURE },
  'continue-for-ever': { attack: endless('', 'HTTP/1.1 100 Continue\r\n\r\n', 20), outcome: ANY_FAILURE },
  switching: {
    attack: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    outcome: ANY_FAILURE,
  },
  'header-flood': { attack: raw(`HTTP/1.1 200 OK\r\n${'X-Flood: '.padEnd(1_000, 'x')}\r\n`.repeat(200)), outcome: ANY_FAILURE },
  'header-huge': { attack: raw(`HTTP/1.1 200 OK\r\nETag: "${'x'.repeat(200_000)}"\r\n\r\n${whole}`), outcome: ANY_FAILURE },
  cookies: {
    attack: raw(
      `${OK}${'Set-Cookie: track=1; Path=/\r\n'.repeat(200)}Content-Length: ${Buffer.byteLength(whole)}\r\n\r\n${whole}`,
    ),
    outcome: READ,
  },
  'status-odd': { attack: answer(whole, {}, '299 Odd'), outcome: /^refused$/ },
  'unasked-304': { attack: raw('HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'), outcome: /^refused$/ },
}

const documents: Readonly<Record<string, Trial>> = {
  'billion-laughs': {
    attack: answer(
      `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n} "${`&a${n - 1};`.repeat(10)}">`).join('')}]>${feed(news('laugh', '<category>&a29;</category>')).slice(21)}`,
    ),
    outcome: READ,
  },
  deep: { attack: answer(feed(news('deep', '<x>'.repeat(200_000)))), outcome: READ },
  attributes: {
    attack: answer(feed(news('wide', `<x ${Array.from({ length: 50_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`))),
    outcome: READ,
  },
  namespaces: {
    attack: answer(
      feed(news('spaces', Array.from({ length: 20_000 }, (_, n) => `<n${n}:x xmlns:n${n}="urn:${n}"/>`).join(''))),
    ),
    outcome: READ,
  },
  'json-proto': {
    attack: answer(
      '{"version":"https://jsonfeed.org/version/1.1","title":"T","__proto__":{"polluted":1},"items":[{"id":"p","url":"https://upstream.example/p","title":"Prototype","content_text":"x","__proto__":{"url":"https://evil.example/"},"constructor":{"prototype":{"polluted":1}}},{"id":{"a":1},"title":["x"],"content_text":7},7,null,"x"]}',
      { 'content-type': 'application/feed+json' },
    ),
    outcome: READ,
  },
  'json-deep': {
    attack: answer(`{"version":"https://jsonfeed.org/version/1.1","items":${'['.repeat(200_000)}`),
    outcome: ANY_FAILURE,
  },
  'charset-lies': {
    attack: answer(feed(news('charset')), { 'content-type': 'application/xml; charset=utf-16' }),
    outcome: /./,
  },
  binary: {
    attack: answer(Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7_919) % 256))),
    outcome: /^not-a-feed$/,
  },
  controls: {
    attack: answer(
      `<?xml version="1.0"?><rss version="2.0"><channel><title>\u202eeltiT\u202c &#x9b;31m\u0085</title><link>https://upstream.example/\u202e</link>${news('\u202econtrols&#x9b;2J')}</channel></rss>`,
    ),
    outcome: READ,
  },
  'controls-torn': { attack: answer('<rss><channel><it\u202e\u009bem><title>x'), outcome: /^truncated$/ },
  'controls-items': {
    attack: answer(`<rss><channel>${'<it\u202e\u009bem>x</it\u202e\u009bem>'.repeat(3)}</channel></rss>`),
    outcome: /^(?:read|no-items)$/,
  },
  page: { attack: answer('<!doctype html><title>x</title><script>alert(1)</script>'), outcome: /^not-a-feed$/ },
}

const targets = [
  'file:///etc/passwd',
  'gopher://127.0.0.1/',
  'data:text/xml,<rss/>',
  'javascript:alert(1)',
  'ftp://127.0.0.1/',
  'blob:x',
  '//',
]
const hops: Readonly<Record<string, Trial>> = {
  loop: { attack: redirect('/loop'), outcome: /^redirect-loop$/ },
  'location-huge': { attack: redirect(`/${'x'.repeat(20_000)}`), outcome: ANY_FAILURE },
  'location-split': { attack: redirect('/a%0d%0aX-Evil: 1'), outcome: /^refused$/ },
  ...Object.fromEntries(
    targets.map((target, index) => [
      `scheme-${index}`,
      { attack: redirect(target), outcome: /^(?:forbidden-address|unreachable)$/ },
    ]),
  ),
}

export const TRIALS: Readonly<Record<string, Trial>> = { ...bombs, ...bodies, ...documents, ...hops }

/** Ways to write an address of this machine, all at this port. */
export const spellings = (port: number, allowed: string): readonly string[] => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '127.255.255.254',
    '0.0.0.0',
    '0',
    '00000177.0x0.0.1',
    '１２７.０.０.１',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
    '[::ffff:0:127.0.0.1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    '169.254.169.254',
    '10.0.0.1',
    '192.168.0.1',
    '172.16.0.1',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '168.63.129.16',
    '[ff02::1]',
    '[fec0::1]',
  ]
  const disguised = [
    `http://${allowed}@127.0.0.1:${port}/`,
    `http://${allowed}%40127.0.0.1:${port}@127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}\\@${allowed}/`,
    `http://127.0.0.1:${port}/?@${allowed}/`,
    `http://127.0.0.1:${port}#@${allowed}/`,
    `http:/\\127.0.0.1:${port}/`,
    `http:127.0.0.1:${port}/`,
    `http://127.0.0.1\t:${port}/`,
    `HTTP://127.0.0.1:0${port}/`,
  ]
  return [...hosts.map((host) => `http://${host}:${port}/`), ...disguised]
}
