import type { Fetcher } from '../fetch/fetcher.ts'
import { httpUrl } from '../lib/url.ts'
import type { FetchedFeed, FetchOutcome, FetchRequest } from '../model/fetched-feed.ts'
import { describeFailure, type PolledSitemap } from '../model/source.ts'
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
  /** True: the document lacks the pages of those sitemaps that have not changed, or the earlier messages of a mailbox. */
  readonly isPart: boolean
  /** The sitemaps that failed while others did not, in words. */
  readonly warnings: readonly string[]
}

/**
 * Fetches a source. Of a sitemap index it also fetches the sitemaps with `news` in their path, or else those that changed last: each with its own
 * validators, and the changed ones make up the document. One that fails keeps its validators and makes the document a part, so that its pages
 * do not count as gone. Only where all fail is that the outcome.
 */
export const fetchSource = async (
  fetcher: Fetcher,
  request: FetchRequest,
  known: readonly PolledSitemap[] | null,
  signal?: AbortSignal,
): Promise<SourceAnswer> => {
  const index = await fetcher.fetch(request, signal)
  // Earlier messages of a mailbox have not gone.
  if (request.mailbox !== undefined) return { outcome: index, sitemaps: null, isPart: true, warnings: [] }
  const chosen = index.kind === 'fetched' ? chosenOf(index.feed) : known?.map(({ url }) => url)
  if (index.kind === 'failed' || chosen === null || chosen === undefined)
    return { outcome: index, sitemaps: null, isPart: false, warnings: [] }
  const sitemaps: PolledSitemap[] = []
  const changed: Uint8Array[] = []
  const failures: Failed[] = []
  const warnings: string[] = []
  for (const url of chosen) {
    const before = known?.find((one) => one.url === url) ?? { url, etag: null, lastModified: null, bodyHash: null }
    const fetched = whole(await fetcher.fetch({ ...request, ...before }, signal))
    if (fetched.kind === 'failed') {
      // 412 says that a validator is wrong: without validators for any of them, the next poll is answered.
      if (isPreconditionFailed(fetched)) return { outcome: fetched, sitemaps: null, isPart: false, warnings: [] }
      failures.push(fetched)
      warnings.push(`the sitemap ${url} failed: ${describeFailure(fetched.failure)}`)
      sitemaps.push(before)
      continue
    }
    const { etag, lastModified } = fetched.kind === 'fetched' ? fetched.feed : fetched.facts
    const bodyHash = fetched.kind === 'fetched' ? fetched.feed.bodyHash : before.bodyHash
    sitemaps.push({ url, etag, lastModified, bodyHash })
    if (fetched.kind === 'fetched') changed.push(fetched.feed.bytes)
  }
  const [failed] = failures
  if (failed !== undefined && failures.length === chosen.length)
    return { outcome: ofSource(failed), sitemaps: null, isPart: false, warnings: [] }
  const isPart = changed.length < chosen.length
  const outcome = isPart && changed.length === 0 ? unchanged(index) : together(index, changed, isPart)
  return { outcome, sitemaps, isPart, warnings }
}

type Failed = Extract<FetchOutcome, { kind: 'failed' }>

const isPreconditionFailed = ({ failure }: Failed): boolean => failure.kind === 'refused' && failure.status === 412

/** The failure of a sitemap as one of its source. A 410 becomes `refused`: the end of one sitemap is not the end of the source. */
const ofSource = (failed: Failed): Failed =>
  failed.failure.kind === 'gone' ? { ...failed, failure: { kind: 'refused', status: 410 } } : failed

/** The outcome, a failure where the document is no whole sitemap: joined with the others, an open comment in it would hide them. */
const whole = (fetched: FetchOutcome): FetchOutcome => {
  if (fetched.kind !== 'fetched' || isWholeSitemap(fetched.feed.bytes)) return fetched
  const failure = { kind: 'not-a-feed', detail: 'a sitemap that its index lists is none, or only a part of one' } as const
  return { kind: 'failed', failure, retryAfterMs: null, host: null, tookMs: fetched.feed.tookMs }
}

const isWholeSitemap = (bytes: Uint8Array): boolean =>
  isSitemap(new TextDecoder().decode(bytes.subarray(0, EDGE))) &&
  /<\/(?:[\w-]+:)?(?:urlset|sitemapindex)\s{0,9}>/i.test(new TextDecoder().decode(bytes.subarray(-EDGE)))
const EDGE = 8_192

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
