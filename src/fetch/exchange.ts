import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { SourceFailure } from '../model/source.ts'
import { type Headers, header, listHeader } from './headers.ts'
import { codingsOf, readBody, TooLargeError, unpacked } from './body.ts'
import { DeadlineError, failureOf, type Limits, wasStaleConnection } from './failure-of.ts'

export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Headers
      /** Of a 200 or 203. */
      readonly body: Uint8Array | null
    }
  | { readonly kind: 'failed'; readonly failure: SourceFailure }

export type Call = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** True: no other request waits for this host, so the connection is not kept. */
  readonly alone: boolean
  readonly leftMs: number
}

/** One request and its whole answer, within the time that is left. Rejects only with `stop`'s reason, when that is raised. */
export const exchange = async (dispatcher: Dispatcher, call: Call, limits: Limits, stop: AbortSignal): Promise<Exchange> => {
  // Raised before this began, it would never be heard.
  stop.throwIfAborted()
  const end = new AbortController()
  const deadline = setTimeout(() => end.abort(new DeadlineError()), call.leftMs)
  const stopped = (): void => end.abort(stop.reason)
  stop.addEventListener('abort', stopped, { once: true })
  let answered = false
  try {
    const response = await get(dispatcher, call, limits, end.signal)
    answered = true
    const { statusCode: status, headers, body } = response
    // Destroying a body emits an error on the stream, even when nothing reads it any more.
    body.on('error', () => {})
    if (status === 200 || status === 203) return { kind: 'answered', status, headers, body: await wholeBody(response, limits) }
    await discard(body)
    return { kind: 'answered', status, headers, body: null }
  } catch (error) {
    if (stop.aborted) throw stop.reason
    return { kind: 'failed', failure: failureOf(end.signal.aborted ? end.signal.reason : error, answered, limits) }
  } finally {
    clearTimeout(deadline)
    stop.removeEventListener('abort', stopped)
  }
}

type Response = Awaited<ReturnType<Dispatcher['request']>>

const get = async (dispatcher: Dispatcher, call: Call, limits: Limits, signal: AbortSignal): Promise<Response> => {
  const { origin, pathname, search } = call.url
  return await requestOnLiveConnection(dispatcher, {
    origin,
    path: pathname + search,
    method: 'GET',
    headers: call.headers,
    reset: call.alone,
    signal,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
  })
}

type Options = Dispatcher.RequestOptions & { readonly signal: AbortSignal }

/** Sends the request once more where the server had just closed the kept-alive connection: it never saw the request. */
export const requestOnLiveConnection = async (dispatcher: Dispatcher, options: Options): Promise<Response> => {
  try {
    return await dispatcher.request(options)
  } catch (error) {
    if (options.signal.aborted || !wasStaleConnection(error)) throw error
    return await dispatcher.request(options)
  }
}

const wholeBody = async ({ body, headers }: Response, { maxBytes }: Limits): Promise<Uint8Array> => {
  if (Number(header(headers, 'content-length') ?? 0) > maxBytes) {
    body.destroy()
    throw new TooLargeError()
  }
  return await unpacked(await readBody(body, codingsOf(listHeader(headers, 'content-encoding')), maxBytes), maxBytes)
}

/** A body that came with its headers leaves the connection usable; any other is destroyed. */
const discard = async (body: Readable): Promise<void> => {
  body.resume()
  await new Promise(setImmediate)
  if (!body.readableEnded) body.destroy()
}
