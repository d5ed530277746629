/** Reads what a site publishes for all its pages, once a day, and remembers it. */
import type { Fetcher } from '../fetch/fetcher.ts'
import type { FetchedFeed, FetchOutcome } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import { NO_RULES, NOTHING_ALLOWED, readRobots, type RobotsRules } from '../parse/rights/robots-txt.ts'
import { readRsl } from '../parse/rights/rsl.ts'
import type { SiteRights } from '../parse/rights/site-rights.ts'
import { readTdmRep } from '../parse/rights/tdm-rep.ts'
import type { Store } from '../store/ports/store.ts'

export type SiteRightsReader = {
  /** Of the site of this address. Rejects only where `signal` is raised. */
  of(address: string, signal?: AbortSignal): Promise<SiteRights>
  /** The licence at this address. */
  license(url: string, signal?: AbortSignal): Promise<SiteRights['rsl'][number]>
}

type ReaderParts = {
  readonly fetcher: Fetcher
  readonly store: Pick<Store, 'reservations'>
  readonly now: () => Instant
}

/** RFC 9309, 2.4: no longer than a day. */
const VALID_MS = 24 * 3_600_000
/** After an answer that none could read: the site is asked again sooner. */
const RETRY_MS = 3_600_000
const MOST_BYTES = 1_048_576
const MOST_LICENSES = 3
const MOST_SITES = 1_000
/** As robots.txt names us. */
const PRODUCT = 'polywire'

type Read = { readonly rights: SiteRights; readonly until: Instant }

export const createSiteRightsReader = ({ fetcher, store, now }: ReaderParts): SiteRightsReader => {
  const known = new Map<string, Promise<Read>>()
  const find = async (origin: string, signal: AbortSignal | undefined): Promise<Read> => {
    const stored = await store.reservations.siteRights(origin)
    const until = (stored?.readAt ?? 0) + VALID_MS
    if (stored !== null && until > now()) return { rights: JSON.parse(stored.rights) as SiteRights, until }
    const rights = await fetchSite(fetcher, origin, signal)
    const readAt = rights.robots === NOTHING_ALLOWED ? now() - VALID_MS + RETRY_MS : now()
    await store.reservations.noteSiteRights(origin, { rights: JSON.stringify(rights), readAt })
    return { rights, until: readAt + VALID_MS }
  }
  const begin = (origin: string, signal: AbortSignal | undefined): Promise<Read> => {
    const read = find(origin, signal)
    known.delete(origin)
    known.set(origin, read)
    const [oldest] = known.keys()
    if (known.size > MOST_SITES && oldest !== undefined) known.delete(oldest)
    return read
  }
  return {
    async of(address, signal) {
      const { origin } = new URL(address)
      const before = known.get(origin)
      // Who began it may have been stopped: whoever waited begins anew.
      const earlier = before === undefined ? null : await before.catch(() => null)
      if (earlier !== null && earlier.until > now()) return earlier.rights
      signal?.throwIfAborted()
      const current = known.get(origin)
      return (await (current === undefined || current === before ? begin(origin, signal) : current)).rights
    },
    license: async (url, signal) => await fetchLicense(fetcher, url, signal),
  }
}

const fetchSite = async (fetcher: Fetcher, origin: string, signal: AbortSignal | undefined): Promise<SiteRights> => {
  const robots = robotsIn(await fetchText(fetcher, `${origin}/robots.txt`, signal))
  const tdm = textOf(await fetchText(fetcher, `${origin}/.well-known/tdmrep.json`, signal))
  const rsl: SiteRights['rsl'][number][] = []
  for (const written of robots.licenses.slice(0, MOST_LICENSES)) {
    const url = URL.parse(written, origin)
    if (url !== null) rsl.push(await fetchLicense(fetcher, url.href, signal))
  }
  return { robots, tdm: tdm === null ? [] : readTdmRep(tdm), rsl }
}

const fetchLicense = async (
  fetcher: Fetcher,
  url: string,
  signal: AbortSignal | undefined,
): Promise<SiteRights['rsl'][number]> => {
  const text = textOf(await fetchText(fetcher, url, signal))
  return { terms: url, contents: text === null ? [] : readRsl(text) }
}

const fetchText = async (fetcher: Fetcher, url: string, signal: AbortSignal | undefined): Promise<FetchOutcome> =>
  await fetcher.fetch(
    {
      url,
      etag: null,
      lastModified: null,
      bodyHash: null,
      insecureTls: false,
      subscribers: null,
      maxBytes: MOST_BYTES,
      accept: '*/*',
    },
    signal,
  )

/** RFC 9309, 2.3.1: without a robots.txt everything is allowed; while the server fails, nothing is. */
const robotsIn = (answer: FetchOutcome): RobotsRules => {
  const text = textOf(answer)
  if (text !== null) return readRobots(text, PRODUCT)
  if (answer.kind !== 'failed') return NO_RULES
  const { failure } = answer
  const isMissing = failure.kind === 'gone' || (failure.kind === 'refused' && failure.status < 500 && failure.status !== 429)
  return isMissing ? NO_RULES : NOTHING_ALLOWED
}

const textOf = (answer: FetchOutcome): string | null => (answer.kind === 'fetched' ? decoded(answer.feed) : null)
const decoded = ({ bytes }: Pick<FetchedFeed, 'bytes'>): string => new TextDecoder().decode(bytes)
