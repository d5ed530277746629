import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { BlockList, isIPv4, isIPv6, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { addRange, nonPublicKind, plainAddress } from './address-kind.ts'

/** Decides which addresses this service may connect to. Every outbound request goes through a guard. */
export type Guard = {
  /** Why a connection to this address is refused; null: it is allowed. `host` is the name that the address was resolved from. */
  blockReason(address: string, host: string, port: number): string | null
  /** A lookup of the host that gives only addresses which may be connected to. */
  lookupFor(host: string, port: number): LookupFunction
  /** For undici's `connect`: it connects only to checked addresses, however the host is written. */
  connector(options: { readonly insecureTls: boolean; readonly timeoutMs: number }): buildConnector.connector
}

export type AddressLookup = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
}

/** How long one address of a name is tried before the next. Node's default of 250 ms is less than a round trip around the world. */
const NEXT_ADDRESS_AFTER_MS = 1_500

/**
 * `allowPrivate`: CIDRs (`10.0.0.0/8`), addresses, or host:port (`127.0.0.1:8900`, `feeds.internal:80`) that are allowed
 * although they are not public. Throws a RangeError that names an entry which is none of these.
 */
export const createGuard = (allowPrivate: readonly string[], lookup: AddressLookup = systemLookup): Guard => {
  const allowed = readAllowList(allowPrivate)
  const blockReason = (address: string, host: string, port: number): string | null => {
    const kind = nonPublicKind(address)
    if (kind === null || allowed(address, host, port)) return null
    // The reason is public on /sources, so it does not name the private address of a host; the operator can look it up.
    return address === host ? `${address} is ${kind}` : `${host} leads to ${kind}`
  }
  return {
    blockReason,
    lookupFor: (host, port) => guardedLookup(lookup, (address) => blockReason(address, host, port)),
    connector: ({ insecureTls, timeoutMs }) =>
      guardedConnector({ blockReason, lookup, tls: { rejectUnauthorized: !insecureTls }, timeoutMs }),
  }
}

type ConnectorParts = {
  readonly blockReason: Guard['blockReason']
  readonly lookup: AddressLookup
  readonly tls: { readonly rejectUnauthorized: boolean }
  readonly timeoutMs: number
}

const guardedConnector =
  ({ blockReason, lookup, tls, timeoutMs }: ConnectorParts): buildConnector.connector =>
  (options, callback) => {
    const host = plainHost(options.hostname)
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    // An IP address as host skips the lookup, so it is checked here; the addresses of a name are checked in the lookup.
    const refused = plainAddress(host) === null ? null : blockReason(host, host, port)
    if (refused !== null) {
      callback(new ForbiddenAddressError(refused), null)
      return
    }
    const connect = buildConnector({
      ...tls,
      lookup: guardedLookup(lookup, (address) => blockReason(address, host, port)),
      timeout: timeoutMs,
      allowH2: false,
      maxCachedSessions: 0,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    })
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null)
      socket.prependListener('error', failOnReset)
      callback(null, socket)
    })
  }

/** undici treats a reset as the end of a body that is delimited by its connection (macOS resets there); here the body counts as truncated. */
const failOnReset = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'ECONNRESET') error.code = 'ERR_CONNECTION_RESET'
}

/** The connection uses the addresses checked here, so DNS rebinding between check and use has no effect. */
const guardedLookup =
  (lookup: AddressLookup, blockReason: (address: string) => string | null): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '')
        return
      }
      const open = addresses.filter(({ address }) => blockReason(address) === null)
      const [first] = open
      if (first === undefined) {
        const why = addresses.map(({ address }) => blockReason(address)).find((found) => found !== null)
        callback(new ForbiddenAddressError(why ?? `${hostname} has no address`), '')
      } else if (options.all === true) callback(null, open)
      else callback(null, first.address, first.family)
    })
  }

const plainHost = (host: string): string =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()

type AllowList = (address: string, host: string, port: number) => boolean

const readAllowList = (entries: readonly string[]): AllowList => {
  const ranges = new BlockList()
  const endpoints = new Set<string>()
  for (const entry of entries) {
    const text = entry.trim()
    const endpoint = text.includes('/') ? null : endpointOf(text)
    if (endpoint === null) addEntryRange(ranges, text)
    else endpoints.add(endpoint)
  }
  return (address, host, port) => {
    const plain = plainAddress(address) ?? ''
    if (endpoints.has(`${plain} ${port}`) || endpoints.has(`${host} ${port}`)) return true
    return isIPv4(plain) ? ranges.check(plain, 'ipv4') : isIPv6(plain) && ranges.check(plain, 'ipv6')
  }
}

const endpointOf = (entry: string): string | null => {
  const port = /:(\d{1,5})$/.exec(entry)?.[1]
  if (port === undefined || isIPv6(entry)) return null
  const url = URL.parse(`http://${entry}`)
  if (url === null) return null
  return `${plainAddress(url.hostname) ?? plainHost(url.hostname)} ${Number(port)}`
}

const addEntryRange = (ranges: BlockList, entry: string): void => {
  try {
    const address = plainAddress(entry)
    if (address === null) addRange(ranges, entry)
    else ranges.addAddress(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  } catch (cause) {
    throw new RangeError(`"${entry}" is neither a range (10.0.0.0/8) nor host:port (127.0.0.1:8900)`, { cause })
  }
}
