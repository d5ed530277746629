import { DAY } from '../lib/durations.ts'
import type { ArticleId, EntityId, Instant, LanguageTag, PlaceId, SourceId, StoryId, TopicId } from './ids.ts'
import type { Kind } from './kind.ts'
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
  /** The address that the publisher wrote, made absolute; null: the item has no page. */
  readonly link: string | null
  /** For comparing: no tracking parameters, one spelling; a fragment only where the source shows several articles on one page. */
  readonly canonicalUrl: string | null
  readonly title: string
  readonly html: string
  /** ≤ 400 characters, ends at a sentence or word. */
  readonly summary: string
  /** Plain text of the longest of content and summary, capped. */
  readonly text: string
  /** The publisher's date; where the item has no plausible one, the best other date (`dateFrom` says which). */
  readonly publishedAt: Instant
  readonly dateFrom: DateFrom
  readonly updatedAt: Instant | null
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  readonly enclosures: readonly Enclosure[]
  readonly image: string | null
  readonly comments: string | null
  readonly rights: string | null
  /** The language that the item, the feed or the source declares; the detected language is stored separately. */
  readonly declaredLanguage: LanguageTag | null
  readonly origin: ArticleOrigin | null
}

/** Where an item comes from, as far as it says: the feed that an aggregated item was in, and the news agency that it names (`src/words/agencies.json`). `isRelease`: it distributes press releases. */
export type ArticleOrigin = {
  readonly title: string | null
  readonly link: string | null
  readonly agency?: string
  readonly isRelease?: true
}

/**
 * Where an article's date comes from: its arrival at a poll, the item itself, its address, the feed, or an estimate (the article was already
 * there when its source was first read). The store saves the index in this list, so the order is fixed.
 */
export const DATE_ORIGINS = ['arrival', 'item', 'address', 'feed', 'estimate'] as const
export type DateFrom = (typeof DATE_ORIGINS)[number]

/** The position of a word that decided, as offsets in UTF-16 code units into the article's own title or text. */
export type Evidence = {
  readonly term: string
  readonly field: 'title' | 'text'
  readonly start: number
  readonly end: number
  /** The kind of evidence: `strong`, `weak`, `pair`, `not`, `entity`, `pattern`, `prior`; `example`: `term` is the example of the topic that the whole title is like. */
  readonly kind: string
}

export type Span = Pick<Evidence, 'field' | 'start' | 'end'>
export const isSameSpan = (one: Span, other: Span): boolean =>
  one.start === other.start && one.end === other.end && one.field === other.field

/** `score`: the probability that the article is about the topic, 0 to 1. */
export type TopicTag = { readonly id: TopicId; readonly score: number; readonly evidence: readonly Evidence[] }
export type EntityTag = { readonly id: EntityId; readonly evidence: readonly Evidence[] }
export type PlaceTag = { readonly id: PlaceId; readonly evidence: readonly Evidence[] }

/** A topic for which an article has evidence, but not enough for a tag. */
export type DoubtfulTopic = { readonly id: TopicId; readonly score: number }

export type Tags = {
  readonly topics: readonly TopicTag[]
  readonly doubtful: readonly DoubtfulTopic[]
  readonly entities: readonly EntityTag[]
  readonly places: readonly PlaceTag[]
}

export type ReadArticle = Article &
  Tags & {
    readonly language: LanguageTag
    readonly confidence: number
    /** Title and text cut into search words for the full-text index, separated by spaces. */
    readonly searchText: string
    /** What copies are recognised by; null where the text is too short or the article is not compared (`stories: tagged`). */
    readonly fingerprint: Fingerprint | null
  }

/** What near-duplicates are recognised by, computed by `grouping/` from the normal form. */
export type Fingerprint = {
  /** 42 band hashes of 3 MinHash values each (32-bit), and one of the title. */
  readonly bands: Uint32Array
  /** Distinct 32-bit shingle hashes, ascending, for the exact check. */
  readonly shingles: Uint32Array
  /** Numbers in title and text: texts that share too few of them are not copies. */
  readonly numbers: readonly string[]
}

/** Topics, organisations and places under which an article is found: its own and those of its story. */
export type ListedTags = {
  readonly topics: readonly TopicId[]
  readonly entities: readonly EntityId[]
  readonly places: readonly PlaceId[]
}

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
    /** Null: nobody has judged it by its meaning yet. */
    readonly kind: Kind | null
    readonly story: StoryId
    readonly copyOf: ArticleId | null
    /** The article of its story that first told what it tells of the event, itself where that was new; null: what the story began with, or nobody has compared them. */
    readonly tells: ArticleId | null
    readonly firstSeen: Instant
    /** When the last revision was polled; null: there was none. */
    readonly revisedAt: Instant | null
    readonly revisions: number
  }

/** How far a publisher's date may lie in the future when it is read, in ms. Causes: wrong time zones, tomorrow's printed edition, embargoes. */
export const MOST_AHEAD_MS = 2 * DAY
