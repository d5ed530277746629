import { Client } from 'undici'
import type { Guard } from './guard.ts'

/**
 * A client for one request: its connection ends with the answer. On a connection that is kept, answers belong to requests by their order alone
 * (RFC 9112, 9.3): what a server sends once too often would answer the next source's request. And a request that meets the end of such a
 * connection has to be sent twice, which no POST may be (RFC 9110, 9.2.2).
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
