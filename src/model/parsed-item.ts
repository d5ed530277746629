import type { Instant, LanguageTag } from './ids.ts'
import type { RslContent } from './reservation.ts'

export type Person = { readonly name: string | null; readonly email: string | null; readonly url: string | null }
export type Category = { readonly term: string; readonly scheme: string | null; readonly label: string | null }
export type Enclosure = { readonly url: string; readonly type: string | null; readonly length: number | null }

/**
 * What a publisher wrote of one item: the shape is promised, the content is not. Strings are as in the document (decoded,
 * trimmed); `title` may hold markup, `summary` and `content` are HTML. URLs are absolute but unchecked.
 */
export type ParsedItem = {
  readonly id: string | null
  readonly title: string | null
  readonly link: string | null
  /** The page behind `link`, where that counts clicks first and the item says so (`feedburner:origLink`). */
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

export type ParsedFeed = {
  readonly format: FeedFormat
  /** The charset that was used: `utf-8`, `gb18030`. */
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
  /** WebSub. */
  readonly hub: string | null
  readonly self: string | null
  /** The feed's own wish (ttl, sy:update*, JSON Feed's expired): don't ask again sooner. */
  readonly minimumIntervalMs: number | null
  /** RSL inside the document; left out: none. */
  readonly licensing?: readonly RslContent[]
  /** UTC hours 0–23 in which not to ask (skipHours), and days 0 = Sunday (skipDays). */
  readonly skipHours: readonly number[]
  readonly skipDays: readonly number[]
  readonly items: readonly ParsedItem[]
  /** True: our parser found nothing and the fallback parser (rss-parser) did. */
  readonly readByFallback: boolean
  /** Things a person should know: «cut at 5,000 items», «declared utf-8, is windows-1251». */
  readonly warnings: readonly string[]
}

/** An unparsed document and what is known of it from outside. */
export type FeedDocument = {
  readonly bytes: Uint8Array
  /** Base for relative URLs. */
  readonly url: string
  readonly contentType: string | null
  /** The source's language: a hint where the document's charset must be guessed. */
  readonly language: LanguageTag | null
}
