import type { Fetcher } from '../fetch/fetcher.ts'
import { httpUrl } from '../lib/url.ts'
import type { FetchedFeed, FetchOutcome, FetchRequest } from '../model/fetched-feed.ts'
import type { PolledSitemap } from '../model/source.ts'
import { collectWarnings } from '../parse/caps.ts'
import { isSitemap, sitemapsIn } from '../parse/sitemap/read-sitemap.ts'

/** The most sitemaps of an index that are polled: an index lists years of pages, but the news are in one sitemap or a few. */
const MOST = 3
/** How much of an index is parsed, in bytes: some thousand sitemaps. Bounded since it is parsed in the main thread. */
const MOST_BYTES = 1_048_576

export type SourceAnswer = {
  readonly outcome: FetchOutcome
  /** The sitemaps of an index that were polled, with their current validators; null: the source is no sitemap, or the outcome is a failure. */
  readonly sitemaps: readonly PolledSitemap[] | null
  /** True: the document lacks the pages of those sitemaps that have not changed. */
  readonly isPart: boolean
}

/**
 * Fetches a source. Of a sitemap index it also fetches the sitemaps with `news` in their path, or else those that changed last: each with its own
 * validators, and the changed ones make up the document. If one of them fails, its failure is the outcome: otherwise its pages would count as
 * gone, and the validators of the others would say that these were read.
 */
export const fetchSource = async (
  fetcher: Fetcher,
  request: FetchRequest,
  known: readonly PolledSitemap[] | null,
  signal?: AbortSignal,
): Promise<SourceAnswer> => {
  const index = await fetcher.fetch(request, signal)
  const chosen = index.kind === 'fetched' ? chosenOf(index.feed) : known?.map(({ url }) => url)
  if (index.kind === 'failed' || chosen === null || chosen === undefined)
    return { outcome: index, sitemaps: null, isPart: false }
  const sitemaps: PolledSitemap[] = []
  const changed: Uint8Array[] = []
  for (const url of chosen) {
    const before = known?.find((one) => one.url === url) ?? { url, etag: null, lastModified: null, bodyHash: null }
    const fetched = await fetcher.fetch({ ...request, ...before }, signal)
    if (fetched.kind === 'failed') return { outcome: ofSource(fetched), sitemaps: null, isPart: false }
    const { etag, lastModified } = fetched.kind === 'fetched' ? fetched.feed : fetched.facts
    const bodyHash = fetched.kind === 'fetched' ? fetched.feed.bodyHash : before.bodyHash
    sitemaps.push({ url, etag, lastModified, bodyHash })
    if (fetched.kind === 'fetched') changed.push(fetched.feed.bytes)
  }
  const isPart = changed.length < chosen.length
  const outcome = isPart && changed.length === 0 ? unchanged(index) : together(index, changed, isPart)
  return { outcome, sitemaps, isPart }
}

type Failed = Extract<FetchOutcome, { kind: 'failed' }>

/** The failure of a sitemap as one of its source. A 410 becomes `refused`: the end of one sitemap is not the end of the source. */
const ofSource = (failed: Failed): Failed =>
  failed.failure.kind === 'gone' ? { ...failed, failure: { kind: 'refused', status: 410 } } : failed

type Answered = Exclude<FetchOutcome, Failed>

const unchanged = (index: Answered): FetchOutcome =>
  index.kind === 'unchanged' ? index : { kind: 'unchanged', status: 200, facts: index.feed }

/**
 * The index and its sitemaps concatenated into one document, as `readSitemap` takes them. An empty index replaces one that has not changed, and one
 * that lists sitemaps which the document lacks, since `readSitemap` would take these for sitemaps without news.
 */
const together = (index: Answered, sitemaps: readonly Uint8Array[], isPart: boolean): FetchOutcome => {
  if (sitemaps.length === 0) return index
  const own = index.kind === 'fetched' && !isPart ? index.feed.bytes : standIn(isPart ? 0 : sitemaps.length)
  const feed = index.kind === 'fetched' ? index.feed : { ...index.facts, contentType: null, bodyHash: '' }
  return { kind: 'fetched', feed: { ...feed, bytes: Buffer.concat([own, ...sitemaps]) } }
}

const standIn = (sitemaps: number): Uint8Array =>
  Buffer.from(`<sitemapindex>${'<sitemap></sitemap>'.repeat(sitemaps)}</sitemapindex>`)

/** The addresses of the sitemaps to poll; null: the document is no sitemap. */
const chosenOf = ({ bytes, finalUrl }: FetchedFeed): readonly string[] | null => {
  // The protocol demands UTF-8.
  const start = new TextDecoder().decode(bytes.subarray(0, MOST_BYTES))
  if (!isSitemap(start)) return null
  const listed = sitemapsIn(start, finalUrl, collectWarnings()).filter(({ url }) => httpUrl(url) !== null)
  const ofNews = listed.filter(({ url }) => /news/i.test(httpUrl(url)?.pathname ?? ''))
  const chosen = (ofNews.length > 0 ? ofNews : listed).toSorted((a, b) => b.lastModified - a.lastModified).slice(0, MOST)
  return chosen.map(({ url }) => url)
}
