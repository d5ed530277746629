import type { RequestSigner } from '../lib/web-bot-auth.ts'
import { hostOf } from '../lib/url.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { FetchRequest } from '../model/fetched-feed.ts'
import type { SourceFailure } from '../model/source.ts'
import { fromBytes, type Headers, header, basicAuthorization, type RequestHeaders, retryAfterMs } from './headers.ts'
import type { Call, Exchange } from './exchange.ts'
import type { HostPacing } from './host-pacing.ts'

/** How a fetch ended: with a response that is not a redirect, or with a failure. */
export type FinalResponse = (
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Headers
      readonly body: Uint8Array | null
      readonly url: URL
      readonly movedTo: string | null
      /** False: at least one of the redirects was temporary. */
      readonly permanent: boolean
    }
  | { readonly kind: 'failed'; readonly failure: SourceFailure }
) & { readonly tookMs: number }

export type RedirectContext = Pick<Clock, 'now' | 'elapsed'> & {
  readonly headersFor: RequestHeaders
  readonly sign?: RequestSigner
  readonly pacing: HostPacing
  readonly leftMs: number
  readonly exchange: (call: Call) => Promise<Exchange>
  readonly stop: AbortSignal
}

const MOST_REDIRECTS = 10
const LONGEST_ADDRESS = 4_096
const PERMANENT: ReadonlySet<number> = new Set([301, 308])
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Fetches an address and follows its redirects. Each hop is paced and checked like the first request; all hops share one deadline. */
export const followRedirects = async (request: FetchRequest, context: RedirectContext): Promise<FinalResponse> => {
  let tookMs = 0
  const failed = (failure: SourceFailure): FinalResponse => ({ kind: 'failed', failure, tookMs })
  const start = URL.parse(request.url)
  if (start === null) return failed({ kind: 'unreachable', detail: 'this is not an address' })

  const visited = new Set<string>()
  let url = start
  let permanent = true
  for (let hops = 0; ; hops += 1) {
    const invalid = invalidTarget(url)
    if (invalid !== null) return failed(invalid)
    if (hops > MOST_REDIRECTS || visited.has(url.href)) return failed({ kind: 'redirect-loop', hops })
    visited.add(url.href)
    if (hops > 0 && (await request.mayFollow?.(url.href)) === false)
      return failed({ kind: 'forbidden-address', detail: `the redirect to ${url.host} was not to be followed` })

    const answer = await hop(request, { url, start, leftMs: context.leftMs - tookMs }, context)
    tookMs += answer.tookMs
    if (answer.kind === 'failed') return { ...answer, tookMs }
    const location = REDIRECTS.has(answer.status) ? header(answer.headers, 'location') : null
    if (location === null) {
      return { ...answer, url, movedTo: hops > 0 && permanent ? newAddress(start, url) : null, permanent, tookMs }
    }
    const next = location.length > LONGEST_ADDRESS ? null : URL.parse(fromBytes(location), url.href)
    if (next === null)
      return failed({ kind: 'unreachable', detail: `${url.host} redirects to something that is not an address` })
    next.hash = ''
    url = next
    permanent &&= PERMANENT.has(answer.status)
  }
}

type Hop = { readonly url: URL; readonly start: URL; readonly leftMs: number }

const hop = async (
  request: FetchRequest,
  { url, start, leftMs }: Hop,
  context: RedirectContext,
): Promise<Exchange & { tookMs: number }> => {
  const host = hostOf(url.href)
  const permit = await context.pacing.acquire(host, context.stop)
  const startedAt = context.elapsed()
  try {
    request.turn?.begins(host)
    // User name and password are sent to the configured origin only, not to others that it redirects to.
    const authorization = url.origin === start.origin ? basicAuthorization(start) : null
    const headers = { ...context.headersFor(request, authorization), ...context.sign?.(url, context.now()) }
    const answer = await context.exchange({ url, headers, leftMs: Math.max(1, leftMs) })
    const askedMs = answer.kind === 'answered' && answer.status >= 400 ? retryAfterMs(answer.headers, context.now()) : null
    if (askedMs !== null) request.turn?.refused(host, askedMs)
    return { ...answer, tookMs: context.elapsed() - startedAt }
  } finally {
    permit.release()
  }
}

const invalidTarget = ({ protocol, hostname }: URL): SourceFailure | null => {
  if (protocol !== 'http:' && protocol !== 'https:') {
    return { kind: 'forbidden-address', detail: `${protocol} is not http: or https:` }
  }
  return hostname === '' ? { kind: 'unreachable', detail: 'the address has no host' } : null
}

/** The address that a source has moved to; null: from https to http, which does not count. Within one origin it keeps the credentials. */
const newAddress = (start: URL, end: URL): string | null => {
  if (start.protocol === 'https:' && end.protocol === 'http:') return null
  const address = new URL(end)
  const sameOrigin = start.origin === end.origin
  address.username = sameOrigin ? start.username : ''
  address.password = sameOrigin ? start.password : ''
  return address.href
}
