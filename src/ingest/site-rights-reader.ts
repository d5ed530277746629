/** Reads robots.txt, tdmrep.json and licences of a site, each once a day, and stores them. */
import type { Fetcher } from '../fetch/fetcher.ts'
import { DAY, HOUR } from '../lib/durations.ts'
import { type FetchOutcome, unconditionalRequest } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import type { RslContent } from '../model/reservation.ts'
import { NO_RULES, NOTHING_ALLOWED, type RobotsRules } from '../parse/rights/robots-txt.ts'
import type { SiteRights } from '../parse/rights/site-rights.ts'
import type { Store } from '../store/ports/store.ts'
import type { RightsReadings } from './read-rights.ts'
import type { Reading } from './reading.ts'

export type SiteRightsReader = {
  /** The reservations of the site of this address. Rejects where `signal` is aborted, or the store fails. */
  of(address: string, signal?: AbortSignal): Promise<SiteRights>
  /** The licence at this address; without contents where it can't be read. */
  license(url: string, signal?: AbortSignal): Promise<SiteRights['rsl'][number]>
}

type ReaderParts = {
  readonly fetcher: Fetcher
  readonly reading: Pick<Reading, 'readRights'>
  readonly store: Pick<Store, 'reservations'>
  readonly now: () => Instant
}

/** RFC 9309, 2.4: no longer than a day. */
const VALID_MS = DAY
/** After a failure, the site is requested again in an hour, unless it asks for a longer wait. */
const RETRY_MS = HOUR
const MOST_BYTES = 1_048_576
const MOST_LICENSES = 3
const MOST_PLACES = 1_000
type Read = { readonly rights: SiteRights; readonly until: Instant }
type Published = { readonly rights: SiteRights; readonly validMs: number }
type Publication = (signal: AbortSignal | undefined) => Promise<Published>

export const createSiteRightsReader = ({ store, now, ...outside }: ReaderParts): SiteRightsReader => {
  const known = new Map<string, Promise<Read>>()
  const find = async (place: string, read: Publication, signal: AbortSignal | undefined): Promise<Read> => {
    const stored = await store.reservations.siteRights(place)
    const until = (stored?.readAt ?? 0) + VALID_MS
    if (stored !== null && holdsAt(now(), until)) return { rights: JSON.parse(stored.rights) as SiteRights, until }
    const { rights, validMs } = await read(signal)
    const readAt = now() - VALID_MS + Math.min(validMs, VALID_MS)
    await store.reservations.noteSiteRights(place, { rights: JSON.stringify(rights), readAt })
    return { rights, until: readAt + VALID_MS }
  }
  const begin = (place: string, publication: Publication, signal: AbortSignal | undefined): Promise<Read> => {
    const read = find(place, publication, signal)
    known.delete(place)
    known.set(place, read)
    const [oldest] = known.keys()
    if (known.size > MOST_PLACES && oldest !== undefined) known.delete(oldest)
    return read
  }
  const remembered = async (place: string, read: Publication, signal: AbortSignal | undefined): Promise<SiteRights> => {
    const before = known.get(place)
    // The caller that began the read may have been aborted; then one of those that waited begins anew.
    const earlier = before === undefined ? null : await before.catch(() => null)
    if (earlier !== null && holdsAt(now(), earlier.until)) return earlier.rights
    signal?.throwIfAborted()
    const current = known.get(place)
    return (await (current === undefined || current === before ? begin(place, read, signal) : current)).rights
  }
  return {
    async of(address, signal) {
      const { origin } = new URL(address)
      return await remembered(origin, (stop) => fetchSite(outside, origin, stop), signal)
    },
    async license(url, signal) {
      const { rsl } = await remembered(url, (stop) => fetchOneLicense(outside, url, stop), signal)
      return rsl[0] ?? { terms: url, contents: [] }
    },
  }
}

/** The upper limit is for a clock that was set back: otherwise what was read before would stay valid until the old time comes again. */
const holdsAt = (now: Instant, until: Instant): boolean => until > now && until <= now + VALID_MS

