import { isIPv6 } from 'node:net'

/** The address that limits count as one client: an IPv4 address, or a /64 of IPv6, since a provider gives each customer at least that. */
export const clientAddress = (remote: string): string => {
  const address = remote.replace(/^::ffff:/i, '')
  return isIPv6(address) ? network64(address) : address
}

const network64 = (address: string): string => {
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  return [...groups, ...Array.from({ length: missing }, () => '0')].slice(0, 4).join(':')
}
