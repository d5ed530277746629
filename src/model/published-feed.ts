import type { ArticleId, Instant, LanguageTag, StoryId, TopicId } from './ids.ts'
import type { Kind } from './kind.ts'
import type { Category, Enclosure } from './parsed-item.ts'

/** One entry of a feed we publish, ready to be written in any format: every string is XML-safe, every URL http(s). */
export type PublishedEntry = {
  /** `urn:uuid:…`, version 5, from the story or article id. Never changes. */
  readonly id: string
  /** Null: the entry is about a source, not about a story. */
  readonly about: {
    readonly story: StoryId
    readonly article: ArticleId
    readonly kind: Kind | null
    readonly continues: StoryId | null
  } | null
  readonly title: string
  readonly language: LanguageTag
  /** The article's own page; null: it has none, and only our story page exists. */
  readonly link: string | null
  readonly page: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  readonly summary: string
  /** Sanitised, and limited to what the source lets others republish; null: the entry has only its summary. */
  readonly html: string | null
  readonly text: string | null
  readonly authors: readonly string[]
  readonly categories: readonly Category[]
  /** Why the article has its topics: the words that decided. */
  readonly evidence: readonly { readonly topic: TopicId; readonly score: number; readonly terms: readonly string[] }[]
  readonly enclosures: readonly Enclosure[]
  readonly image: string | null
  readonly rights: string | null
  /** Attribution: the source's title, the address of its feed, and its site. */
  readonly source: { readonly title: string; readonly url: string; readonly site: string | null }
  /** Reports of the same story by other sources and in other languages. */
  readonly alternates: readonly {
    readonly url: string
    readonly language: LanguageTag
    readonly title: string
    readonly source: string
  }[]
}

export type PublishedFeed = {
  /** `urn:uuid:…`, version 5; the same for all pages of the feed. */
  readonly id: string
  readonly service: { readonly title: string; readonly url: string }
  readonly title: string
  readonly subtitle: string | null
  readonly language: LanguageTag
  readonly home: string
  readonly self: string
  readonly hub: string | null
  /** RFC 5005: the next page, with older entries, and the first page; null where there is none. */
  readonly next: string | null
  readonly first: string | null
  /** RFC 5005, section 4: set on an archive document, which never changes; null: the document is the feed itself, or one of its pages. */
  readonly archiveOf: { readonly current: string } | null
  /** The archive documents before and after this one. Of the feed itself, `previousArchive` is the newest archive document. */
  readonly previousArchive: string | null
  readonly nextArchive: string | null
  /** The newest entry's `updatedAt`; the epoch for an empty feed. Never the current time, so that equal state gives equal bytes. */
  readonly updatedAt: Instant
  readonly entries: readonly PublishedEntry[]
  /** Entries that no longer exist, with the time of their deletion (RFC 6721). */
  readonly tombstones: readonly { readonly id: string; readonly at: Instant }[]
}
