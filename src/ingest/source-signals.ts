/** Finds what a source reserves: in the headers of its answer, its feed and the sites of its articles. */
import { httpUrl } from '../lib/url.ts'
import type { Source } from '../model/source.ts'
import type { SourceRights } from './source-rights.ts'
import type { FeedFacts } from './read-feed.ts'
import type { SiteRightsReader } from './site-rights-reader.ts'
import { distinctSignals, type RightsSignal } from '../model/reservation.ts'
import { headerSignals, type RightsHeaders } from '../parse/rights/answer-signals.ts'
import { rslSignals } from '../parse/rights/rsl.ts'
import { siteSignals } from '../parse/rights/site-rights.ts'

export type SourceAnswer = {
  readonly url: string
  readonly headers: RightsHeaders
  readonly feed: FeedFacts
  readonly links: readonly string[]
}

export type SignalParts = {
  readonly rights: Pick<SourceRights, 'note'>
  readonly sites: SiteRightsReader
  /** Whether some configured use depends on what the sites of the source's articles publish. */
  readonly asksSites: (source: Source) => boolean
}

export const readSignals = async (
  { rights, sites, asksSites }: SignalParts,
  source: Source,
  answer: SourceAnswer,
  signal: AbortSignal | undefined,
): Promise<readonly RightsSignal[]> => {
  const signals = await sourceSignals(answer, asksSites(source) ? sites : null, signal)
  await rights.note(source.id, signals)
  return signals
}

/** The most sites that are read for one document: articles of one source seldom link to more, and each site costs requests. */
const MOST_SITES = 3

/** `sites` null: only the headers and the feed are evaluated. */
const sourceSignals = async (
  { url, headers, feed, links }: SourceAnswer,
  sites: SiteRightsReader | null,
  signal: AbortSignal | undefined,
): Promise<readonly RightsSignal[]> => {
  const own = headerSignals(headers, url)
  // A mailbox has no site that could reserve anything.
  const addresses = (links.length === 0 ? [url] : links).filter((address) => httpUrl(address) !== null)
  const ofFeed = addresses.flatMap((address) => rslSignals(feed.licensing ?? [], address, null))
  // An X-Robots-Tag of the feed is no reservation of its articles: many sites keep only their feeds out of search engines.
  const found: RightsSignal[] = [
    ...own.signals.filter(({ from, reserves }) => from !== 'X-Robots-Tag' || !reserves.includes('full-text')),
    ...ofFeed,
  ]
  if (sites === null) return distinctSignals(found)
  for (const license of own.licenses.slice(0, 1)) {
    const { terms, contents } = await sites.license(license, signal)
    found.push(...rslSignals(contents, url, terms))
  }
  const bySite = Map.groupBy(addresses, (address) => new URL(address).origin)
  for (const ofSite of [...bySite.values()].slice(0, MOST_SITES)) {
    const rights = await sites.of(ofSite[0] ?? url, signal)
    found.push(...ofSite.flatMap((address) => siteSignals(rights, address)))
  }
  return distinctSignals(found)
}
