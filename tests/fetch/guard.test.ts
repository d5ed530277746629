import { describe, expect, test } from 'vitest'
import { createGuard } from '../../src/fetch/guard.ts'
import { failureFrom, fetcherWith, requestFor, serve, textOf } from './servers.ts'

describe('addresses that are not public are refused', () => {
  const guard = createGuard([])
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'link-local'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.127.255.255', 'carrier-grade NAT'],
    ['192.0.0.192', 'reserved'],
    ['198.19.0.1', 'reserved'],
    ['203.0.113.9', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['168.63.129.16', 'cloud platform'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:8.8.8.8', 'IPv4-mapped'],
    ['0:0:0:0:0:ffff:0a00:0001', 'private'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::8.8.8.8', 'IPv4-compatible'],
    ['::ffff:0:127.0.0.1', 'reserved'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b::8.8.8.8', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64'],
    ['2002:7f00:1::1', '6to4'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
    ['2001:20::1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['3fff::1', 'reserved'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'private'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'private'],
    ['ff02::1', 'multicast'],
    ['100::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['2a00:1450::5efe:7f00:1', 'ISATAP'],
    ['2a00:1450:4001:82a:200:5efe:10.0.0.1', 'ISATAP'],
    ['[::1]', 'loopback'],
    ['not an address', 'not an IP address'],
  ])('%s (%s)', (address, kind) => expect(guard.blockReason(address, 'feeds.example', 80)).toContain(kind))

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '172.32.0.1',
    '192.0.1.1',
    '223.255.255.255',
    '2a00:1450:4001::1',
    '2606:4700::1111',
  ])('%s is public', (address) => expect(guard.blockReason(address, address, 443)).toBeNull())
})

describe('what the operator lets through', () => {
  test('a range opens all ports of its addresses, and no others', () => {
    const guard = createGuard(['10.0.0.0/8', 'fd12::/16'])
    expect(guard.blockReason('10.200.0.1', 'x', 9)).toBeNull()
    expect(guard.blockReason('::ffff:10.0.0.1', 'x', 9)).toBeNull()
    expect(guard.blockReason('fd12:1::1', 'x', 9)).toBeNull()
    expect(guard.blockReason('192.168.0.1', 'x', 9)).not.toBeNull()
    expect(guard.blockReason('fd13::1', 'x', 9)).not.toBeNull()
    expect(guard.blockReason('127.0.0.1', 'x', 9)).not.toBeNull()
  })
  test('host:port opens one port of one address, under any name', () => {
    const guard = createGuard(['127.0.0.1:8900', '[::1]:80'])
    expect(guard.blockReason('127.0.0.1', '127.0.0.1', 8900)).toBeNull()
    expect(guard.blockReason('127.0.0.1', 'localhost', 8900)).toBeNull()
    expect(guard.blockReason('::1', '::1', 80)).toBeNull()
    expect(guard.blockReason('127.0.0.1', '127.0.0.1', 8901)).not.toBeNull()
    expect(guard.blockReason('127.0.0.2', '127.0.0.2', 8900)).not.toBeNull()
  })
  test('name:port opens whatever address the name has, but not the address by itself', () => {
    const guard = createGuard(['Feeds.Internal:80'])
    expect(guard.blockReason('10.0.0.1', 'feeds.internal', 80)).toBeNull()
    expect(guard.blockReason('10.0.0.1', 'feeds.internal', 81)).not.toBeNull()
    expect(guard.blockReason('10.0.0.1', 'evil.feeds.internal', 80)).not.toBeNull()
    expect(guard.blockReason('10.0.0.1', '10.0.0.1', 80)).not.toBeNull()
  })
  test.each(['10.0.0.0/33', '10.0.0/8', 'intranet', '', '10.0.0.0/', 'fd00::/129'])(
    '"%s" is a mistake that is named',
    (entry) => expect(() => createGuard([entry])).toThrow(`"${entry}"`),
  )
})

describe('no spelling of loopback gets through', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '%31%32%37.0.0.1',
    '①②⑦.0.0.1',
    '１２７。０。０。１',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[0:0:0:0:0:0:0:1]',
    'localhost',
    'LocalHost',
    'user:word@127.0.0.1',
  ])('http://%s/', async (host) => {
    const server = await serve((_, response) => response.end('secret'))
    const fetcher = fetcherWith({ allowPrivate: [] })
    const outcome = await fetcher.fetch(requestFor(`http://${host}:${server.port}/`))
    expect(failureFrom(outcome).kind).toBe('forbidden-address')
    expect(server.requests).toHaveLength(0)
  })

  test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'gopher://127.0.0.1/', 'data:,x', 'javascript:1', 'unix:/run/x.sock'])(
    '%s is no web address',
    async (url) => expect(failureFrom(await fetcherWith().fetch(requestFor(url))).kind).toBe('forbidden-address'),
  )

  test('a redirect leads nowhere that a request may not go', async () => {
    const secret = await serve((_, response) => response.end('secret'))
    const open = await serve((_, response) => response.writeHead(302, { location: `http://0x7f.1:${secret.port}/` }).end())
    const fetcher = fetcherWith({ allowPrivate: [open.host] })
    const outcome = await fetcher.fetch(requestFor(open.url))
    expect(failureFrom(outcome)).toMatchObject({ kind: 'forbidden-address', detail: '127.0.0.1 is a loopback address' })
    expect(secret.requests).toHaveLength(0)
  })
  test.each(['file:///etc/passwd', 'ftp://example.org/'])('a redirect to %s is refused', async (location) => {
    const open = await serve((_, response) => response.writeHead(301, { location }).end())
    expect(failureFrom(await fetcherWith().fetch(requestFor(open.url))).kind).toBe('forbidden-address')
  })
})

