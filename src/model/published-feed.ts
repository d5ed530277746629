import type { ArticleId, Instant, LanguageTag, StoryId, TopicId } from './ids.ts'
import type { Category, Enclosure } from './parsed-item.ts'

/** One entry of a feed we publish, ready to be written in any format: every string is XML-safe, every URL http(s). */
export type PublishedEntry = {
  /** `urn:uuid:…`, version 5, from the story or article id. Never changes. */
  readonly id: string
  /** Null: it is about a source, not about what one reports. */
  readonly about: { readonly story: StoryId; readonly article: ArticleId } | null
  readonly title: string
  readonly language: LanguageTag
  /** The article's own page; null: only our story page exists. */
  readonly link: string | null
  /** Our page about the story. */
  readonly page: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  readonly summary: string
  /** Sanitised, without what the source does not let others show; null: there is nothing but the summary. */
  readonly html: string | null
  /** The same without markup. */
  readonly text: string | null
  readonly authors: readonly string[]
  readonly categories: readonly Category[]
  /** Why the article has its topics: the words that decided. */
  readonly evidence: readonly { readonly topic: TopicId; readonly score: number; readonly terms: readonly string[] }[]
  readonly enclosures: readonly Enclosure[]
  readonly image: string | null
  readonly rights: string | null
  /** Credit: the feed it came from. */
  readonly source: { readonly title: string; readonly url: string; readonly site: string | null }
  /** The same story in other places: other sources and languages. */
  readonly alternates: readonly {
    readonly url: string
    readonly language: LanguageTag
    readonly title: string
    readonly source: string
  }[]
}

/** A whole feed document, independent of the format. */
export type PublishedFeed = {
  /** `urn:uuid:…`, version 5; the same for all pages of it. */
  readonly id: string
  /** Who publishes it. */
  readonly service: { readonly title: string; readonly url: string }
  readonly title: string
  readonly subtitle: string | null
  readonly language: LanguageTag
  /** The page for people. */
  readonly home: string
  readonly self: string
  readonly hub: string | null
  /** RFC 5005: the next older document, the first one; null where there is none. */
  readonly next: string | null
  readonly first: string | null
  /** RFC 5005, section 4: this document never changes; null: it is the feed itself, or one of its pages. */
  readonly archiveOf: { readonly current: string } | null
  /** The archive documents that came before and after; of the feed itself: the newest. */
  readonly previousArchive: string | null
  readonly nextArchive: string | null
  /** The newest entry's `updatedAt`; the epoch for an empty feed. Never the clock: same state, same bytes. */
  readonly updatedAt: Instant
  readonly entries: readonly PublishedEntry[]
  /** Entries that no longer exist, with the time of their end (RFC 6721). */
  readonly tombstones: readonly { readonly id: string; readonly at: Instant }[]
}
