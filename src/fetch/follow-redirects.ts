import type { FetchRequest } from '../model/fetched-feed.ts'
import type { SourceFailure } from '../model/source.ts'
import { fromBytes, type Headers, header } from './answer.ts'
import type { Call, Exchange } from './exchange.ts'
import type { HostTurns } from './host-turns.ts'
import { basicAuthorization, type RequestHeaders } from './request-headers.ts'

/** Where a fetch ended: at an answer that is no redirect, or nowhere. */
export type Arrival = (
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Headers
      readonly body: Uint8Array | null
      readonly url: URL
      readonly movedTo: string | null
      /** No temporary redirect on the way. */
      readonly forGood: boolean
    }
  | { readonly kind: 'failed'; readonly failure: SourceFailure }
) & { readonly tookMs: number }

export type Road = {
  readonly headersFor: RequestHeaders
  readonly turns: HostTurns
  readonly leftMs: number
  readonly exchange: (call: Call) => Promise<Exchange>
  readonly stop: AbortSignal
}

const MOST_REDIRECTS = 10
const LONGEST_ADDRESS = 4_096
const PERMANENT: ReadonlySet<number> = new Set([301, 308])
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Each hop waits for its host's turn and is checked like the first request; all together have one deadline. */
export const followRedirects = async (request: FetchRequest, road: Road): Promise<Arrival> => {
  let tookMs = 0
  const nowhere = (failure: SourceFailure): Arrival => ({ kind: 'failed', failure, tookMs })
  const start = URL.parse(request.url)
  if (start === null) return nowhere({ kind: 'unreachable', detail: 'this is not an address' })

  const seen = new Set<string>()
  let url = start
  let forGood = true
  for (let hops = 0; ; hops += 1) {
    const refused = refusalOf(url)
    if (refused !== null) return nowhere(refused)
    if (hops > MOST_REDIRECTS || seen.has(url.href)) return nowhere({ kind: 'redirect-loop', hops })
    seen.add(url.href)

    const answer = await hop(request, { url, start, leftMs: road.leftMs - tookMs }, road)
    tookMs += answer.tookMs
    if (answer.kind === 'failed') return { ...answer, tookMs }
    const location = REDIRECTS.has(answer.status) ? header(answer.headers, 'location') : null
    if (location === null) {
      return { ...answer, url, movedTo: hops > 0 && forGood ? newHome(start, url) : null, forGood, tookMs }
    }
    const next = location.length > LONGEST_ADDRESS ? null : URL.parse(fromBytes(location), url.href)
    if (next === null) return nowhere({ kind: 'unreachable', detail: `${url.host} redirects to something that is no address` })
    next.hash = ''
    url = next
    forGood &&= PERMANENT.has(answer.status)
  }
}

type Hop = { readonly url: URL; readonly start: URL; readonly leftMs: number }

const hop = async (request: FetchRequest, { url, start, leftMs }: Hop, road: Road): Promise<Exchange & { tookMs: number }> => {
  const turn = await road.turns.take(url.host, road.stop)
  const startedAt = performance.now()
  try {
    // User name and password are for the place they were configured for, wherever it sends us.
    const authorization = url.origin === start.origin ? basicAuthorization(start) : null
    const headers = road.headersFor(request, authorization)
    const answer = await road.exchange({ url, headers, alone: !turn.crowded, leftMs: Math.max(1, leftMs) })
    return { ...answer, tookMs: performance.now() - startedAt }
  } finally {
    turn.end()
  }
}

const refusalOf = ({ protocol, hostname }: URL): SourceFailure | null => {
  if (protocol !== 'http:' && protocol !== 'https:') {
    return { kind: 'forbidden-address', detail: `${protocol} is not http: or https:` }
  }
  return hostname === '' ? { kind: 'unreachable', detail: 'the address has no host' } : null
}

/** A move never gives up encryption; within one origin it keeps the credentials that the place asks for. */
const newHome = (start: URL, end: URL): string | null => {
  if (start.protocol === 'https:' && end.protocol === 'http:') return null
  const home = new URL(end)
  const sameOrigin = start.origin === end.origin
  home.username = sameOrigin ? start.username : ''
  home.password = sameOrigin ? start.password : ''
  return home.href
}
