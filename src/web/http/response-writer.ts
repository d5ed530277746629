import type { ServerResponse } from 'node:http'
import type { Answer } from './document.ts'
import { problem, tooBusy } from './http-error.ts'

/** Bytes. Smaller bodies fit into the buffers of the system and are not counted. */
const SMALL = 64 * 1024
/** A client that takes longer for a large body is disconnected when the memory is needed for others. */
const SLOW_MS = 5_000

/**
 * Writes answers. Bodies that are not yet sent take at most `maxBytes`; a body counts once however many clients read it. A body for which
 * there is no room is replaced by a 503.
 */
export const createResponseWriter = (maxBytes: number) => {
  const readers = new Map<Buffer, number>()
  const slow = new Set<ServerResponse>()
  let bytes = 0

  const hold = (body: Buffer, response: ServerResponse): void => {
    const count = readers.get(body) ?? 0
    if (count === 0) bytes += body.length
    readers.set(body, count + 1)
    const timer = setTimeout(() => void slow.add(response), SLOW_MS)
    response.once('close', () => {
      clearTimeout(timer)
      slow.delete(response)
      const left = (readers.get(body) ?? 1) - 1
      if (left > 0) readers.set(body, left)
      else {
        readers.delete(body)
        bytes -= body.length
      }
    })
  }

  const hasRoomFor = (body: Buffer): boolean => {
    if (readers.has(body) || bytes + body.length <= maxBytes || bytes === 0) return true
    const [slowest] = slow
    slowest?.destroy()
    return false
  }

  const write = (response: ServerResponse, { status, headers, body }: Answer): void => {
    if (body === null) {
      response.writeHead(status, headers).end()
      return
    }
    if (body.length >= SMALL && response.req.method !== 'HEAD') {
      if (!hasRoomFor(body)) {
        write(response, BUSY)
        return
      }
      hold(body, response)
    }
    response.writeHead(status, { 'content-length': String(body.length), ...headers }).end(body)
  }
  return {
    write,
    bytes: () => bytes,
  }
}

const busy = tooBusy()
/** The 503 for answers for which there is no room. */
export const BUSY: Answer = problem(busy.status, busy.message, busy)
