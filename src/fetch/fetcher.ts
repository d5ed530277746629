import { hash } from 'node:crypto'
import { hostOf } from '../lib/url.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { FetchOutcome, FetchRequest } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import type { SourceFailure } from '../model/source.ts'
import { freshForMs, header, retryAfterMs, rightsHeaders, validator, webSubLinks, requestHeaders } from './headers.ts'
import { createConnections } from './connections.ts'
import { exchange } from './exchange.ts'
import type { Limits } from './failure-of.ts'
import { followRedirects, type FinalResponse } from './follow-redirects.ts'
import { type AddressLookup, createGuard } from './guard.ts'
import { createHostPacing } from './host-pacing.ts'
import { createMailboxReader } from './mailbox.ts'

export type FetcherSettings = Pick<Clock, 'now' | 'elapsed'> & {
  readonly userAgent: string
  /** CIDRs or host:port that may be connected to although they are not public. */
  readonly allowPrivate: readonly string[]
  /** Deadline of the whole fetch with redirects; waiting for the host's permit does not count. */
  readonly timeoutMs: number
  /** The longest wait between two pieces of a body; half of `timeoutMs` if left out. */
  readonly idleTimeoutMs?: number
  /** The most bytes of the decoded body. */
  readonly maxBytes: number
  readonly perHost: { readonly concurrency: number; readonly gapMs: number }
  readonly lookup?: AddressLookup
}

export type Fetcher = {
  /**
   * Failures of the network or the server are values. Rejects only if `signal` is aborted, the fetcher is closed, `turn.begins` throws, or
   * the process is out of file descriptors, with the reason.
   */
  fetch(request: FetchRequest, signal?: AbortSignal): Promise<FetchOutcome>
  close(): Promise<void>
}

const HEADER_BYTES = 32 * 1024

export const createFetcher = (settings: FetcherSettings): Fetcher => {
  const limits = limitsOf(settings)
  const guard = createGuard(settings.allowPrivate, settings.lookup)
  const clientFor = createConnections({ guard, ...limits })
  const pacing = createHostPacing({ ...settings.perHost, elapsed: settings.elapsed })
  const headersFor = requestHeaders(settings.userAgent)
  const inFlight = new Set<AbortController>()
  const readMailbox = createMailboxReader({ ...settings, guard, limits, pacing })
  let closed = false
  return {
    async fetch(request, signal) {
      const stop = new AbortController()
      if (closed) throw new Error('the fetcher is closed')
      signal?.throwIfAborted()
      const stopped = (): void => stop.abort(signal?.reason)
      signal?.addEventListener('abort', stopped, { once: true })
      inFlight.add(stop)
      try {
        const { mailbox } = request
        if (mailbox !== undefined) return await readMailbox({ ...request, mailbox }, stop.signal)
        const final = await followRedirects(request, {
          headersFor,
          pacing,
          leftMs: settings.timeoutMs,
          exchange: (call) => exchange(clientFor(call.url, request), call, limitsFor(request, limits), stop.signal),
          stop: stop.signal,
          now: settings.now,
          elapsed: settings.elapsed,
        })
        return outcomeOf(final, request, settings.now())
      } finally {
        inFlight.delete(stop)
        signal?.removeEventListener('abort', stopped)
      }
    },
    async close() {
      closed = true
      for (const stop of inFlight) stop.abort(new Error('the fetcher is closed'))
      pacing.close()
    },
  }
}

const limitsOf = ({ timeoutMs, idleTimeoutMs, maxBytes }: FetcherSettings): Limits => ({
  timeoutMs,
  idleTimeoutMs: Math.min(idleTimeoutMs ?? Math.ceil(timeoutMs / 2), timeoutMs),
  maxBytes,
  headerBytes: HEADER_BYTES,
})

const limitsFor = ({ maxBytes }: FetchRequest, limits: Limits): Limits =>
  maxBytes === undefined ? limits : { ...limits, maxBytes }

const outcomeOf = (final: FinalResponse, request: FetchRequest, now: Instant): FetchOutcome => {
  const { tookMs } = final
  const failed = (failure: SourceFailure, retryAfterMs: number | null = null): FetchOutcome => ({
    kind: 'failed',
    failure,
    retryAfterMs,
    host: final.kind === 'answered' ? hostOf(final.url.href) : null,
    tookMs,
  })
  if (final.kind === 'failed') return failed(final.failure)
  const { status, headers, body, movedTo } = final
  const finalUrl = plainUrl(final.url)
  const facts = {
    finalUrl,
    movedTo,
    // Headers that a 304 lacks keep their stored values (RFC 9111, section 4.3.4).
    freshForMs: freshForMs(headers, now) ?? (status === 304 ? null : 0),
    ...webSubLinks(headers, finalUrl),
    fetchedAt: now,
    tookMs,
    etag: validator(headers, 'etag'),
    lastModified: validator(headers, 'last-modified'),
    rightsHeaders: rightsHeaders(headers),
  }
  const { etag, lastModified } = request
  if (status === 304 && (etag !== null || lastModified !== null)) {
    // The validators that led to a 304 are still valid; some servers send different ones with the 304 itself.
    return { kind: 'unchanged', status, facts: { ...facts, etag, lastModified } }
  }
  if (body !== null) {
    const bodyHash = hash('sha256', body, 'hex')
    if (bodyHash === request.bodyHash) {
      // One of several servers behind a name may send no validators; those stored with the same bytes stay valid.
      const known = facts.etag === null && facts.lastModified === null ? { etag, lastModified } : {}
      return { kind: 'unchanged', status: 200, facts: { ...facts, ...known } }
    }
    return { kind: 'fetched', feed: { ...facts, bytes: body, contentType: header(headers, 'content-type'), bodyHash } }
  }
  // After a temporary redirect, 410 is about the redirect's target, not about the source.
  if (status === 410 && final.permanent) return failed({ kind: 'gone' })
  // Retry-After counts with any status: GitHub sends it with 403, and proxies with codes of their own.
  return failed({ kind: 'refused', status }, retryAfterMs(headers, now))
}

const plainUrl = (url: URL): string => {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  plain.hash = ''
  return plain.href
}
