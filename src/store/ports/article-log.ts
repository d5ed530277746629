/** The log of articles, as every engine keeps it: workers append, the grouper reads and commits. tests/store/contract runs over each engine. */
import type { Fingerprint, ListedTags, Tags } from '../../model/article.ts'
import type { ArticleId, Instant, LanguageTag, SourceId, StoryId } from '../../model/ids.ts'
import type { Contributors } from '../../model/story-updated.ts'
import type { PollRecord } from './source-queue.ts'
import type { AssignmentReason, StoredFeatures } from '../../model/story.ts'
import type { NewArticleRow } from '../new-article-row.ts'

/** An item that its source has shown before. */
export type StoredItem = {
  readonly number: number
  readonly hash: string
  readonly lastSeen: Instant
  /** Its article; null: retention has taken it, or another source's article stood for it in an older version. */
  readonly article: StoredWording | null
  /** True: retention has taken the article. It does not come back unless its publisher writes something newer under the same key. */
  readonly isTombstone: boolean
}
/** By key, those of the items that the source has shown before. */
export type StoredItems = ReadonlyMap<string, StoredItem>
/** What a revision is compared with. */
export type StoredWording = {
  readonly number: number
  readonly title: string
  readonly text: string
  /** All that is stored of what the publisher wrote, as one text: equal ones are no revision. */
  readonly written: string
  readonly revisedAt: Instant | null
}

/** A new article, with its place in the order of entries. */
export type Appended = { readonly row: NewArticleRow; readonly sortAt: Instant; readonly replacesItem: number | null }
/** `isMaterial`: a reader would call it a change, and `updated` may move. */
export type Revised = { readonly article: number; readonly row: NewArticleRow; readonly isMaterial: boolean }
/** An item that is not news: only its hash is another. */
export type Rehashed = { readonly item: number; readonly hash: string }

export type AppendPlan = {
  readonly append: readonly Appended[]
  readonly revise: readonly Revised[]
  readonly rehash: readonly Rehashed[]
}

export type AppendBatch = AppendPlan & {
  readonly source: SourceId
  /** Keys of all items that the document shows: when each was last seen is stored to the day. */
  readonly shown: readonly string[]
  /** Written in the same transaction; null: more of the same document follows. */
  readonly poll: PollRecord | null
  readonly now: Instant
}

/** released: another article stood for it and does so no longer; it is decided like a new one. */
export type LogKind = 'new' | 'revised' | 'retagged' | 'released' | 'withdrawn' | 'override'

/** One row of the log with the article as it is stored now. */
export type LogEntry = { readonly position: number; readonly kind: LogKind; readonly article: LoggedArticle | null }

export type LoggedArticle = Tags & {
  /** In the order of arrival. */
  readonly number: number
  readonly id: ArticleId
  /** The id of the story that it may start. */
  readonly ownStory: StoryId
  readonly source: SourceId
  readonly alsoIn: readonly SourceId[]
  readonly language: LanguageTag
  readonly title: string
  readonly text: string
  /** Of its page, for comparing alone; left out or null: none was read. */
  readonly pageText?: string | null
  readonly html: string
  readonly link: string | null
  readonly canonicalUrl: string | null
  readonly guid: string | null
  readonly publishedAt: Instant
  readonly firstSeen: Instant
  readonly revisedAt: Instant | null
  readonly sortAt: Instant
  readonly contentHash: number
  readonly fingerprint: Fingerprint | null
  /** Null: not grouped. */
  readonly story: StoryId | null
  readonly sameAs: number | null
  readonly copyOf: number | null
}

/** A stored article that another may be identical to, in the order of arrival. */
export type IdenticalRow = {
  readonly number: number
  readonly id: ArticleId
  readonly source: SourceId
  readonly canonicalUrl: string | null
  readonly guid: string | null
  readonly title: string
  readonly contentHash: number
  readonly sameAs: number | null
  readonly urlHash: number | null
  readonly guidHash: number | null
}

/** What was decided about an article, and where it stands. */
export type AssignmentKind = 'copy' | 'story' | 'link' | 'starts'
export type AssignedArticle = {
  readonly number: number
  readonly id: ArticleId
  readonly source: SourceId
  readonly alsoIn: readonly SourceId[]
  readonly language: LanguageTag
  readonly story: StoryId | null
  readonly copyOf: number | null
  readonly sortAt: Instant
  readonly publishedAt: Instant
  readonly firstSeen: Instant
  readonly kind: AssignmentKind
  readonly parent: number | null
  /** The id of a story that begins with it, if it is another than its own. */
  readonly starts: StoryId | null
  /** What overrides did to it, JSON; null: nothing. */
  readonly corrected: string | null
}

