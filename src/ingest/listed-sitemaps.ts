import type { Fetcher } from '../fetch/fetcher.ts'
import type { FetchedFeed, FetchOutcome, FetchRequest } from '../model/fetched-feed.ts'
import { collectWarnings } from '../parse/caps.ts'
import { isSitemap, type ListedSitemap, sitemapsIn } from '../parse/sitemap/read-sitemap.ts'

/** An index of a large site lists years of pages; its news stand in one sitemap, or in a few. */
const MOST = 3
/** This much of an index is looked at: some thousand sitemaps. It is read in the main thread, hence a bound. */
const MOST_BYTES = 1_048_576

/**
 * A sitemap index with the sitemaps behind it that it names for news, else those changed last; any other answer as it is. Where one of
 * them can't be had, its failure is the answer: its pages would count as gone.
 */
export const withListedSitemaps = async (
  fetcher: Fetcher,
  outcome: FetchOutcome,
  request: FetchRequest,
  signal?: AbortSignal,
): Promise<FetchOutcome> => {
  if (outcome.kind !== 'fetched') return outcome
  const { feed } = outcome
  const parts = [feed.bytes]
  for (const { url } of chosenOf(feed)) {
    const fetched = await fetcher.fetch({ ...request, url, etag: null, lastModified: null, bodyHash: null }, signal)
    if (fetched.kind === 'failed') return fetched
    if (fetched.kind === 'fetched') parts.push(fetched.feed.bytes)
  }
  return parts.length === 1 ? outcome : { kind: 'fetched', feed: { ...feed, bytes: Buffer.concat(parts) } }
}

const chosenOf = ({ bytes, finalUrl }: FetchedFeed): readonly ListedSitemap[] => {
  // The protocol demands UTF-8.
  const start = new TextDecoder().decode(bytes.subarray(0, MOST_BYTES))
  if (!isSitemap(start)) return []
  const listed = sitemapsIn(start, finalUrl, collectWarnings()).filter(({ url }) => /^https?:\/\//i.test(url))
  const ofNews = listed.filter(({ url }) => /news/i.test(new URL(url).pathname))
  return (ofNews.length > 0 ? ofNews : listed).toSorted((a, b) => b.lastModified - a.lastModified).slice(0, MOST)
}
