import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { MINUTE } from '../lib/durations.ts'
import type { HeaderOf } from './http/conditional.ts'
import { type ConnectionLimits, boundConnections, connectionsWithin, createPipelines } from './http/connection-limits.ts'
import { problem } from './http/http-error.ts'
import { BUSY, createResponseWriter } from './http/response-writer.ts'
import { responseOf } from './routes/respond.ts'
import type { Web } from './web.ts'

type Address = { readonly host: string; readonly port: number }
/** Limits for one client, and for all together, in milliseconds, counts and bytes. */
export type Limits = ConnectionLimits & {
  readonly headersMs: number
  readonly requestMs: number
  /** How long a connection may stay without a byte in either direction before it is closed; this ends clients that do not read. */
  readonly silenceMs: number
  readonly keepAliveMs: number
  readonly closeMs: number
  readonly unsentBytes: number
  /** How many files and connections the process may have open (RLIMIT_NOFILE). */
  readonly descriptors: number
}
const LIMITS: Limits = {
  headersMs: 10_000,
  requestMs: 30_000,
  silenceMs: MINUTE,
  keepAliveMs: 10_000,
  connections: 2_000,
  connectionsPerAddress: 1_000,
  reservedConnections: 16,
  closeMs: 5_000,
  unsentBytes: 64 * 1024 * 1024,
  descriptors: Number.POSITIVE_INFINITY,
}
const HEADER_BYTES = 16 * 1024

export type Listening = { readonly url: string; close(): Promise<void> }

/**
 * Serves `web` over HTTP until closed. Rejects if it cannot listen. Closes connections of slow, silent and too many clients, so that the
 * others are served.
 */
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
  const connections = boundConnections(server, connectionsWithin(bounds, bounds.descriptors))
  const { write } = createResponseWriter(bounds.unsentBytes)
  const throughApp = createAppListener(web, write)
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // HTTP/1.0 has no Host header, and load balancers use HTTP/1.0 for health checks.
    if (request.httpVersion === '1.0') request.headers.host ??= authorityReached(request.socket)
    const headers: HeaderOf = (name) => headerOf(request, name)
    // If the store fails, the routes log the error and answer 500.
    const answer = await web.cachedAnswer(request.method ?? '', request.url ?? '', headers).catch(() => null)
    if (answer !== null) write(response, answer)
    else if (connections.isReserved(request.socket) && !isHealthCheck(request)) {
      response.shouldKeepAlive = false
      write(response, BUSY)
    } else await throughApp(request, response)
  }
  const pipelined = createPipelines(connections, (request, response) => void serve(request, response))
  server.on('request', pipelined)
  server.on('clientError', (error: ClientError, socket) => answerClientError(error, socket as Socket))
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

type Write = ReturnType<typeof createResponseWriter>['write']

/**
 * Passes requests to the routes. An answer in one piece is written directly to the connection, so that its bytes are not copied, and count
 * towards the limit.
 */
const createAppListener = (
  web: Web,
  write: Write,
): ((request: IncomingMessage, response: ServerResponse) => Promise<unknown>) =>
  getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = outgoing as ServerResponse
      const left = new AbortController()
      response.once('close', () => {
        if (!response.writableFinished) left.abort(new Error('the client has left'))
      })
      const answer = await web.fetch(request, {
        client: (incoming as IncomingMessage).socket.remoteAddress ?? '',
        signal: left.signal,
        write: (whole) => write(response, whole),
      })
      return answer.body === null ? answer : new Response(wholeOrCut(answer.body, response), answer)
    },
    {
      // Other parts of the process, such as undici, need the platform's own Request and Response.
      overrideGlobalObjects: false,
      errorHandler: () => badRequest(),
    },
  )

/** Closes the connection if the body fails, so that no client takes a part for the whole. The producer of the body logs the reason. */
const wholeOrCut = (body: ReadableStream<Uint8Array>, response: ServerResponse): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(out) {
      try {
        const { done, value } = await reader.read()
        if (done) out.close()
        else out.enqueue(value)
      } catch {
        response.destroy()
        out.close()
      }
    },
    cancel: async (reason) => await reader.cancel(reason),
  })
}

const isHealthCheck = ({ url = '' }: IncomingMessage): boolean => /\/(?:healthz|readyz)(?:\?|$)/.test(url)

const headerOf = ({ headers }: IncomingMessage, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

const authorityReached = ({ localAddress = '', localPort = 80 }: Socket): string => {
  const address = localAddress.replace(/^::ffff:/i, '')
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`
}

const urlOf = (server: Server, host: string): string => {
  const address = server.address()
  const port = address === null || typeof address === 'string' ? 0 : address.port
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Stops accepting connections, lets requests in progress finish, and closes what is still open after `ms`. */
const closeWithin = async (server: Server, ms: number): Promise<void> => {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
  server.closeIdleConnections()
  // A connection with a request in progress becomes idle later; without this sweep, `closed` would wait until the client closes it.
  const sweeping = setInterval(() => server.closeIdleConnections(), 50)
  const timer = setTimeout(() => server.closeAllConnections(), ms)
  await closed
  clearInterval(sweeping)
  clearTimeout(timer)
}

/** For a request target or Host header that the adapter rejects as invalid. */
const badRequest = (): Response => responseOf(problem(400, 'The address or the Host header is malformed.'), {})

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array }

/** Answers a request that is not valid HTTP or did not arrive in time, and closes the connection. */
const answerClientError = ({ code = '', rawPacket }: ClientError, socket: Socket): void => {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const elsewhere = code === 'HPE_INVALID_URL' && rawPacket !== undefined ? encodedQuery(rawPacket) : null
  const answer =
    elsewhere === null ? (STATUS_LINES[code] ?? '400 Bad Request') : `308 Permanent Redirect\r\nLocation: ${elsewhere}`
  socket.end(`HTTP/1.1 ${answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** A request line with a query in raw UTF-8 bytes, `?q=电商`, which Node rejects as an invalid URL. Our paths have no such bytes. */
const REQUEST_LINE = /^(?:GET|HEAD) \/[!->@-~]*(\?[!-~\x80-\xff]+) HTTP\/1\.[01]\r\n/

/**
 * curl and feed readers that use it send an address as it was typed, without percent-encoding. Returns the encoded query of such a request.
 * The query alone is a valid relative reference (RFC 3986, 4.2), so it works whatever a proxy has done to the path. Null: the request was
 * rejected for another reason.
 */
const encodedQuery = (packet: Uint8Array): string | null => {
  const [, query] = REQUEST_LINE.exec(Buffer.from(packet).toString('latin1')) ?? []
  if (query === undefined || !/[\x80-\xff]/.test(query)) return null
  return query.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
