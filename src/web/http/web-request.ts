import { withoutTrailing } from '../../lib/trim.ts'
import { clientAddress } from './client-address.ts'
import type { HeaderOf } from './conditional.ts'
import type { Answer } from './document.ts'
import { HttpError } from './http-error.ts'

export type WebRequest = {
  readonly method: string
  readonly origin: string
  /** The path as the URL parser gives it, not decoded, without the base path of the public URL. */
  readonly path: string
  readonly query: URLSearchParams
  readonly target: string
  readonly header: HeaderOf
  /** The client for limits and turns, as `clientAddress` names it; empty: a request by this process. */
  readonly client: string
  /** The answer must not lag behind the store; only this process itself can require that. */
  readonly mustBeNew: boolean
  /** Fires when the client has left. */
  readonly signal: AbortSignal
}

export type ClientEnv = {
  readonly client?: string
  /** This process itself needs the answer as of now. */
  readonly mustBeNew?: boolean
  readonly signal?: AbortSignal
  /** Writes an answer that is complete in one piece; left out: the answer comes back as a Response. */
  readonly write?: (answer: Answer) => void
}

const MOST_CHARACTERS = 8_192
const MOST_PARAMETERS = 50

/** Reads a request. Throws 414 or 400 if its address is too long, has too many parameters, or has no valid host. */
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
    // The host of the request line, if it has one, wins over the Host header (RFC 9112, 3.2.2).
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
 * Scheme and authority for absolute addresses: the configured public URL, else the Host header if it is a plain host name or address;
 * otherwise throws 400. X-Forwarded-* is ignored, since anybody can send it.
 */
export const originOf = (publicUrl: string | null, host: string | undefined): string => {
  if (publicUrl !== null) return withoutTrailing(publicUrl, '/')
  if (host === undefined || !HOST.test(host)) throw new HttpError(400, 'The Host header is missing or is not a host name.')
  return `http://${host.toLowerCase()}`
}

/** The path with which every public address of this site begins: `https://news.example/wire` → `/wire`; usually empty. */
export const basePath = (publicUrl: string | null): string =>
  publicUrl === null ? '' : withoutTrailing(new URL(publicUrl).pathname, '/')

/** The path without the base path; a proxy may have removed that already. */
export const withoutBase = (target: string, base: string): string =>
  base !== '' && (target === base || target.startsWith(`${base}/`) || target.startsWith(`${base}?`))
    ? rooted(target.slice(base.length))
    : target

/** The path with exactly one slash at its beginning: a link to `//evil.example` would lead to another site. */
const rooted = (target: string): string => target.replace(/^\/*/, '/')
