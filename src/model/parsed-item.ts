import type { Instant, LanguageTag } from './ids.ts'
import type { RslContent } from './reservation.ts'

export type Person = { readonly name: string | null; readonly email: string | null; readonly url: string | null }
export type Category = { readonly term: string; readonly scheme: string | null; readonly label: string | null }
export type Enclosure = { readonly url: string; readonly type: string | null; readonly length: number | null }

/**
 * What a publisher wrote of one item. The types hold, the contents are unchecked. Strings are as in the document (decoded, trimmed); `title`
 * may contain markup, `summary` and `content` are HTML. URLs are absolute but unchecked.
 */
export type ParsedItem = {
  readonly id: string | null
  readonly title: string | null
  readonly link: string | null
  /** The page that `link` redirects to after counting a click, where the item names it (`feedburner:origLink`). */
  readonly originalLink: string | null
  readonly published: Instant | null
  readonly updated: Instant | null
  readonly summary: string | null
  readonly content: string | null
  readonly language: LanguageTag | null
  readonly rights: string | null
  readonly comments: string | null
  readonly authors: readonly Person[]
  readonly categories: readonly Category[]
  readonly enclosures: readonly Enclosure[]
  readonly image: string | null
  /** The feed that an aggregated item came from. */
  readonly source: { readonly title: string | null; readonly link: string | null } | null
}

export type FeedFormat =
  | 'rss090'
  | 'rss091'
  | 'rss092'
  | 'rss10'
  | 'rss20'
  | 'atom03'
  | 'atom10'
  | 'cdf'
  | 'json1'
  | 'json11'
  | 'page'
  | 'sitemap'
  | 'sitemapindex'
  | 'mailbox'

export type ParsedFeed = {
  readonly format: FeedFormat
  /** The charset that the document was decoded with: `utf-8`, `gb18030`. */
  readonly encoding: string
  readonly id: string | null
  readonly title: string | null
  readonly link: string | null
  readonly description: string | null
  readonly language: LanguageTag | null
  readonly rights: string | null
  readonly published: Instant | null
  readonly updated: Instant | null
  readonly authors: readonly Person[]
  readonly categories: readonly Category[]
  readonly image: string | null
  readonly generator: string | null
  /** Addresses of the feed's WebSub hub, and of the feed itself (`rel="self"`); null: not given. */
  readonly hub: string | null
  readonly self: string | null
  /** The shortest polling interval that the feed asks for (`ttl`, `sy:update*`, JSON Feed's `expired`); null: none. */
  readonly minimumIntervalMs: number | null
  /** RSL licences in the document; left out: none. */
  readonly licensing?: readonly RslContent[]
  /** UTC hours 0–23 (`skipHours`) and days, 0 = Sunday (`skipDays`), in which not to poll. */
  readonly skipHours: readonly number[]
  readonly skipDays: readonly number[]
  readonly items: readonly ParsedItem[]
  /** True: our parser found no items, and the fallback parser (rss-parser) found some. */
  readonly readByFallback: boolean
  /** Notes for the operator: `cut at 5000 items`, `declared utf-8, is windows-1251`. */
  readonly warnings: readonly string[]
}

/** An unparsed document, and what its response and its source say of it. */
export type FeedDocument = {
  readonly bytes: Uint8Array
  readonly url: string
  readonly contentType: string | null
  readonly language: LanguageTag | null
}