type Outside = Pick<ReaderParts, 'fetcher' | 'reading'>

const fetchSite = async (outside: Outside, origin: string, signal: AbortSignal | undefined): Promise<Published> => {
  const answer = await fetchText(outside.fetcher, `${origin}/robots.txt`, signal)
  const robots = answer.kind === 'fetched' ? await readAs(outside, 'robots', answer, signal) : robotsWithout(answer)
  // Nothing is allowed, whatever else the site publishes; and a failing server gets no further requests.
  if (robots === NOTHING_ALLOWED || robots === null) return { rights: NOTHING_KNOWN, validMs: retryMs(answer) }
  const tdmAnswer = await fetchText(outside.fetcher, `${origin}/.well-known/tdmrep.json`, signal)
  const tdm = await readAs(outside, 'tdm', tdmAnswer, signal)
  if (tdm === null && tdmAnswer.kind === 'fetched') return { rights: NOTHING_KNOWN, validMs: RETRY_MS }
  const rsl: SiteRights['rsl'][number][] = []
  for (const written of robots.licenses.slice(0, MOST_LICENSES)) {
    const url = URL.parse(written, origin)
    if (url !== null) rsl.push(licenseOf(url.href, await fetchLicense(outside, url.href, signal)))
  }
  return { rights: { robots, tdm: tdm ?? [], rsl }, validMs: VALID_MS }
}
const NOTHING_KNOWN: SiteRights = { robots: NOTHING_ALLOWED, tdm: [], rsl: [] }

/** One licence, without robots.txt and tdmrep.json. */
const fetchOneLicense = async (outside: Outside, url: string, signal: AbortSignal | undefined): Promise<Published> => {
  const fetched = await fetchLicense(outside, url, signal)
  const license = licenseOf(url, fetched)
  const validMs = license.contents.length === 0 ? retryMs(fetched.answer) : VALID_MS
  return { rights: { robots: NO_RULES, tdm: [], rsl: [license] }, validMs }
}

type FetchedLicense = { readonly answer: FetchOutcome; readonly contents: readonly RslContent[] | null }

const fetchLicense = async (outside: Outside, url: string, signal: AbortSignal | undefined): Promise<FetchedLicense> => {
  const answer = await fetchText(outside.fetcher, url, signal)
  return { answer, contents: await readAs(outside, 'rsl', answer, signal) }
}

const licenseOf = (terms: string, { contents }: FetchedLicense): SiteRights['rsl'][number] => ({
  terms,
  contents: contents ?? [],
})

const retryMs = (answer: FetchOutcome): number => Math.max(RETRY_MS, answer.kind === 'failed' ? (answer.retryAfterMs ?? 0) : 0)

const fetchText = async (fetcher: Fetcher, url: string, signal: AbortSignal | undefined): Promise<FetchOutcome> =>
  await fetcher.fetch({ ...unconditionalRequest(url), maxBytes: MOST_BYTES, accept: '*/*' }, signal)

/** Null: there is no such document, or reading it ended its thread. */
const readAs = async <Kind extends keyof RightsReadings>(
  { reading }: Outside,
  kind: Kind,
  answer: FetchOutcome,
  signal: AbortSignal | undefined,
): Promise<RightsReadings[Kind] | null> =>
  answer.kind === 'fetched'
    ? await reading.readRights({ kind, bytes: answer.feed.bytes }, new URL(answer.feed.finalUrl).origin, signal)
    : null

/** RFC 9309, 2.3.1: without a robots.txt everything is allowed; while the server fails, nothing is allowed. */
const robotsWithout = (answer: Exclude<FetchOutcome, { kind: 'fetched' }>): RobotsRules => {
  if (answer.kind !== 'failed') return NO_RULES
  const { failure } = answer
  const isMissing = failure.kind === 'gone' || (failure.kind === 'refused' && failure.status < 500 && failure.status !== 429)
  return isMissing ? NO_RULES : NOTHING_ALLOWED
}
