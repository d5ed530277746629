import { Client } from 'undici'
import type { Guard } from './guard.ts'

/**
 * Creates a client for one request, whose connection ends with the response. On a persistent connection, responses belong to requests by
 * their order alone (RFC 9112, section 9.3), so a surplus response would be taken for that to the next source's request. A request that
 * meets the end of such a connection would have to be repeated, which is not allowed for POST (RFC 9110, section 9.2.2).
 */
export type Connections = (url: URL, tls: { readonly insecureTls: boolean }) => Client

export type ConnectionSettings = {
  readonly guard: Guard
  readonly timeoutMs: number
  readonly headerBytes: number
}

export const createConnections = ({ guard, timeoutMs, headerBytes }: ConnectionSettings): Connections => {
  const strict = guard.connector({ insecureTls: false, timeoutMs })
  const lax = guard.connector({ insecureTls: true, timeoutMs })
  return ({ origin }, { insecureTls }) =>
    new Client(origin, { connect: insecureTls ? lax : strict, pipelining: 0, allowH2: false, maxHeaderSize: headerBytes })
}
