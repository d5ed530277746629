import { DAY, SECOND } from '../lib/durations.ts'
import { parseCacheControl, parseHttpDate, parseLinkHeader } from '../lib/http-fields.ts'
import { absoluteUrl } from '../lib/url.ts'
import type { FetchRequest } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1'
const ACCEPT_ENCODING = 'gzip, deflate, br, zstd'

export type RequestHeaders = (request: FetchRequest, authorization: string | null) => Readonly<Record<string, string>>

/** Returns a function that makes a request's headers, without cookies and Referer. Throws a RangeError if the User-Agent is no valid header value. */
export const requestHeaders = (userAgent: string): RequestHeaders => {
  if (!isSendable(userAgent)) throw new RangeError(`not a User-Agent: ${JSON.stringify(userAgent)}`)
  return ({ etag, lastModified, subscribers, accept = ACCEPT }, authorization) => ({
    'user-agent': subscribers === null ? userAgent : withSubscribers(userAgent, subscribers),
    accept,
    'accept-encoding': ACCEPT_ENCODING,
    ...(etag !== null && isSendable(etag) ? { 'if-none-match': etag } : {}),
    ...(lastModified !== null && isSendable(lastModified) ? { 'if-modified-since': lastModified } : {}),
    ...(authorization === null ? {} : { authorization }),
  })
}

/** `Name/1.0 (+https://example.org; 12 subscribers)`, the form from which feed servers count subscribers. */
const withSubscribers = (userAgent: string, subscribers: number): string => {
  const count = `${subscribers} ${subscribers === 1 ? 'subscriber' : 'subscribers'}`
  return userAgent.endsWith(')') ? `${userAgent.slice(0, -1)}; ${count})` : `${userAgent} (${count})`
}

/** The Authorization header (RFC 7617) for the credentials in `https://name:word@host`; null: there are none. */
export const basicAuthorization = ({ username, password }: URL): string | null =>
  username === '' && password === ''
    ? null
    : `Basic ${Buffer.from(`${unescaped(username)}:${unescaped(password)}`).toString('base64')}`

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // A malformed escape is taken literally.
    return text
  }
}

/** Header names in lower case; each character of a value is one byte, as undici reads and writes them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** The longest delay, in ms, that hints of servers and feeds can cause. */
export const LONGEST_HINT_MS = DAY
/** The most characters of a validator; longer ones would enlarge every request. */
const LONGEST_VALIDATOR = 4_096

export const header = (headers: Headers, name: string): string | null => {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  const first = typeof value === 'object' ? value[0] : value
  return first === undefined || first === '' ? null : first
}

/** The values of a list header that was sent once or several times, joined (RFC 9110, section 5.3). */
export const listHeader = (headers: Headers, name: string): string => {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return typeof value === 'object' ? value.join(',') : (value ?? '')
}

/** A validator byte for byte; null: there is none, or it cannot be sent back. */
export const validator = (headers: Headers, name: 'etag' | 'last-modified'): string | null => {
  const value = header(headers, name)
  return value === null || value.length > LONGEST_VALIDATOR || !isSendable(value) ? null : value
}
/** Is it a valid header value (RFC 9110, section 5.5)? */
const isSendable = (value: string): boolean => /^[\t\u0020-\u007e\u0080-\u00ff]+$/.test(value)

/** Milliseconds until the response is stale: max-age, or else Expires, less Age. 0: it is stale; null: neither Cache-Control nor Expires was sent. */
export const freshForMs = (headers: Headers, now: Instant): number | null => {
  if (header(headers, 'cache-control') === null && header(headers, 'expires') === null) return null
  const control = parseCacheControl(listHeader(headers, 'cache-control'))
  // With a value, no-cache concerns only the headers that it names (RFC 9111, section 5.2.2.4).
  if (control.get('no-cache') === null || control.has('no-store')) return 0
  const seconds = /^\d+/.exec(control.get('max-age') ?? '')?.[0]
  const lifetime = seconds === undefined ? msUntil(header(headers, 'expires'), headers, now) : Number(seconds) * SECOND
  if (lifetime === null) return 0
  const ageMs = Number(/^\d+$/.exec(header(headers, 'age') ?? '')?.[0] ?? 0) * SECOND
  return Math.max(0, Math.min(lifetime, Number.MAX_SAFE_INTEGER) - ageMs)
}

/** Milliseconds until an HTTP date, by the server's Date header, since its clock may differ from ours; null: it is no date. */
const msUntil = (text: string | null, headers: Headers, now: Instant): number | null => {
  const date = parseHttpDate(text ?? '')
  return date === null ? null : date - (parseHttpDate(header(headers, 'date') ?? '') ?? now)
}

/** The delay of a Retry-After in seconds or as a date, in ms, at most a day; null: none, or neither. */
export const retryAfterMs = (headers: Headers, now: Instant): number | null => {
  const value = header(headers, 'retry-after')?.trim() ?? ''
  const delay = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * SECOND : msUntil(value, headers, now)
  return delay === null ? null : Math.ceil(Math.min(Math.max(delay, 0), LONGEST_HINT_MS))
}

/** The WebSub links among `Link` headers, as absolute http(s) addresses. */
export const webSubLinks = (headers: Headers, base: string): { readonly hub: string | null; readonly self: string | null } => {
  const value = listHeader(headers, 'link')
  if (value === '') return { hub: null, self: null }
  const links = parseLinkHeader(value)
  const find = (rel: string): string | null => {
    const target = links.find(({ rels }) => rels.includes(rel))?.target
    return target === undefined ? null : absoluteUrl(fromBytes(target), base)
  }
  return { hub: find('hub'), self: find('self') }
}

const RIGHTS = ['x-robots-tag', 'tdm-reservation', 'tdm-policy', 'content-usage', 'link']
const LONGEST_RIGHTS = 2_000

/** The headers in which publishers reserve uses, by lower-case name. */
export const rightsHeaders = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    RIGHTS.flatMap((name) => {
      const value = listHeader(headers, name).slice(0, LONGEST_RIGHTS)
      return value === '' ? [] : [[name, value]]
    }),
  )

/** A header value decoded as UTF-8 if its bytes are valid: some servers put unescaped non-Latin paths into Location. */
export const fromBytes = (value: string): string => {
  const bytes = Buffer.from(value, 'latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8: the characters are taken as Latin-1.
    return value
  }
}