describe('names are judged by the addresses that they lead to', () => {
  test('a name that changes its address between check and connection gains nothing', async () => {
    const server = await serve((_, response) => response.end('secret'))
    const answers = ['127.0.0.2', '127.0.0.1', '127.0.0.1']
    const fetcher = fetcherWith({
      allowPrivate: ['127.0.0.2/32'],
      lookup: (_, __, callback) => callback(null, [{ address: answers.shift() ?? '', family: 4 }]),
    })
    const url = `http://rebind.example:${server.port}/`
    expect(failureFrom(await fetcher.fetch(requestFor(url))).kind).toBe('unreachable')
    expect(answers).toHaveLength(2)
    expect(failureFrom(await fetcher.fetch(requestFor(url)))).toEqual({
      kind: 'forbidden-address',
      detail: 'rebind.example leads to a loopback address',
    })
    expect(server.requests).toHaveLength(0)
  })
  test('of several addresses only those that may be reached are connected to', async () => {
    const asked: (string | undefined)[] = []
    const server = await serve((request, response) => {
      asked.push(request.socket.localAddress)
      response.end('a feed')
    })
    const fetcher = fetcherWith({
      allowPrivate: ['127.0.0.1/32'],
      lookup: (_, __, callback) =>
        callback(null, [
          { address: '127.0.0.2', family: 4 },
          { address: '::1', family: 6 },
          { address: '127.0.0.1', family: 4 },
        ]),
    })
    expect(textOf(await fetcher.fetch(requestFor(`http://feeds.example:${server.port}/`)))).toBe('a feed')
    expect(asked).toEqual(['127.0.0.1'])
  })
  test('a name without an address, and one that does not exist, are failures', async () => {
    const nowhere = fetcherWith({ lookup: (_, __, callback) => callback(null, []) })
    expect(failureFrom(await nowhere.fetch(requestFor('http://empty.example/'))).kind).toBe('forbidden-address')
    const unknown = fetcherWith({
      lookup: (_, __, callback) => callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []),
    })
    expect(failureFrom(await unknown.fetch(requestFor('http://no.example/')))).toEqual({
      kind: 'unreachable',
      detail: 'there is no such name (ENOTFOUND)',
    })
  })
})
