import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Answer } from './http/document.ts'
import { encodedQuery } from './http/encoded-query.ts'
import { problemText } from './http/http-error.ts'
import type { Web } from './web.ts'

export type Address = { readonly host: string; readonly port: number }
/** What one client, or all together, may take. Milliseconds and counts. */
export type Limits = {
  readonly headersMs: number
  readonly requestMs: number
  /** Without a byte in either direction: a client that does not read is let go. */
  readonly silenceMs: number
  readonly keepAliveMs: number
  readonly connections: number
  readonly closeMs: number
}
const LIMITS: Limits = {
  headersMs: 10_000,
  requestMs: 30_000,
  silenceMs: 60_000,
  keepAliveMs: 10_000,
  connections: 2_000,
  closeMs: 5_000,
}
const HEADER_BYTES = 16 * 1024

export type Listening = { readonly url: string; close(): Promise<void> }

/** Serves `web` over HTTP until closed. Slow, silent and too many clients are let go; the others are served. */
export const listen = async (web: Web, { host, port }: Address, limits: Partial<Limits> = {}): Promise<Listening> => {
  const bounds = { ...LIMITS, ...limits }
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: bounds.headersMs,
    requestTimeout: bounds.requestMs,
    keepAliveTimeout: bounds.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, bounds.headersMs),
  })
  server.setTimeout(bounds.silenceMs, (socket) => socket.destroy())
  const connections = boundCrowd(server, bounds.connections)
  const slowly = getRequestListener((request, { incoming }) => web.fetch(request, clientOf(incoming as IncomingMessage)), {
    // Other parts of the process, undici among them, keep the platform's own Request and Response.
    overrideGlobalObjects: false,
    errorHandler: () => badRequest(),
  })
  server.on('request', (request, response) => {
    connections.served(request.socket)
    const answer = web.cachedAnswer(request.method ?? '', request.url ?? '', (name) => headerOf(request, name))
    if (answer === null) void slowly(request, response)
    else write(response, answer)
  })
  server.on('clientError', (error: ClientError, socket) => refuse(error, socket as Socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    url: urlOf(server, host),
    async close() {
      web.close()
      connections.dismissSilent()
      await closeWithin(server, bounds.closeMs)
    },
  }
}

const headerOf = ({ headers }: IncomingMessage, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

const write = (response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, headers)
  response.end(body ?? undefined)
}

const clientOf = ({ socket }: IncomingMessage): { readonly client: string } => ({ client: socket.remoteAddress ?? 'unknown' })

/** The adapter refuses what is no valid request target or host. */
const badRequest = (): Response =>
  new Response(problemText(400, 'The address or the Host header is malformed.'), {
    status: 400,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })

const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}
type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array }
const refuse = ({ code = '', rawPacket }: ClientError, socket: Socket): void => {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const elsewhere = code === 'HPE_INVALID_URL' && rawPacket !== undefined ? encodedQuery(rawPacket) : null
  const answer = elsewhere === null ? (REFUSALS[code] ?? '400 Bad Request') : `308 Permanent Redirect\r\nLocation: ${elsewhere}`
  socket.end(`HTTP/1.1 ${answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/**
 * Above the limit the connection that has waited longest without ever having sent a whole request makes room: five hundred
 * half-open clients must not keep a reader out. If all have sent one, the newcomer goes.
 */
const boundCrowd = (server: Server, most: number) => {
  const silent = new Set<Socket>()
  let open = 0
  server.on('connection', (socket) => {
    open += 1
    silent.add(socket)
    socket.once('close', () => {
      open -= 1
      silent.delete(socket)
    })
    if (open <= most) return
    const [oldest = socket] = silent
    silent.delete(oldest)
    oldest.destroy()
  })
  return {
    served: (socket: Socket): void => void silent.delete(socket),
    /** Who has never asked for anything isn't waited for. */
    dismissSilent(): void {
      for (const socket of silent) socket.destroy()
    },
  }
}

const urlOf = (server: Server, host: string): string => {
  const address = server.address()
  const port = address === null || typeof address === 'string' ? 0 : address.port
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** No new connections; what is being answered is finished, up to the limit. */
const closeWithin = async (server: Server, ms: number): Promise<void> => {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
  server.closeIdleConnections()
  // Whoever was being answered becomes idle a little later, and would be waited for as long as she keeps the line.
  const sweeping = setInterval(() => server.closeIdleConnections(), 50)
  const timer = setTimeout(() => server.closeAllConnections(), ms)
  await closed
  clearInterval(sweeping)
  clearTimeout(timer)
}
