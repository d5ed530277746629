import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Ranges without public servers (IANA special-purpose registries), the most specific name first. */
const IPV4: readonly (readonly [name: string, ranges: readonly string[]])[] = [
  ['a loopback address', ['127.0.0.0/8']],
  ['a private address', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']],
  ['a link-local address', ['169.254.0.0/16']],
  ['a carrier-grade NAT address', ['100.64.0.0/10']],
  ['an unspecified address', ['0.0.0.0/8']],
  ['a multicast address', ['224.0.0.0/4']],
  // 168.63.129.16 is in a public range, but on Azure it is the host of the virtual machine.
  ['a cloud platform address', ['168.63.129.16/32']],
  [
    'a reserved address',
    ['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '240.0.0.0/4'],
  ],
]
/** IPv4-mapped addresses are not listed here: a BlockList treats every IPv4 address as one. */
const IPV6: readonly (readonly [name: string, ranges: readonly string[]])[] = [
  ['a loopback address', ['::1/128']],
  ['an unspecified address', ['::/128']],
  ['an IPv4-compatible address', ['::/96']],
  ['a NAT64 address', ['64:ff9b::/96', '64:ff9b:1::/48']],
  ['a 6to4 address', ['2002::/16']],
  ['a Teredo address', ['2001::/32']],
  ['a link-local address', ['fe80::/10']],
  ['a private address', ['fc00::/7', 'fec0::/10']],
  ['a multicast address', ['ff00::/8']],
  ['a reserved address', ['2001::/23', '2001:db8::/32', '3fff::/20']],
]
const GLOBAL_UNICAST = '2000::/3'
/** ISATAP embeds an IPv4 address in the last 64 bits of an address with any prefix (RFC 5214, section 6.1). */
const ISATAP = /:(?:0|200)?:5efe:/
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/** Adds a range (`10.0.0.0/8`, `fd00::/8`) to a list. Throws if it is no range. */
export const addRange = (list: BlockList, range: string): void => {
  const [network = '', prefix = ''] = range.split('/')
  if (!/^\d{1,3}$/.test(prefix)) throw new RangeError(`"${range}" has no prefix length`)
  list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4')
}

const listOf = (ranges: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const range of ranges) addRange(list, range)
  return list
}
const kinds4 = IPV4.map(([name, ranges]) => ({ name, list: listOf(ranges) }))
const kinds6 = IPV6.map(([name, ranges]) => ({ name, list: listOf(ranges) }))
const all4 = listOf(IPV4.flatMap(([, ranges]) => ranges))
const global6 = listOf([GLOBAL_UNICAST])

/** An IP address in its shortest spelling, without brackets and zone, IPv4-mapped ones as IPv4; null: not an address. */
export const plainAddress = (text: string): string | null => {
  const [address = ''] = text.replace(/^\[|\]$/g, '').split('%')
  if (isIPv4(address)) return address
  if (!isIPv6(address)) return null
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [, high, low] = MAPPED.exec(short) ?? []
  if (high === undefined || low === undefined) return short
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16)
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.')
}

/** The kind of an address that is not public: `a loopback address`; null: it is public. Anything unknown is not public. */
export const nonPublicKind = (text: string): string | null => {
  const address = plainAddress(text)
  if (address === null) return 'not an IP address'
  if (isIPv4(address)) {
    const named = all4.check(address) ? kinds4.find(({ list }) => list.check(address)) : undefined
    return named?.name ?? (text.includes(':') ? 'an IPv4-mapped address' : null)
  }
  const named = kinds6.find(({ list }) => list.check(address, 'ipv6'))
  if (named !== undefined) return named.name
  if (!global6.check(address, 'ipv6')) return 'a reserved address'
  return ISATAP.test(address) ? 'an ISATAP address' : null
}
