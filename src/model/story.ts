import type { ArticleId, Instant, LanguageTag, SourceId, StoryId } from './ids.ts'
import type { Fingerprint, StoredArticle } from './article.ts'
import type { SentenceVector } from './sentence-vector.ts'

export type AssignmentReason = { readonly kind: string; readonly detail: string; readonly score: number | null }

/**
 * The features of an article that later articles are compared with; opaque outside `grouping/`. `at`: when the article was published. `vector`: the one in
 * them, to be found by; missing: it is stored already.
 */
export type StoredFeatures = { readonly at: Instant; readonly bytes: Uint8Array; readonly vector?: SentenceVector }

/** An assigned article as stored, from which the grouping index is loaded. */
export type IndexedReport = {
  readonly article: ArticleId
  readonly story: StoryId
  readonly source: SourceId
  readonly arrivedAt: Instant
  /** Null: later articles are not compared with it by features, as with copies. */
  readonly features: StoredFeatures | null
  /** The bands of the article's fingerprint. Null: it has none. */
  readonly bands: Uint32Array | null
}

/** Where an article belongs, decided by `grouping/` from candidates that the store passes in. */
export type Assignment =
  /** Another source has published this very article; the item's source is added to it. */
  | { readonly kind: 'same'; readonly article: ArticleId; readonly reasons: readonly AssignmentReason[] }
  | {
      readonly kind: 'copy'
      readonly of: ArticleId
      readonly story: StoryId
      readonly reasons: readonly AssignmentReason[]
      readonly features?: null
    }
  /** With a reason of kind `link`, the article is the story's first in its language. */
  | {
      readonly kind: 'joins'
      readonly story: StoryId
      /** The article of the story that it is most similar to; left out: it is similar to the story as a whole. */
      readonly parent?: ArticleId
      readonly reasons: readonly AssignmentReason[]
      readonly features?: StoredFeatures | null
    }
  | { readonly kind: 'starts'; readonly reasons: readonly AssignmentReason[]; readonly features?: StoredFeatures | null }

/** The assignment of an article when it arrived: its parent, and the kind of assignment. */
export type ComponentMember = {
  readonly article: ArticleId
  readonly position: number
  readonly kind: 'copy' | 'story' | 'link' | 'starts'
  /** Null: the article started a story. */
  readonly parent: ArticleId | null
  /** The id of a story that the article starts; and the id of a story that a correction splits off with it, while the old one keeps `starts`. */
  readonly starts: StoryId
  readonly leaves: StoryId
}

/** A story that results from assignments and corrections together. */
export type ResolvedStory = {
  readonly id: StoryId
  /** The article that a correction makes the lead; null: none. */
  readonly pinned: ArticleId | null
  readonly members: readonly ResolvedMember[]
}
export type ResolvedMember = {
  readonly article: ArticleId
  readonly copyOf: ArticleId | null
  /** True: a correction separates the article from its parent. */
  readonly isApart: boolean
  /** What corrections changed about the article, if anything. */
  readonly corrected: readonly AssignmentReason[]
}

export type StoryLink = {
  readonly article: ArticleId
  readonly language: LanguageTag
  readonly score: number
  readonly evidence: string
  readonly madeAt: Instant
  /** True: corrections separate the report from what it was linked to. */
  readonly isRefused: boolean
}

export type DuplicateCandidate = { readonly article: ArticleId; readonly source: SourceId; readonly story: StoryId }
/** A duplicate candidate with its shingles and numbers, by which copies are recognised. */
export type CopyCandidate = DuplicateCandidate & { readonly fingerprint: Pick<Fingerprint, 'shingles' | 'numbers'> }

/** A stored article that a new one may be identical to, and what is equal in both. */
export type IdentityCandidate = {
  readonly article: ArticleId
  readonly source: SourceId
  readonly canonicalUrl: string | null
  readonly title: string
  /** True: the guids are equal, apart from scheme and host. */
  readonly sameGuid: boolean
  /** True: title and text are equal in normal form. */
  readonly sameContent: boolean
}

/** A group of articles about one event. One article alone is a story too. */
export type Story = {
  readonly id: StoryId
  /** The article that the story began with, or that a correction made its first. */
  readonly lead: StoredArticle
  /** True: a correction made the lead. */
  readonly isPinned: boolean
  /** All articles, including the lead, in order of publication. */
  readonly articles: readonly StoredArticle[]
  readonly sources: readonly SourceId[]
  readonly languages: readonly LanguageTag[]
  /** When the story's first article was published; with the id, this orders feeds. */
  readonly publishedAt: Instant
  /** Advances only when a source or language joins, or the lead changes materially. */
  readonly updatedAt: Instant
  readonly continues: StoryId | null
  readonly affair: StoryId
}
