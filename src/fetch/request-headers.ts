import type { FetchRequest } from '../model/fetched-feed.ts'
import { isSendable } from './response-headers.ts'

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1'
const ACCEPT_ENCODING = 'gzip, deflate, br, zstd'

export type RequestHeaders = (request: FetchRequest, authorization: string | null) => Readonly<Record<string, string>>

/** Throws where the User-Agent could not be sent. Cookies and Referer are never sent. */
export const requestHeaders = (userAgent: string): RequestHeaders => {
  if (!isSendable(userAgent)) throw new RangeError(`not a User-Agent: ${JSON.stringify(userAgent)}`)
  return ({ etag, lastModified, subscribers }, authorization) => ({
    'user-agent': subscribers === null ? userAgent : withSubscribers(userAgent, subscribers),
    accept: ACCEPT,
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

/** Basic credentials (RFC 7617) out of `https://name:word@host`; null: none. */
export const basicAuthorization = ({ username, password }: URL): string | null =>
  username === '' && password === ''
    ? null
    : `Basic ${Buffer.from(`${unescaped(username)}:${unescaped(password)}`).toString('base64')}`

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // A bare % sign stands for itself.
    return text
  }
}