/** What a report says itself, and what it is found by now. */
export type ReportTags = Pick<LoggedArticle, keyof Tags | 'number' | 'story' | 'copyOf' | 'source' | 'alsoIn' | 'language'> & {
  readonly listed: ListedTags
}

export type ReportQuery =
  | { readonly of: readonly number[] }
  | { readonly inStories: readonly StoryId[]; readonly originals: number }

export type StoryState = {
  readonly id: StoryId
  readonly lead: number
  readonly pinned: boolean
  readonly sortAt: Instant
  readonly publishedAt: Instant
  readonly updatedAt: Instant
}

/** A new article's assignment. `parent` null: a story begins with it. */
export type AssignmentRow = {
  readonly article: number
  readonly kind: AssignmentKind
  readonly parent: number | null
  readonly starts: StoryId | null
}

export type LinkRow = {
  readonly article: number
  readonly language: LanguageTag
  readonly score: number
  readonly evidence: string
  readonly madeAt: Instant
}

/** Where an article stands from now on. `story` null: nowhere, another stands for it (`sameAs`). */
export type ArticlePlace = {
  readonly article: number
  readonly story: StoryId | null
  readonly copyOf: number | null
  readonly sameAs: number | null
  readonly alsoIn: readonly SourceId[]
}

/** What an article is found by from now on. */
export type ArticleTags = ListedTags & {
  readonly article: number
  readonly language: LanguageTag
  readonly sources: readonly SourceId[]
}

/** An article (`to`) takes over what another one of the same source says: the site has moved. */
export type Adoption = {
  readonly from: number
  readonly to: number
  readonly words: NewArticleRow['words']
  /** Null: a reader would not call it updated. */
  readonly revisedAt: Instant | null
}

export type ReleasedArticle = { readonly article: number; readonly words: NewArticleRow['words'] }

/** Everything that one step of the grouper changes: one transaction. Left out: nothing of that kind. */
export type GroupingPlan = {
  /** The log is decided up to this row. */
  readonly checkpoint?: number
  /** Stories that are new or changed; written before `places`. */
  readonly stories?: readonly StoryState[]
  readonly places?: readonly ArticlePlace[]
  readonly tags?: readonly ArticleTags[]
  readonly assignments?: readonly AssignmentRow[]
  readonly corrected?: readonly { readonly article: number; readonly reasons: string | null }[]
  readonly reasons?: readonly { readonly article: number; readonly reasons: readonly AssignmentReason[] }[]
  readonly features?: readonly { readonly article: number; readonly features: StoredFeatures | null }[]
  readonly links?: readonly LinkRow[]
  /** Articles whose link goes (`links` may bring another). */
  readonly unlinked?: readonly number[]
  readonly refusedLinks?: readonly { readonly article: number; readonly isRefused: boolean }[]
  readonly adopt?: readonly Adoption[]
  readonly endedStories?: readonly { readonly id: StoryId; readonly successor: number | null; readonly at: Instant }[]
  readonly tombstones?: readonly { readonly from: number; readonly to: number | null }[]
  /** Articles that nothing stands for any more. They take the next numbers, as if they came now, and are logged as released. */
  readonly released?: readonly ReleasedArticle[]
  /** Articles that are gone for good. */
  readonly withdrawn?: readonly number[]
  readonly notes?: Readonly<Record<string, string | null>>
  /** True: something published has changed. */
  readonly isPublished: boolean
  readonly now: Instant
}

/** What the grouper's index is refilled from. */
export type IndexedRow = {
  readonly number: number
  readonly article: ArticleId
  readonly source: SourceId
  readonly story: StoryId
  readonly arrivedAt: Instant
  readonly features: StoredFeatures | null
  readonly bands: Uint32Array | null
}

export type Generation = 'live' | 'next'
export type NextAssignment = {
  readonly article: number
  readonly kind: AssignmentKind
  readonly parent: number | null
  readonly story: StoryId
  readonly reasons: readonly AssignmentReason[]
  readonly features: StoredFeatures | null
}

/** With the reasons and features of the live generation; null: the article is not stored any more. */
export type StoredNextAssignment = NextAssignment & { readonly live: Pick<NextAssignment, 'reasons' | 'features'> | null }

export type GroupingProgress = {
  /** The position of the last row of the log that is decided. */
  readonly checkpoint: number
  /** The number of the first article that is not decided yet; where all are, the one that the next article will get. */
  readonly nextArticle: number
  /** When the newest decided article was first seen; null: there is none. */
  readonly newestArrival: Instant | null
}

