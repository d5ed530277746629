import { httpUrl, registrableDomain } from './url.ts'

/**
 * One spelling for all URLs of one page, for comparison, not for requests: https, no `www.`, mobile or AMP host, no default port, fragment, tracking or
 * session parameters or trailing slash; parameters sorted by name. Paths keep their case and order. Null: it is no http(s) URL.
 */
export const canonicalUrl = (text: string, base: string | null = null): string | null => {
  const url = httpUrl(text, base)
  if (url === null) return null
  const target = unwrapped(url)
  return `https://${canonicalHost(target)}${canonicalPath(target.pathname)}${canonicalQuery(target.search)}${route(target.hash)}`
}

/**
 * The part of a guid that stays the same when a site moves to https or to another domain: a URL loses scheme and host, anything else is
 * unchanged. Null where nothing distinctive is left (a bare home page).
 */
export const guidPath = (guid: string): string | null => {
  const trimmed = guid.trim()
  if (!/^https?:\/\//i.test(trimmed)) return trimmed === '' ? null : trimmed
  const url = httpUrl(trimmed)
  if (url === null) return trimmed
  const path = canonicalPath(url.pathname) + canonicalQuery(url.search) + url.hash
  return path === '' ? null : path
}

/** Redirect services that have the page's URL in a parameter. */
const WRAPPERS: readonly { readonly page: RegExp; readonly parameters: readonly string[] }[] = [
  { page: /^(?:www\.)?google\.[a-z.]{2,6}\/url$/, parameters: ['url', 'q'] },
  { page: /^(?:www\.)?bing\.com\/news\/apiclick\.aspx$/, parameters: ['url'] },
]
const unwrapped = (url: URL): URL => {
  const wrapper = WRAPPERS.find(({ page }) => page.test(url.hostname + url.pathname))
  const inner = wrapper?.parameters.map((name) => url.searchParams.get(name)).find((value) => value !== null)
  return (inner === undefined || inner === null ? null : httpUrl(inner)) ?? url
}

const canonicalHost = (url: URL): string => {
  const host = url.hostname.replace(/\.$/, '').replace(/^www\d?\.(?=[^.]+\.)/, '')
  const bare = host.replace(/^(?:m|mobile|amp)\./, '')
  // m.com and amp.github.io are sites of their own, not the mobile version of another.
  const known = bare === host || registrableDomain(bare) === null ? host : bare
  return url.port === '' ? known : `${known}:${url.port}`
}

const canonicalPath = (path: string): string =>
  withoutSession(canonicalEscapes(path))
    .replace(/(?<=[^/])\/+$|^\/+$/, '')
    .replace(/(?<=[^/])\/amp$/, '')

const LONGEST_SESSION = 212
const withoutSession = (path: string): string => {
  const segment = path.lastIndexOf('/') + 1
  const at = path.slice(segment).search(/;jsessionid=/i)
  return at === -1 || path.length - segment - at > LONGEST_SESSION ? path : path.slice(0, segment + at)
}

const canonicalQuery = (search: string): string => {
  if (search.length < 2) return ''
  const parameters = canonicalEscapes(search.slice(1))
    .split('&')
    .filter((parameter) => parameter !== '' && !isTracking(parameter))
    .map((parameter) => ({ name: parameter.split('=', 1)[0] ?? '', parameter }))
    // The sort is stable: several parameters of one name are a list and keep their order.
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return parameters.length === 0 ? '' : `?${parameters.map(({ parameter }) => parameter).join('&')}`
}

/** The fragment that names a part of the page, `#day-2`; empty: there is none, or it contains only tracking parameters, a route or a text directive. */
export const fragmentOf = (text: string): string => {
  const url = text.includes('#') ? httpUrl(text) : null
  const hash = url === null ? '' : unwrapped(url).hash
  if (route(hash) !== '' || hash.startsWith('#:~:')) return ''
  return hash.slice(1).split('&').every(isTracking) ? '' : hash
}

export const withoutFragment = (canonical: string): string => {
  const at = canonical.indexOf('#')
  return at === -1 || route(canonical.slice(at)) !== '' ? canonical : canonical.slice(0, at)
}

/** The address without parameters that track readers; other texts as they are. */
export const withoutTracking = (text: string): string => {
  const at = text.indexOf('?')
  if (at === -1 || httpUrl(text) === null) return text
  const [query = '', ...fragment] = text.slice(at + 1).split('#')
  const kept = query.split('&').filter((parameter) => !isTracking(parameter))
  return [`${text.slice(0, at)}${kept.length === 0 ? '' : `?${kept.join('&')}`}`, ...fragment].join('#')
}

/** A fragment that is a path, as in single-page applications; empty for any other, which is a position within the page. */
const route = (hash: string): string => (/^#!?\//.test(hash) ? hash : '')

/** Escapes that `canonicalEscapes` may change: in lower case, or of a character that needs no escape. Most texts have none. */
const OTHER_ESCAPE = /%(?:[0-9A-F]?[a-f]|2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/
/** RFC 3986, 6.2.2: hexadecimal digits in upper case, no unnecessary escapes. */
const canonicalEscapes = (text: string): string =>
  OTHER_ESCAPE.test(text)
    ? text.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
        const character = String.fromCodePoint(Number.parseInt(escape.slice(1), 16))
        return /[A-Za-z0-9\-._~]/.test(character) ? character : escape.toUpperCase()
      })
    : text

const TRACKING_PREFIX = /^(?:utm|mtm|matomo|pk|piwik|itm|hsa|oly|vero|__twitter|guce|stm|wt)_/
/** Campaign names of a vendor, or click ids of advertising networks: they never identify a page. */
const TRACKING_NAMES: ReadonlySet<string> = new Set(
  (
    'fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid mkt_tok ' +
    'xtor cmp cmpid cmp_id ncid ocid s_cid icid ito smid smtyp emc ftcamp ftag _ga _gl _hsenc _hsmi __hstc __hssc __hsfp __s ' +
    'guccounter soc_src soc_trk tsrc trk mbid spm scm feedtype feedname linkid sr_share rb_clickid s_kwcid ef_id epik ' +
    'wickedid srsltid _openstat ns_mchannel ns_source ns_campaign ns_linkname ns_fee at_medium at_campaign at_custom1 at_custom2 ' +
    'at_custom3 at_custom4 at_link_id at_link_type at_link_origin at_format at_ptr_name at_bbc_team at_campaign_type ' +
    'phpsessid jsessionid aspsessionid amp amp_js_v usqp fb_action_ids fb_action_types fb_source action_object_map'
  ).split(' '),
)
/** Common names, which are tracking only where the value names a channel (`?ref=rss`, but not `?ref=main` of a repository). */
const AMBIGUOUS_NAMES: ReadonlySet<string> = new Set(
  'ref source src from via origin partner referrer referer medium mod outputtype output campaign rss feed'.split(' '),
)
const CHANNEL_VALUE =
  /^(?:rss|feeds?|atom|newsletter|twitter|facebook|telegram|whatsapp|linkedin|mastodon|bluesky|email|share|amp)(?:$|[\W_0-9])/

/** Whether a query parameter tracks how a reader came to a page instead of identifying the page. `parameter`: one `name=value`, still escaped. */
const isTracking = (parameter: string): boolean => {
  const at = parameter.indexOf('=')
  const name = (at === -1 ? parameter : parameter.slice(0, at)).toLowerCase()
  if (TRACKING_NAMES.has(name) || TRACKING_PREFIX.test(name)) return true
  return AMBIGUOUS_NAMES.has(name) && at !== -1 && CHANNEL_VALUE.test(parameter.slice(at + 1).toLowerCase())
}
