import { hash } from 'node:crypto'
import type { FetchOutcome, FetchRequest } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import type { SourceFailure } from '../model/source.ts'
import { freshForMs, header, retryAfterMs, validator, webSubLinks } from './answer.ts'
import { createConnections } from './connections.ts'
import { exchange } from './exchange.ts'
import type { Limits } from './failure-of.ts'
import { type Arrival, followRedirects } from './follow-redirects.ts'
import { type AddressLookup, createGuard } from './guard.ts'
import { createHostTurns } from './host-turns.ts'
import { requestHeaders } from './request-headers.ts'

export type FetcherSettings = {
  /** `name/version (+url)` */
  readonly userAgent: string
  /** CIDRs or host:port that may be reached though they are not public. */
  readonly allowPrivate: readonly string[]
  /** For the whole fetch, redirects included; waiting for the host's turn does not count. */
  readonly timeoutMs: number
  /** Between two pieces of a body; half of `timeoutMs` if left out. */
  readonly idleTimeoutMs?: number
  /** Of the decoded body. */
  readonly maxBytes: number
  readonly perHost: { readonly concurrency: number; readonly gapMs: number }
  readonly now: () => Instant
  /** Instead of the system's own. */
  readonly lookup?: AddressLookup
}

export type Fetcher = {
  /** Whatever the world does comes back as a value. Rejects only when `signal` is raised or the fetcher closed, with the reason. */
  fetch(request: FetchRequest, signal?: AbortSignal): Promise<FetchOutcome>
  /** Breaks off what is under way, and closes all connections. */
  close(): Promise<void>
}

const HEADER_BYTES = 32 * 1024

export const createFetcher = (settings: FetcherSettings): Fetcher => {
  const limits = limitsOf(settings)
  const connections = createConnections({
    guard: createGuard(settings.allowPrivate, settings.lookup),
    perHost: settings.perHost.concurrency,
    timeoutMs: limits.timeoutMs,
    headerBytes: limits.headerBytes,
  })
  const turns = createHostTurns(settings.perHost, (host) => connections.forget(host))
  const headersFor = requestHeaders(settings.userAgent)
  const underWay = new Set<AbortController>()
  let closed = false

  return {
    async fetch(request, signal) {
      const stop = new AbortController()
      if (closed) throw new Error('the fetcher is closed')
      signal?.throwIfAborted()
      const stopped = (): void => stop.abort(signal?.reason)
      signal?.addEventListener('abort', stopped, { once: true })
      underWay.add(stop)
      try {
        const arrival = await followRedirects(request, {
          headersFor,
          turns,
          leftMs: settings.timeoutMs,
          exchange: (call) => {
            const { insecureTls } = request
            return exchange(connections.to(call.url, { insecureTls, alone: call.alone }), call, limits, stop.signal)
          },
          stop: stop.signal,
        })
        return outcomeOf(arrival, request, settings.now())
      } finally {
        underWay.delete(stop)
        signal?.removeEventListener('abort', stopped)
      }
    },
    async close() {
      closed = true
      for (const stop of underWay) stop.abort(new Error('the fetcher is closed'))
      turns.close()
      await connections.close()
    },
  }
}

const limitsOf = ({ timeoutMs, idleTimeoutMs, maxBytes }: FetcherSettings): Limits => ({
  timeoutMs,
  idleTimeoutMs: Math.min(idleTimeoutMs ?? Math.ceil(timeoutMs / 2), timeoutMs),
  maxBytes,
  headerBytes: HEADER_BYTES,
})

const outcomeOf = (arrival: Arrival, request: FetchRequest, now: Instant): FetchOutcome => {
  const { tookMs } = arrival
  const failed = (failure: SourceFailure, retryAfterMs: number | null = null): FetchOutcome => ({
    kind: 'failed',
    failure,
    retryAfterMs,
    tookMs,
  })
  if (arrival.kind === 'failed') return failed(arrival.failure)
  const { status, headers, body, movedTo } = arrival
  const finalUrl = plainUrl(arrival.url)
  const facts = {
    finalUrl,
    movedTo,
    freshForMs: freshForMs(headers, now),
    ...webSubLinks(headers, finalUrl),
    fetchedAt: now,
    tookMs,
    etag: validator(headers, 'etag'),
    lastModified: validator(headers, 'last-modified'),
  }
  const { etag, lastModified } = request
  if (status === 304 && (etag !== null || lastModified !== null)) {
    // The validators that brought a 304 are good ones; some servers write others into the 304 itself.
    return { kind: 'unchanged', status, facts: { ...facts, etag, lastModified } }
  }
  if (body !== null) {
    const bodyHash = hash('sha256', body, 'hex')
    if (bodyHash === request.bodyHash) return { kind: 'unchanged', status: 200, facts }
    return { kind: 'fetched', feed: { ...facts, bytes: body, contentType: header(headers, 'content-type'), bodyHash } }
  }
  // Where a temporary redirect led, 410 speaks of the place, not of the source.
  if (status === 410 && arrival.forGood) return failed({ kind: 'gone' })
  const mayWait = status === 429 || status === 503
  return failed({ kind: 'refused', status }, mayWait ? retryAfterMs(headers, now) : null)
}

const plainUrl = (url: URL): string => {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  plain.hash = ''
  return plain.href
}
