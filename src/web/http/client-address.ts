import { isIPv6 } from 'node:net'
import { networkOf } from '../../lib/ipv6.ts'

/** The address that limits count as one client: an IPv4 address, or a /64 of IPv6, since a provider gives each customer at least that. */
export const clientAddress = (remote: string): string => {
  const address = remote.replace(/^::ffff:/i, '')
  return isIPv6(address) ? networkOf(address, 4) : address
}
