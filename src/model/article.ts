import { DAY } from '../lib/durations.ts'
import type { ArticleId, EntityId, Instant, LanguageTag, PlaceId, SourceId, StoryId, TopicId } from './ids.ts'
import type { Enclosure } from './parsed-item.ts'

/**
 * An item after normalisation: safe to show. `title`, `summary` and `text` are plain text (no markup, XML 1.0 characters
 * only); `html` went through the sanitiser; URLs are http(s) and canonical where the name says so.
 */
export type Article = {
  /** Identity within its source: stable over edits of title and text. */
  readonly key: string
  /** Hash of all that the publisher wrote; another hash under the same key is a revision. */
  readonly hash: string
  readonly guid: string | null
  /** As the publisher wrote it, absolute; null: an item without a page. */
  readonly link: string | null
  /** For comparing: no tracking parameters, one spelling; a fragment only where the source shows several articles on one page. */
  readonly canonicalUrl: string | null
  readonly title: string
  readonly html: string
  /** ≤ 400 characters, ends at a sentence or word. */
  readonly summary: string
  /** Plain text of the longest of content and summary, capped. */
  readonly text: string
  /** What the publisher says; where the item says nothing that can be true, the best that is known. */
  readonly publishedAt: Instant
  readonly dateFrom: DateFrom
  readonly updatedAt: Instant | null
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  readonly enclosures: readonly Enclosure[]
  readonly image: string | null
  readonly comments: string | null
  readonly rights: string | null
  /** What item, feed or source declare; kept apart from what we find. */
  readonly declaredLanguage: LanguageTag | null
  readonly origin: { readonly title: string | null; readonly link: string | null } | null
}

/**
 * Where an article's date comes from: its arrival at a poll, the item itself, its address, the feed, or an estimate (it was there when its
 * source was first read). The store keeps the place in this list.
 */
export const DATE_ORIGINS = ['arrival', 'item', 'address', 'feed', 'estimate'] as const
export type DateFrom = (typeof DATE_ORIGINS)[number]

/** Where a deciding word stands, as offsets (UTF-16) into the article's own title or text. */
export type Evidence = {
  readonly term: string
  readonly field: 'title' | 'text'
  readonly start: number
  readonly end: number
  /** What kind of word it was: `strong`, `weak`, `pair`, `not`, `entity`, `pattern`, `prior`. */
  readonly kind: string
}

/** A stretch of an article's title or text. */
export type Span = Pick<Evidence, 'field' | 'start' | 'end'>
export const isSameSpan = (one: Span, other: Span): boolean =>
  one.start === other.start && one.end === other.end && one.field === other.field

/** `score`: how likely the article is about it, 0 to 1. */
export type TopicTag = { readonly id: TopicId; readonly score: number; readonly evidence: readonly Evidence[] }
export type EntityTag = { readonly id: EntityId; readonly evidence: readonly Evidence[] }
export type PlaceTag = { readonly id: PlaceId; readonly evidence: readonly Evidence[] }

/** A topic that something speaks for, but not enough. */
export type DoubtfulTopic = { readonly id: TopicId; readonly score: number }

export type Tags = {
  readonly topics: readonly TopicTag[]
  /** The likeliest first. */
  readonly doubtful: readonly DoubtfulTopic[]
  readonly entities: readonly EntityTag[]
  readonly places: readonly PlaceTag[]
}

/** An article that has been understood: its language and tags, with the evidence of each. */
export type ReadArticle = Article &
  Tags & {
    readonly language: LanguageTag
    /** 0–1. */
    readonly confidence: number
    /** Title and text cut into search words for the full-text index, separated by spaces. */
    readonly searchText: string
    /** What copies are recognised by; null where the text is too short or not looked at (`stories: tagged`). */
    readonly fingerprint: Fingerprint | null
  }

/** Near-copy and story features, made by `stories/` from the normal form. */
export type Fingerprint = {
  /** 42 band hashes of 3 MinHash values each (32-bit), and one of the title. */
  readonly bands: Uint32Array
  /** Distinct 32-bit shingle hashes, ascending, for the exact check. */
  readonly shingles: Uint32Array
  /** Numbers that the text names, for the number guard. */
  readonly numbers: readonly string[]
}

/** Topics, organisations and places under which an article is found: its own and what its story lends it. */
export type ListedTags = {
  readonly topics: readonly TopicId[]
  readonly entities: readonly EntityId[]
  readonly places: readonly PlaceId[]
}

/** One article as the store gives it back. */
export type StoredArticle = Article &
  Tags & {
    readonly id: ArticleId
    readonly listed: ListedTags
    /** The source that owns it: the first that published it. */
    readonly source: SourceId
    /** Later sources that published the same article (exact identity), in order of arrival. */
    readonly alsoIn: readonly SourceId[]
    readonly language: LanguageTag
    readonly confidence: number
    readonly story: StoryId
    readonly copyOf: ArticleId | null
    readonly firstSeen: Instant
    /** When we last saw it change. */
    readonly revisedAt: Instant | null
    readonly revisions: number
  }

/** So far ahead of the moment it is read a publisher's date may lie: wrong time zones, tomorrow's printed edition, embargoes. */
export const MOST_AHEAD_MS = 2 * DAY
