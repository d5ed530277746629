import type { Client, Dispatcher } from 'undici'
import type { SourceFailure } from '../model/source.ts'
import { type Headers, header, listHeader } from './headers.ts'
import { codingsOf, readBody, TooLargeError, unpacked } from './body.ts'
import { Exhausted, isOutOfDescriptors } from '../lib/system-errors.ts'
import { failureOf, type Limits } from './failure-of.ts'
import { withDeadline } from './with-deadline.ts'

export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Headers
      /** The decoded body of a 200 or 203; null: another status. */
      readonly body: Uint8Array | null
    }
  | { readonly kind: 'failed'; readonly failure: SourceFailure }

export type Call = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly leftMs: number
}

/**
 * One request and its whole response, within the time that is left; destroys the client. Rejects with `stop`'s reason when that is aborted,
 * and with `Exhausted` when the process is out of file descriptors.
 */
export const exchange = async (client: Client, call: Call, limits: Limits, stop: AbortSignal): Promise<Exchange> => {
  let answered = false
  try {
    return await withDeadline(client, { ms: call.leftMs, stop }, async (end) => {
      const response = await get(client, call, limits, end)
      answered = true
      const { statusCode: status, headers, body } = response
      // Destroying a body emits an error on the stream, even when nothing reads it any more.
      body.on('error', () => {})
      if (status === 200 || status === 203)
        return { kind: 'answered', status, headers, body: await wholeBody(response, limits) }
      return { kind: 'answered', status, headers, body: null }
    })
  } catch (error) {
    stop.throwIfAborted()
    if (isOutOfDescriptors(error)) throw new Exhausted('descriptors', error)
    return { kind: 'failed', failure: failureOf(error, answered, limits) }
  }
}

type Response = Dispatcher.ResponseData

const get = async (client: Client, call: Call, limits: Limits, end: AbortController): Promise<Response> => {
  const { pathname, search } = call.url
  return await client.request({
    path: pathname + search,
    method: 'GET',
    headers: call.headers,
    signal: end.signal,
    onInfo: hintLimit(end),
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
  })
}

/** The most interim responses to a request. Servers send one or two (RFC 8297). */
const MOST_HINTS = 20

/** For undici's `onInfo`: aborts a request after too many interim responses. undici limits the headers of each, but not their number. */
export const hintLimit = (end: AbortController): (() => void) => {
  let hints = 0
  return () => {
    hints += 1
    if (hints > MOST_HINTS) end.abort(new Error(`the server sent over ${MOST_HINTS} interim responses and no answer`))
  }
}

const wholeBody = async ({ body, headers }: Response, { maxBytes }: Limits): Promise<Uint8Array> => {
  if (Number(header(headers, 'content-length') ?? 0) > maxBytes) {
    body.destroy()
    throw new TooLargeError()
  }
  return await unpacked(await readBody(body, codingsOf(listHeader(headers, 'content-encoding')), maxBytes), maxBytes)
}
