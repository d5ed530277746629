import { sameAddress } from '../config/edit-sources.ts'
import { joinUrl } from '../lib/url.ts'
import { unconditionalRequest } from '../model/fetched-feed.ts'
import { referenceIn } from '../model/secrets.ts'
import type { PageRule } from '../model/source.ts'
import { collectWarnings } from '../parse/caps.ts'
import { decodeDocument } from '../parse/charset/decode-document.ts'
import { feedLinks } from '../parse/page/feed-links.ts'
import { suggestPageRule } from '../parse/page/suggest-page-rule.ts'
import type { ConfiguredParts } from '../server/configured-parts.ts'
import { type Answer, inspectSource, type ReadSource, unconfiguredSource } from './inspect-source.ts'

/** A feed, sitemap or page at a site that a source can read. */
export type FoundSource = {
  readonly url: string
  /** The rule to read a page with; null: it is a feed or sitemap. */
  readonly page: PageRule | null
  /** The page that it was found on; null: the address was given. */
  readonly site: string | null
  readonly answer: Answer
  readonly read: ReadSource
}

export type Discovery = {
  readonly found: readonly FoundSource[]
  /** Why the address itself is no source, where nothing was found. */
  readonly why: string
}

/** Paths at which content management systems publish feeds. */
const USUAL_PATHS = ['/feed/', '/rss', '/rss.xml', '/feed.xml', '/atom.xml', '/index.xml', '/feed.json', '/feeds/posts/default']
const SITEMAP_PATHS = ['/news-sitemap.xml', '/sitemap-news.xml', '/sitemap_news.xml', '/sitemap.xml']
const MOST_SITEMAPS = 8
const MOST_CHARACTERS = 4_000_000

/**
 * What can be read at a site: the address itself if it is a feed; else the feeds that its page links to; else feeds at the usual paths; else its
 * news sitemaps, and the page by a suggested rule. `asking` is called with each address before it is fetched.
 */
export const discoverSources = async (
  parts: ConfiguredParts,
  address: string,
  asking: (address: string) => void,
): Promise<Discovery> => {
  asking(address)
  const itself = await inspectSource(parts, unconfiguredSource(address, null))
  if (itself.ok) return { found: [foundAt(address, itself, null, null)], why: '' }
  const page = await pageAt(parts, address)
  if (page === null) return { found: [], why: itself.why }
  const named = feedLinks(page.html, page.url).map(({ url }) => url)
  const inspect = async (addresses: readonly string[]) => await readable(parts, addresses, page.url, asking)
  const found = await inspect(named)
  if (found.length > 0) return { found, why: '' }
  const usual = await inspect(USUAL_PATHS.map((path) => joinUrl(page.url, path)))
  if (usual.length > 0) return { found: usual, why: '' }
  const sitemaps = await inspect(await sitemapsOf(parts, page.url))
  return { found: [...sitemaps, ...(await byRule(parts, page))], why: itself.why }
}

type Page = { readonly html: string; readonly url: string; readonly now: number }

const pageAt = async ({ fetcher }: ConfiguredParts, address: string): Promise<Page | null> => {
  const fetched = await fetcher.fetch(unconditionalRequest(address))
  if (fetched.kind !== 'fetched') return null
  const { bytes, finalUrl: url, contentType, fetchedAt } = fetched.feed
  const { text } = await decodeDocument({ bytes, url, contentType, language: null }, collectWarnings())
  return { html: text.slice(0, MOST_CHARACTERS), url, now: fetchedAt }
}

/** The addresses that can be read as a source, each document once. */
const readable = async (
  parts: ConfiguredParts,
  addresses: readonly string[],
  site: string,
  asking: (address: string) => void,
): Promise<readonly FoundSource[]> => {
  const found = new Map<string, FoundSource>()
  for (const address of addresses) {
    // A foreign address with `${NAME}` is skipped: in sources.yaml it would be filled in from our environment.
    if (referenceIn(address) !== null) continue
    asking(address)
    const inspected = await inspectSource(parts, unconfiguredSource(address, null))
    if (!inspected.ok) continue
    const key = sameAddress(inspected.answer.url)
    if (!found.has(key)) found.set(key, foundAt(address, inspected, null, site))
  }
  return [...found.values()]
}

/** The sitemaps that robots.txt names (https://www.sitemaps.org/protocol.html#submit_robots), those of news first, and those at the usual paths. */
const sitemapsOf = async (parts: ConfiguredParts, url: string): Promise<readonly string[]> => {
  const robots = await pageAt(parts, joinUrl(url, '/robots.txt'))
  const named = [...(robots?.html ?? '').matchAll(/^[ \t]*sitemap[ \t]*:[ \t]*(\S+)/gim)].map(([, address = '']) =>
    joinUrl(url, address),
  )
  const ofNews = named.filter((address) => /news/i.test(address))
  return [...new Set([...ofNews, ...named, ...SITEMAP_PATHS.map((path) => joinUrl(url, path))])].slice(0, MOST_SITEMAPS)
}

const byRule = async (parts: ConfiguredParts, { html, url, now }: Page): Promise<readonly FoundSource[]> => {
  const rule = suggestPageRule(html, { url, language: null, now, maxItems: parts.configuration.service.read.maxItems })
  if (rule === null) return []
  const inspected = await inspectSource(parts, unconfiguredSource(url, null, rule))
  return inspected.ok ? [foundAt(url, inspected, rule, null)] : []
}

type Readable = { readonly answer: Answer; readonly read: ReadSource }
const foundAt = (url: string, { answer, read }: Readable, page: PageRule | null, site: string | null): FoundSource => ({
  url: answer.movedTo ?? url,
  page,
  site: site ?? (page === null ? null : url),
  answer,
  read,
})
