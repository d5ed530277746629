import type { Readable } from 'node:stream'
import type { Client } from 'undici'
import { absoluteUrl, hostOf as nameAndPort } from '../lib/url.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { Instant } from '../model/ids.ts'
import type { SourceFailure } from '../model/source.ts'
import { plainAddress } from './address-kind.ts'
import { fromBytes, header, retryAfterMs } from './headers.ts'
import { createConnections } from './connections.ts'
import { hintLimit } from './exchange.ts'
import { failureOf, type Limits } from './failure-of.ts'
import { withDeadline } from './with-deadline.ts'
import { createGuard } from './guard.ts'
import { createHostPacing } from './host-pacing.ts'
import type { RequestRate } from './request-rate.ts'

export type SenderSettings = Pick<Clock, 'now' | 'elapsed'> & {
  readonly userAgent: string
  /** CIDRs or host:port that may be connected to although they are not public. */
  readonly allowPrivate: readonly string[]
  /** Deadline of one message and its response; waiting for the host's permit does not count. */
  readonly timeoutMs: number
  /** How many bytes of a response's body are read; 4 KiB if left out. 0: only the status counts, and the body is not read. */
  readonly answerBytes?: number
  readonly perHost: { readonly concurrency: number; readonly gapMs: number }
  /**
   * What pacing counts as one host; left out: name and port. Use `siteOf` for addresses from strangers, who can give one host any number of
   * names and ports.
   */
  readonly hostOf?: (url: string) => string
  /** Shared by senders to strangers; left out: only `perHost` limits. */
  readonly rate?: RequestRate
}

export type Message = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
  readonly timeoutMs?: number
  /** The site of the party on whose behalf it is sent; left out: our own. */
  readonly onBehalfOf?: string
}

export type Reply =
  /** `text` is the start of the body. Redirects are not followed: their response is returned. */
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly text: string
      readonly location: string | null
      readonly retryAfterMs: number | null
    }
  | { readonly kind: 'failed'; readonly failure: SourceFailure }

/** Sends messages to addresses that strangers supplied: through the guard, few at a time to one host, reading little of the response. */
export type Sender = {
  /** Rejects only when the sender is closed, with a SenderClosedError. */
  send(message: Message): Promise<Reply>
  /** Why nothing is sent to this address; null: nothing is known against it. Names are not resolved before sending. */
  blockReason(url: URL): string | null
  close(): Promise<void>
}

export class SenderClosedError extends Error {
  override readonly name = 'SenderClosedError'
}

const HEADER_BYTES = 16 * 1024
/** The default of `answerBytes`: longer than any challenge that we send, and than any reason that is worth logging. */
const TEXT_BYTES = 4 * 1024

export const createSender = (settings: SenderSettings): Sender => {
  const { timeoutMs, perHost, hostOf = nameAndPort, answerBytes = TEXT_BYTES } = settings
  const guard = createGuard(settings.allowPrivate, settings.rate?.lookup)
  const clientFor = createConnections({ guard, timeoutMs, headerBytes: HEADER_BYTES })
  const pacing = createHostPacing({ ...perHost, elapsed: settings.elapsed })
  const closing = new AbortController()

  return {
    async send(message) {
      closing.signal.throwIfAborted()
      const url = URL.parse(message.url)
      if (url === null || !/^https?:$/.test(url.protocol))
        return { kind: 'failed', failure: { kind: 'unreachable', detail: 'this is not an http(s) address' } }
      const permit = await pacing.acquire(hostOf(url.href), closing.signal)
      const answer = async (): Promise<Reply> =>
        await answerTo(
          clientFor(url, { insecureTls: false }),
          { ...message, url, userAgent: settings.userAgent },
          limitsOf(message.timeoutMs ?? timeoutMs, answerBytes),
          {
            closed: closing.signal,
            now: settings.now,
          },
        )
      try {
        if (settings.rate === undefined) return await answer()
        return await settings.rate.run({ url, onBehalfOf: message.onBehalfOf, signal: closing.signal }, answer)
      } finally {
        permit.release()
      }
    },
    blockReason({ protocol, hostname, port }) {
      const host = hostname.replaceAll(/[[\]]/g, '')
      if (plainAddress(host) === null) return null
      return guard.blockReason(host, host, Number(port) || (protocol === 'https:' ? 443 : 80))
    },
    async close() {
      closing.abort(new SenderClosedError('the sender is closed'))
      pacing.close()
    },
  }
}

const limitsOf = (timeoutMs: number, maxBytes: number): Limits => ({
  timeoutMs,
  idleTimeoutMs: timeoutMs,
  maxBytes,
  headerBytes: HEADER_BYTES,
})

type Call = Omit<Message, 'url'> & { readonly url: URL; readonly userAgent: string }
type Bounds = { readonly closed: AbortSignal; readonly now: () => Instant }

const answerTo = async (client: Client, call: Call, limits: Limits, { closed, now }: Bounds): Promise<Reply> => {
  let answered = false
  try {
    return await withDeadline(client, { ms: limits.timeoutMs, stop: closed }, async (end) => {
      const { statusCode, headers, body } = await send(client, call, limits, { signal: end.signal, onInfo: hintLimit(end) })
      answered = true
      body.on('error', () => {})
      const text = await startOf(body, limits.maxBytes)
      const target = header(headers, 'location')
      const location = target === null ? null : absoluteUrl(fromBytes(target), call.url.href)
      return { kind: 'answered', status: statusCode, text, location, retryAfterMs: retryAfterMs(headers, now()) }
    })
  } catch (error) {
    closed.throwIfAborted()
    return { kind: 'failed', failure: failureOf(error, answered, limits) }
  }
}

const send = async (
  client: Client,
  call: Call,
  limits: Limits,
  ending: { readonly signal: AbortSignal; readonly onInfo: () => void },
) => {
  const { pathname, search } = call.url
  return await client.request({
    path: pathname + search,
    method: call.method,
    headers: { 'user-agent': call.userAgent, 'accept-encoding': 'identity', ...call.headers },
    body: call.body,
    ...ending,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
  })
}

const startOf = async (body: Readable, bytes: number): Promise<string> => {
  if (bytes === 0) return ''
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.byteLength
    // Leaving the loop destroys the body.
    if (size >= bytes) break
  }
  return Buffer.concat(chunks).subarray(0, bytes).toString('utf8')
}
