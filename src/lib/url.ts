import { getDomain } from 'tldts'
import { networkOf } from './ipv6.ts'

/** The longest address accepted, in code units: longer ones contain payloads, and browsers and proxies may cut or refuse them. */
const LONGEST = 4_096

/** The text as an http(s) address, resolved against `base`; null for any other scheme, an invalid address, or over 4,096 characters. */
export const httpUrl = (text: string, base: string | null = null): URL | null => {
  if (text.length > LONGEST) return null
  const url = URL.parse(text.trim(), base ?? undefined)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.href.length <= LONGEST ? url : null
}

/** Host and port of an address, without the dot that may end a complete name (RFC 1034, 3.1), since both are one host. Empty: there is none. */
export const hostOf = (text: string): string => (URL.parse(text)?.host ?? '').replace(/\.(?=$|:)/, '')

/** The registrable domain of an address or host (Public Suffix List, private suffixes too); null: it has none, as `localhost` and IP addresses. */
export const registrableDomain = (text: string): string | null => getDomain(text, { allowPrivateDomains: true })

/**
 * The registrable domain of an address, or its IP address, of IPv6 only the network (`2001:db8:0::/48`). It identifies an owner, who can create
 * any number of subdomains, ports and addresses of a network. Empty: the address has no host.
 */
export const siteOf = (text: string): string => {
  const host = URL.parse(text)?.hostname ?? ''
  // A provider gives one customer a /48 at most (RFC 6177).
  return host.startsWith('[') ? `${networkOf(host.slice(1, -1), 3)}::/48` : (registrableDomain(host) ?? host)
}

/** Like `httpUrl`, as text and without user name and password. */
export const absoluteUrl = (text: string, base: string | null = null): string | null => {
  const url = httpUrl(text, base)
  if (url === null) return null
  if (url.username !== '' || url.password !== '') {
    url.username = ''
    url.password = ''
  }
  return url.href
}

/**
 * Like `absoluteUrl`, with only the characters that RFC 3986 allows: the URL standard does not escape `[`, `|`, `^`, a `%` that begins no escape, and
 * others, which no feed may contain. For addresses that we publish; those that we request stay as written.
 */
export const publishableUrl = (text: string, base: string | null = null): string | null => {
  const address = absoluteUrl(text, base)
  if (address === null) return null
  const [, origin = '', rest = ''] = ORIGIN.exec(address) ?? []
  if (!HOST.test(origin)) return null
  const end = rest.indexOf('#')
  if (!NOT_ALLOWED.test(rest) && rest.lastIndexOf('#') === end) return address
  const [path, fragment] = end === -1 ? [rest, ''] : [rest.slice(0, end), rest.slice(end + 1).replaceAll('#', '%23')]
  return `${origin}${escaped(path)}${end === -1 ? '' : `#${escaped(fragment)}`}`
}
const ORIGIN = /^(https?:\/\/[^/?#]*)(.*)$/s
const HOST = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[\w.~-]+)(?::\d+)?$/
const NOT_ALLOWED = /[^\w.~:/?#@!$&'()*+,;=%-]|%(?![\dA-Fa-f]{2})/
const escaped = (text: string): string => text.replaceAll(/[^\w.~:/?@!$&'()*+,;=%-]|%(?![\dA-Fa-f]{2})/gu, encodeURIComponent)

/**
 * RFC 3986 §5.2 reference resolution that keeps the spelling: no percent-encoding, no punycode, no added slash, since items are also
 * identified by the address as written. Where `base` is not absolute, a relative reference stays relative.
 */
export const joinUrl = (base: string, reference: string): string => {
  const cleaned = reference.trim()
  // Browsers remove line breaks and tabs inside URLs; feeds that wrap their lines depend on it.
  const ref = LINE_BREAKS.test(cleaned) ? cleaned.replaceAll(/[\t\n\r]+/g, '') : cleaned
  if (ref === '' || SCHEME.test(ref)) return ref
  const parts = PARTS.exec(base)
  if (parts === null) return ref
  const [, scheme = '', authority = '', path = '', query = ''] = parts
  if (ref.startsWith('//')) return `${scheme}${ref}`
  if (ref.startsWith('#')) return `${scheme}${authority}${path}${query}${ref}`
  if (ref.startsWith('?')) return `${scheme}${authority}${path}${ref}`
  const joined = ref.startsWith('/') ? ref : `${path.slice(0, path.lastIndexOf('/') + 1) || '/'}${ref}`
  return `${scheme}${authority}${withoutDots(joined)}`
}

const LINE_BREAKS = /[\t\n\r]/
const SCHEME = /^[a-z][a-z0-9+.-]*:/i
const PARTS = /^([a-z][a-z0-9+.-]*:)(\/\/[^/?#]*)([^?#]*)(\?[^#]*)?/i

/** RFC 3986 §5.2.4, on the path alone. */
const withoutDots = (target: string): string => {
  const end = target.search(/[?#]/)
  const path = end === -1 ? target : target.slice(0, end)
  if (!path.includes('/.')) return target
  const output: string[] = []
  const segments = path.split('/')
  for (const [at, segment] of segments.entries()) {
    const last = at === segments.length - 1
    if (segment === '..') {
      if (output.length > 1) output.pop()
      if (last) output.push('')
    } else if (segment !== '.') output.push(segment)
    else if (last) output.push('')
  }
  return output.join('/') + (end === -1 ? '' : target.slice(end))
}

type Parameters = Readonly<Record<string, string | number | null>>

/**
 * `/path?key=value`, without parameters that are null or empty. All our addresses are made here, so that equal addresses are equal texts.
 * Colon and comma are not escaped: they need no escape (RFC 3986, 3.4), and filters have many of them.
 */
export const pathWithQuery = (path: string, parameters: Parameters = {}): string => {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([key, value]) =>
        `${encodeURIComponent(key)}=${encodeURIComponent(String(value)).replaceAll('%3A', ':').replaceAll('%2C', ',')}`,
    )
    .join('&')
  return query === '' ? path : `${path}?${query}`
}
