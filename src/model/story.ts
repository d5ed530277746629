import type { ArticleId, Instant, LanguageTag, SourceId, StoryId } from './ids.ts'
import type { Fingerprint, StoredArticle } from './article.ts'

/** A reason for a decision about an article's place, in words a person can check. */
export type AssignmentReason = { readonly kind: string; readonly detail: string; readonly score: number | null }

/** What later articles are compared with; opaque to all but `grouping/`. `at`: when the article was published. */
export type StoredFeatures = { readonly at: Instant; readonly bytes: Uint8Array }

/** A decided article as the store holds it, from which the grouping index is filled again. */
export type IndexedReport = {
  readonly article: ArticleId
  readonly story: StoryId
  readonly source: SourceId
  /** When it was first seen. */
  readonly arrivedAt: Instant
  /** Null: no story is joined by its likeness, as with copies. */
  readonly features: StoredFeatures | null
  /** Of its fingerprint. Null: it has none. */
  readonly bands: Uint32Array | null
}

/** Where an article belongs, decided by `grouping/` from candidates that the store passes in. */
export type Assignment =
  /** Another source published this very article: the item is added to it. */
  | { readonly kind: 'same'; readonly article: ArticleId; readonly reasons: readonly AssignmentReason[] }
  | {
      readonly kind: 'copy'
      readonly of: ArticleId
      readonly story: StoryId
      readonly reasons: readonly AssignmentReason[]
      readonly features?: null
    }
  /** A reason of kind `link`: the story is together in this language for the first time. */
  | {
      readonly kind: 'joins'
      readonly story: StoryId
      /** The article of that story that it was found to be like; left out: the story as a whole. */
      readonly parent?: ArticleId
      readonly reasons: readonly AssignmentReason[]
      readonly features?: StoredFeatures | null
    }
  | { readonly kind: 'starts'; readonly reasons: readonly AssignmentReason[]; readonly features?: StoredFeatures | null }

/** What was decided about an article when it came: parent which article it was put, and as what. */
export type ComponentMember = {
  readonly article: ArticleId
  /** In the order of arrival. */
  readonly position: number
  readonly kind: 'copy' | 'story' | 'link' | 'starts'
  /** Null: a story began with it. */
  readonly parent: ArticleId | null
  /** The id of a story that begins with it, and of one that leaves another with it while that one keeps the first. */
  readonly starts: StoryId
  readonly leaves: StoryId
}

/** Stories as decisions and corrections together make them. */
export type ResolvedStory = {
  readonly id: StoryId
  /** The article that a correction makes its lead. */
  readonly pinned: ArticleId | null
  /** In the order of arrival. */
  readonly members: readonly ResolvedMember[]
}
export type ResolvedMember = {
  readonly article: ArticleId
  readonly copyOf: ArticleId | null
  /** A correction keeps it from the article that it was put parent. */
  readonly isApart: boolean
  /** What a correction did to it, if any. */
  readonly corrected: readonly AssignmentReason[]
}

/** What linked a report of another language to a story. */
export type StoryLink = {
  /** The report, which made it. */
  readonly article: ArticleId
  readonly language: LanguageTag
  readonly score: number
  readonly evidence: string
  readonly madeAt: Instant
  /** Corrections keep the report apart from what it was linked to. */
  readonly isRefused: boolean
}

/** A stored article that shares a band with a new one. */
export type DuplicateCandidate = { readonly article: ArticleId; readonly source: SourceId; readonly story: StoryId }
/** The same with its shingles, which tell whether it is a copy. */
export type CopyCandidate = DuplicateCandidate & { readonly fingerprint: Pick<Fingerprint, 'shingles' | 'numbers'> }

/** A stored article that a new one may be identical to, and in what they are equal. */
export type IdentityCandidate = {
  readonly article: ArticleId
  readonly source: SourceId
  readonly canonicalUrl: string | null
  readonly title: string
  /** The guids are equal but for scheme and host. */
  readonly sameGuid: boolean
  /** Title and text are equal in normal form. */
  readonly sameContent: boolean
}

/** A group of articles about one event. One article alone is a story too. */
export type Story = {
  readonly id: StoryId
  /** The article that speaks for it; kept once published. */
  readonly lead: StoredArticle
  /** A correction made the lead. */
  readonly isPinned: boolean
  /** All, the lead among them, in order of publication. */
  readonly articles: readonly StoredArticle[]
  readonly sources: readonly SourceId[]
  readonly languages: readonly LanguageTag[]
  /** When its first article was published; orders feeds together with the id. */
  readonly publishedAt: Instant
  /** Moves only when a source or language joins, or the lead changes materially. */
  readonly updatedAt: Instant
}
