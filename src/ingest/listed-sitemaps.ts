import type { Fetcher } from '../fetch/fetcher.ts'
import { httpUrl } from '../lib/url.ts'
import type { FetchedFeed, FetchOutcome, FetchRequest } from '../model/fetched-feed.ts'
import type { PolledSitemap } from '../model/source.ts'
import { collectWarnings } from '../parse/caps.ts'
import { isSitemap, sitemapsIn } from '../parse/sitemap/read-sitemap.ts'

/** An index of a large site lists years of pages; its news stand in one sitemap, or in a few. */
const MOST = 3
/** This much of an index is looked at: some thousand sitemaps. It is read in the main thread, hence a bound. */
const MOST_BYTES = 1_048_576

export type SourceAnswer = {
  readonly outcome: FetchOutcome
  /** What a sitemap index has polled with it, each with its validators as of now; null: the source is no sitemap. */
  readonly sitemaps: readonly PolledSitemap[] | null
  /** True: the document lacks what stands in sitemaps that have not changed. */
  readonly isPart: boolean
}

/**
 * What a source shows now. Of a sitemap index these are the sitemaps that it names for news, else those changed last: each is asked for with its own
 * validators, and those that have changed make up the document. Where one of them can't be had, its failure is the answer: its pages would count as
 * gone, and those of the others would be taken as read.
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

/** 410 is about the address that was asked: the end of one sitemap is not that of the source. */
const ofSource = (failed: Failed): Failed =>
  failed.failure.kind === 'gone' ? { ...failed, failure: { kind: 'refused', status: 410 } } : failed

type Answered = Exclude<FetchOutcome, Failed>

const unchanged = (index: Answered): FetchOutcome =>
  index.kind === 'unchanged' ? index : { kind: 'unchanged', status: 200, facts: index.feed }

/**
 * The index and its sitemaps as one document, as `readSitemap` takes them. An index that has not changed is stood in for; so is one that lists what the
 * document lacks, since it would say that these have no news.
 */
const together = (index: Answered, sitemaps: readonly Uint8Array[], isPart: boolean): FetchOutcome => {
  if (sitemaps.length === 0) return index
  const own = index.kind === 'fetched' && !isPart ? index.feed.bytes : standIn(isPart ? 0 : sitemaps.length)
  const feed = index.kind === 'fetched' ? index.feed : { ...index.facts, contentType: null, bodyHash: '' }
  return { kind: 'fetched', feed: { ...feed, bytes: Buffer.concat([own, ...sitemaps]) } }
}

const standIn = (sitemaps: number): Uint8Array =>
  Buffer.from(`<sitemapindex>${'<sitemap></sitemap>'.repeat(sitemaps)}</sitemapindex>`)

/** Null: it is no sitemap. */
const chosenOf = ({ bytes, finalUrl }: FetchedFeed): readonly string[] | null => {
  // The protocol demands UTF-8.
  const start = new TextDecoder().decode(bytes.subarray(0, MOST_BYTES))
  if (!isSitemap(start)) return null
  const listed = sitemapsIn(start, finalUrl, collectWarnings()).filter(({ url }) => httpUrl(url) !== null)
  const ofNews = listed.filter(({ url }) => /news/i.test(httpUrl(url)?.pathname ?? ''))
  const chosen = (ofNews.length > 0 ? ofNews : listed).toSorted((a, b) => b.lastModified - a.lastModified).slice(0, MOST)
  return chosen.map(({ url }) => url)
}
