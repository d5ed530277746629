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
/** What one client, or all together, may take. Milliseconds, counts and bytes. */
export type Limits = ConnectionLimits & {
  readonly headersMs: number
  readonly requestMs: number
  /** Without a byte in either direction: a client that does not read is let go. */
  readonly silenceMs: number
  readonly keepAliveMs: number
  readonly closeMs: number
  /** Of bodies that are not yet sent. */
  readonly unsentBytes: number
  /** Files and connections that the process may have open (RLIMIT_NOFILE). */
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
  const connections = boundConnections(server, connectionsWithin(bounds, bounds.descriptors))
  const { write } = createResponseWriter(bounds.unsentBytes)
  const throughApp = createAppListener(web, write)
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // HTTP/1.0 knows no Host, and load balancers ask in it whether the service lives.
    if (request.httpVersion === '1.0') request.headers.host ??= authorityReached(request.socket)
    const headers: HeaderOf = (name) => headerOf(request, name)
    // Where the store fails, the routes log it and answer 500.
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

/** By way of the routes. What they answer in one piece is written here, so that its bytes are neither copied nor uncounted. */
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
      // Other parts of the process, undici among them, keep the platform's own Request and Response.
      overrideGlobalObjects: false,
      errorHandler: () => badRequest(),
    },
  )

/** A body that breaks off ends its connection: nobody must take a part for the whole. Why it did is logged where it is made. */
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

/** The address and port that the client connected to. */
const authorityReached = ({ localAddress = '', localPort = 80 }: Socket): string => {
  const address = localAddress.replace(/^::ffff:/i, '')
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`
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
  // A connection that was being answered becomes idle a little later, and would be waited for as long as its client holds it.
  const sweeping = setInterval(() => server.closeIdleConnections(), 50)
  const timer = setTimeout(() => server.closeAllConnections(), ms)
  await closed
  clearInterval(sweeping)
  clearTimeout(timer)
}

/** The adapter refuses what is no valid request target or host. */
const badRequest = (): Response => responseOf(problem(400, 'The address or the Host header is malformed.'), {})

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array }

/** Answers what is no HTTP request, or none that came to its end in time, and closes the connection. */
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

/** The request line of a filter written as it reads, `?q=电商`: bytes that Node takes for no address. Our paths have none. */
const REQUEST_LINE = /^(?:GET|HEAD) \/[!->@-~]*(\?[!-~\x80-\xff]+) HTTP\/1\.[01]\r\n/

/**
 * curl, and readers built on it, send an address as it was typed. Of a refused request: its query as it must be written, which is a whole
 * reference by itself (RFC 3986, 4.2), whatever a proxy has made of the path. Null: that was not what was wrong.
 */
const encodedQuery = (packet: Uint8Array): string | null => {
  const [, query] = REQUEST_LINE.exec(Buffer.from(packet).toString('latin1')) ?? []
  if (query === undefined || !/[\x80-\xff]/.test(query)) return null
  return query.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