/** Articles in the order of arrival: after a number, or from the first on that was first seen at `since` or later. */
export type ArrivalRange = { readonly limit: number } & ({ readonly after: number } | { readonly since: Instant })

/** Articles by number or by id; all members of these stories; everything that hangs together with these by parents, in the order of arrival. */
export type AssignmentQuery =
  | { readonly of: readonly number[] }
  | { readonly ids: readonly ArticleId[] }
  | { readonly inStories: readonly StoryId[] }
  | { readonly componentOf: readonly ArticleId[]; readonly generation: Generation }

export type Dependents = {
  /** Their assignments' parent is one of these. */
  readonly children: readonly AssignedArticle[]
  readonly copies: readonly AssignedArticle[]
  /** One of these stands for them. */
  readonly same: readonly LoggedArticle[]
}

/** `untagged`: for articles without a topic. */
export type WithdrawBefore = { readonly articles: Instant; readonly untagged: Instant }

export interface ArticleLog {
  // ── appending ──
  /** `key` → `hash` of what the source's feed showed lately (up to `limit` newest), to skip what is known: all that the document
   * read last showed, and little else. */
  knownItems(source: SourceId, limit: number): Promise<ReadonlyMap<string, string>>
  /** What the items with these keys are compared with. */
  storedItems(source: SourceId, keys: readonly string[]): Promise<StoredItems>
  /** True: no document of the source has been read to its end yet, or nothing of it is stored. */
  isFirstRead(source: SourceId): Promise<boolean>
  /** One transaction. Idempotent: what is stored by now is left out. */
  append(batch: AppendBatch): Promise<void>
  /** Logs that corrections changed, with the corrections themselves in a note. */
  appendOverride(note: string, value: string | null, now: Instant): Promise<void>
  /** Replaces language and tags of many articles and logs those that differ; returns how many. */
  replaceTags(changes: readonly Retagged[], now: Instant): Promise<number>
  /** Logs articles that retention no longer keeps, first seen before these instants, as withdrawn, each with those that it stands for;
   * returns how many. */
  withdrawOld(before: WithdrawBefore, limit: number, now: Instant): Promise<number>

  // ── deciding ──
  /** How far the log is decided. */
  progress(): Promise<GroupingProgress>
  /** Rows of the log after the checkpoint, and when the oldest of them was appended (null: there is none). */
  undecided(): Promise<{ readonly rows: number; readonly since: Instant | null }>
  /** Rows after the checkpoint, or after another position; `only`: of this kind. */
  readLog(limit: number, rows?: { readonly after?: number; readonly only?: LogKind }): Promise<readonly LogEntry[]>
  /** These articles, or those of a range in the order of arrival: the log without its revisions, for rebuilding. */
  logged(articles: { readonly of: readonly number[] } | ArrivalRange): Promise<readonly LoggedArticle[]>
  /** Stored articles that share an address, a guid or a text with any of these; of each, the newest few. */
  identicalTo(articles: readonly LoggedArticle[]): Promise<readonly IdenticalRow[]>
  fingerprints(articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, Fingerprint>>
  /** What was decided about articles; unknown ones are left out. */
  assignments(articles: AssignmentQuery): Promise<readonly AssignedArticle[]>
  /** In the order of arrival each. */
  dependents(articles: readonly number[]): Promise<Dependents>
  /** These articles, or of each of these stories its first originals, so many at most. */
  reportTags(articles: ReportQuery): Promise<readonly ReportTags[]>
  /** Numbers of all articles of these stories. */
  membersOf(stories: readonly StoryId[]): Promise<readonly number[]>
  storyStates(stories: readonly StoryId[]): Promise<readonly StoryState[]>
  /** Who reports these stories. */
  contributors(stories: readonly StoryId[]): Promise<ReadonlyMap<StoryId, Contributors>>
  /** One transaction. */
  commit(plan: GroupingPlan): Promise<void>

  // ── refilling and rebuilding ──
  /** Features and bands of grouped articles, in the order of arrival. */
  indexed(range: ArrivalRange): Promise<readonly IndexedRow[]>
  /** One transaction: assignments of the next generation, and how far it has come. */
  writeNext(assignments: readonly NextAssignment[], notes: Readonly<Record<string, string | null>>): Promise<void>
  /** Assignments of the next generation after an article's number, in the order of arrival. */
  nextAfter(number: number, limit: number): Promise<readonly StoredNextAssignment[]>
  /** Forgets the next generation. */
  clearNext(): Promise<void>
}

export type Retagged = {
  readonly id: ArticleId
  readonly language: LanguageTag
  readonly confidence: number
  readonly tags: Tags
}
