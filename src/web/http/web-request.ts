import { clientAddress } from './client-address.ts'
import type { HeaderOf } from './conditional.ts'
import type { Answer } from './document.ts'
import { HttpError } from './http-error.ts'

/** A request as far as it concerns routes. */
export type WebRequest = {
  readonly method: string
  readonly origin: string
  /** Path, decoded parts excepted: as sent. */
  readonly path: string
  readonly query: URLSearchParams
  /** Path and query. */
  readonly target: string
  readonly header: HeaderOf
  /** Whose request it is, as far as shares are concerned; empty: ours. */
  readonly client: string
  /** The answer must not lag behind the store: nobody from outside can ask for that. */
  readonly mustBeNew: boolean
  /** Fires when the client has left. */
  readonly signal: AbortSignal
}

/** What comes with a request besides itself. */
export type ClientEnv = {
  /** The address of the other side. */
  readonly client?: string
  /** We ask ourselves for what is true now. */
  readonly mustBeNew?: boolean
  readonly signal?: AbortSignal
  /** Takes an answer that is there in one piece; left out, it comes as a Response. */
  readonly write?: (answer: Answer) => void
}

const MOST_CHARACTERS = 8_192
const MOST_PARAMETERS = 50

/** Checks size and shape before anything is done. */
export const readRequest = (request: Request, publicUrl: string | null, env: ClientEnv = {}): WebRequest => {
  if (request.url.length > MOST_CHARACTERS)
    throw new HttpError(414, `The address is longer than ${MOST_CHARACTERS} characters.`, {
      localized: { key: 'error.long', values: { most: MOST_CHARACTERS } },
    })
  const url = new URL(request.url)
  if (url.searchParams.size > MOST_PARAMETERS)
    throw new HttpError(400, `More than ${MOST_PARAMETERS} parameters.`, {
      localized: { key: 'error.parameters', values: { most: MOST_PARAMETERS } },
    })
  const path = rooted(withoutBase(url.pathname, basePath(publicUrl)))
  return {
    method: request.method,
    // Of an address with a host in the request line, that one (RFC 9112, 3.2.2).
    origin: originOf(publicUrl, url.host),
    path,
    query: url.searchParams,
    target: path + url.search,
    header: (name) => request.headers.get(name) ?? undefined,
    client: clientAddress(env.client ?? ''),
    mustBeNew: env.mustBeNew ?? false,
    signal: env.signal ?? new AbortController().signal,
  }
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?\.?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/**
 * Scheme and authority for absolute addresses: the configured public URL, else the Host header, which is believed only as
 * far as it is a plain host name or address. X-Forwarded-* is not believed: anybody can send it.
 */
export const originOf = (publicUrl: string | null, host: string | undefined): string => {
  if (publicUrl !== null) return publicUrl.replace(/\/+$/, '')
  if (host === undefined || !HOST.test(host)) throw new HttpError(400, 'The Host header is missing or is not a host name.')
  return `http://${host.toLowerCase()}`
}

/** What every path of this site begins with where readers reach it: `https://news.example/wire` → `/wire`; mostly nothing. */
export const basePath = (publicUrl: string | null): string =>
  publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')

/** The path as we know it: a proxy may pass the base on or take it off. */
export const withoutBase = (target: string, base: string): string =>
  base !== '' && (target === base || target.startsWith(`${base}/`) || target.startsWith(`${base}?`))
    ? rooted(target.slice(base.length))
    : target

/** With one slash: a link to `//evil.example` would lead to another site. */
const rooted = (target: string): string => target.replace(/^\/*/, '/')
