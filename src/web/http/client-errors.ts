import type { Socket } from 'node:net'
import { problemText } from './http-error.ts'

/** The adapter refuses what is no valid request target or host. */
export const badRequest = (): Response =>
  new Response(problemText(400, 'The address or the Host header is malformed.'), {
    status: 400,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

export type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array }

/** Answers what is no HTTP request, or none that came to its end in time, and closes the connection. */
export const answerClientError = ({ code = '', rawPacket }: ClientError, socket: Socket): void => {
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
