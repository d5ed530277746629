/** Feeds about the service itself, in the reader's language: the health of its sources, and what they cover. */
import { pathWithQuery } from '../../lib/url.ts'
import { uuidV5 } from '../../lib/hashes.ts'
import type { Instant, SourceId } from '../../model/ids.ts'
import type { PublishedEntry, PublishedFeed } from '../../model/published-feed.ts'
import { attributionOf } from '../../publish/attribution.ts'
import { feedUrn } from '../../publish/entry.ts'
import { type FeedFormat, SINGLE_DOCUMENT } from '../../publish/feed-document.ts'
import { escapeText } from '../../publish/xml.ts'
import { REVALIDATE } from '../http/security.ts'
import type { Rendered } from '../http/document.ts'
import type { PageContext } from '../pages/page-context.ts'
import { publishContextFor, writtenFeed } from './written-feed.ts'

const NAMESPACE = '5b0c7a7e-8a53-4f0e-9c5d-0c6f2b1f7d11'
const MOST_ENTRIES = 100

export type ServiceNotice = {
  /** Identifies the notice permanently, among those of all such feeds. */
  readonly key: string
  /** The kind of notice: the entry's category. */
  readonly mark: string
  readonly at: Instant
  readonly title: string
  readonly texts: readonly string[]
  readonly page: string
  /** Null: it is not about a single source. */
  readonly source: SourceId | null
}

export type ServiceFeed = {
  /** The path without the ending: `/feeds/health`. */
  readonly path: string
  readonly title: string
  readonly subtitle: string
  readonly home: string
  readonly notices: readonly ServiceNotice[]
}

/** The feed document, the latest notices first. */
export const renderServiceFeed = async (
  pageContext: PageContext,
  format: FeedFormat,
  { path, title, subtitle, home, notices }: ServiceFeed,
): Promise<Rendered> => {
  const { locale, origin, configuration, query } = pageContext
  const address = `${origin}${path}`
  const entries = notices
    .map((notice) => entryOf(pageContext, address, notice))
    .toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_ENTRIES)
  const feed: PublishedFeed = {
    id: feedUrn(`${address}.atom`),
    service: { title: configuration.service.title, url: `${origin}/` },
    title,
    subtitle,
    language: locale.language,
    home,
    self: pathWithQuery(`${address}.${format}`, { lang: query.get('lang'), prefer: query.get('prefer') }),
    ...SINGLE_DOCUMENT,
    updatedAt: Math.max(0, ...entries.map(({ updatedAt }) => updatedAt)),
    entries,
  }
  const headers = { 'cache-control': REVALIDATE, vary: 'Accept-Language', 'content-language': locale.language }
  return await pageContext.inTurns(writtenFeed(feed, format, headers))
}

const entryOf = (
  pageContext: PageContext,
  address: string,
  { key, mark, at, title, texts, page, source }: ServiceNotice,
): PublishedEntry => {
  const { locale, configuration, origin } = pageContext
  return {
    id: `urn:uuid:${uuidV5(NAMESPACE, key)}`,
    about: null,
    title,
    language: locale.language,
    link: null,
    page,
    publishedAt: at,
    updatedAt: at,
    summary: texts.join(' '),
    html: texts.map((text) => `<p>${escapeText(text)}</p>`).join(''),
    text: texts.join('\n\n'),
    authors: [],
    categories: [{ term: mark, scheme: `${address}#`, label: null }],
    evidence: [],
    enclosures: [],
    image: null,
    rights: null,
    source:
      source === null
        ? { title: configuration.service.title, url: page, site: `${origin}/` }
        : attributionOf(source, publishContextFor(pageContext, locale.language)),
    alternates: [],
  }
}
