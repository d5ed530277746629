/** The log of articles, the same on every engine: workers append to it, the grouper reads and commits. tests/store/contract runs over each engine. */
import type { Fingerprint, ListedTags, Tags } from '../../model/article.ts'
import type { ArticleId, Instant, LanguageTag, SourceId, StoryId } from '../../model/ids.ts'
import type { Contributors } from '../../model/story-updated.ts'
import type { Kind } from '../../model/kind.ts'
import type { PollRecord } from './source-queue.ts'
import type { AssignmentReason, StoredFeatures } from '../../model/story.ts'
import type { NewArticleRow } from '../new-article-row.ts'

/** An item that its source has published before. */
export type StoredItem = {
  readonly number: number
  readonly hash: string
  readonly lastSeen: Instant
  /** The item's article; null: retention has deleted it, or, in an older version, the item had the same article as another source's item. */
  readonly article: StoredWording | null
  /** True: retention has deleted the article. It is stored again only if its publisher writes something newer under the same key. */
  readonly isTombstone: boolean
}
/** By item key; keys that the source has not published before are left out. */
export type StoredItems = ReadonlyMap<string, StoredItem>
/** The stored wording that a possible revision is compared with. */
export type StoredWording = {
  readonly number: number
  readonly title: string
  readonly text: string
  /** All that is stored of what the publisher wrote, as one text: an equal text is no revision. */
  readonly written: string
  readonly revisedAt: Instant | null
}

/** A new article. `sortAt`: its place in the order of entries. `replacesItem`: the number of the stored item that it takes over; null: it is a new item. */
export type Appended = { readonly row: NewArticleRow; readonly sortAt: Instant; readonly replacesItem: number | null }
/** `isMaterial`: readers would notice the change, so that the entry's `updated` may move. */
export type Revised = { readonly article: number; readonly row: NewArticleRow; readonly isMaterial: boolean }
/** An item whose hash changed and whose article did not. */
export type Rehashed = { readonly item: number; readonly hash: string }

export type AppendPlan = {
  readonly append: readonly Appended[]
  readonly revise: readonly Revised[]
  readonly rehash: readonly Rehashed[]
}

export type AppendBatch = AppendPlan & {
  readonly source: SourceId
  /** Keys of all items in the document. The day on which each was last seen is stored. */
  readonly shown: readonly string[]
  /** The poll's result, written in the same transaction; null: more batches of the same document follow. */
  readonly poll: PollRecord | null
  readonly now: Instant
}

/** `released`: another article stood for this one and no longer does; the grouper decides about it as about a new article. */
export type LogKind = 'new' | 'revised' | 'retagged' | 'released' | 'withdrawn' | 'override'

/** One row of the log with the article as it is stored now. */
export type LogEntry = { readonly position: number; readonly kind: LogKind; readonly article: LoggedArticle | null }

export type LoggedArticle = Tags & {
  /** Numbers rise in the order of arrival. */
  readonly number: number
  readonly id: ArticleId
  /** The id of the story that this article would start. */
  readonly ownStory: StoryId
  readonly source: SourceId
  readonly alsoIn: readonly SourceId[]
  readonly language: LanguageTag
  /** Null: nobody has judged it by its meaning yet. */
  readonly kind: Kind | null
  readonly title: string
  readonly text: string
  /** Text of the article page, for comparing only; missing or null: no page was read. */
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

/** A stored article that another one may be identical to. Lists of these are in the order of arrival. */
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

/** How an article was assigned: as a copy, to a story of its language, through a link to a story in another language, or as the start of a story. */
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
  /** The id of the story that begins with this article, if it is not the article's own; otherwise null. */
  readonly starts: StoryId | null
  /** What overrides did to the article, as JSON; null: nothing. */
  readonly corrected: string | null
}

/** The tags that a report states itself, and the listed tags that it is found by now (`listed`). */
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
  /** The earlier story that this one continues; null: none. */
  readonly continues: StoryId | null
  /** The first story of the chain; a story that continues none has its own id. */
  readonly affair: StoryId
}

/** What reading an article by its meaning has found: its kind, and the tags that it states itself. */
export type UnderstoodRow = { readonly article: number; readonly kind: Kind; readonly tags: Tags }

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

/** An article's new place. `story` null: in no story, because another article stands for it (`sameAs`). */
export type ArticlePlace = {
  readonly article: number
  readonly story: StoryId | null
  readonly copyOf: number | null
  readonly sameAs: number | null
  readonly alsoIn: readonly SourceId[]
}

/** The tags by which an article is found from now on. */
export type ArticleTags = ListedTags & {
  readonly article: number
  readonly language: LanguageTag
  readonly sources: readonly SourceId[]
}

/** The article `to` gets the content of the article `from` of the same source, because the site has moved. */
export type Adoption = {
  readonly from: number
  readonly to: number
  readonly words: NewArticleRow['words']
  /** Null: readers would not call the article updated. */
  readonly revisedAt: Instant | null
}

export type ReleasedArticle = { readonly article: number; readonly words: NewArticleRow['words'] }

/** All changes of one step of the grouper, written in one transaction. A missing field: no change of that kind. */
export type GroupingPlan = {
  /** The new checkpoint: the grouper has decided about the log up to and including this position. */
  readonly checkpoint?: number
  /** Stories that are new or changed; written before `places`. */
  readonly stories?: readonly StoryState[]
  /** Written before `adopt`. An article is found by its new tags only if `tags` has them too. */
  readonly understood?: readonly UnderstoodRow[]
  readonly places?: readonly ArticlePlace[]
  readonly tags?: readonly ArticleTags[]
  readonly assignments?: readonly AssignmentRow[]
  readonly corrected?: readonly { readonly article: number; readonly reasons: string | null }[]
  readonly reasons?: readonly { readonly article: number; readonly reasons: readonly AssignmentReason[] }[]
  readonly features?: readonly { readonly article: number; readonly features: StoredFeatures | null }[]
  readonly links?: readonly LinkRow[]
  /** Articles whose link is deleted; `links` may hold a new one for them. */
  readonly unlinked?: readonly number[]
  /** Of links that corrections keep apart, or kept apart before. */
  readonly refusedLinks?: readonly { readonly article: number; readonly isRefused: boolean }[]
  readonly adopt?: readonly Adoption[]
  /** Stories that continue an ended one continue the story that has its articles now, and come into that one's affair. */
  readonly endedStories?: readonly { readonly id: StoryId; readonly successor: number | null; readonly at: Instant }[]
  readonly tombstones?: readonly { readonly from: number; readonly to: number | null }[]
  /** Articles that no other article stands for any more. They get the next numbers, as if they arrived now, and are logged as `released`. */
  readonly released?: readonly ReleasedArticle[]
  /** Articles that are deleted for good. */
  readonly withdrawn?: readonly number[]
  readonly notes?: Readonly<Record<string, string | null>>
  /** True: something published has changed. */
  readonly isPublished: boolean
  readonly now: Instant
}

/** What the grouper's index is refilled from: one grouped article. */
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

/** `live`: reasons and features of the article in the live generation; null: the article is no longer stored. */
export type StoredNextAssignment = NextAssignment & { readonly live: Pick<NextAssignment, 'reasons' | 'features'> | null }

export type GroupingProgress = {
  /** The position of the last row of the log that the grouper has decided about. */
  readonly checkpoint: number
  /** The number of the first undecided article; if there is none, the number that the next article will get. */
  readonly nextArticle: number
  /** When the newest decided article was first seen; null: no article is decided. */
  readonly newestArrival: Instant | null
}

/** Articles in the order of arrival: those after a number, or those from the first one on that was first seen at `since` or later. */
export type ArrivalRange = { readonly limit: number } & ({ readonly after: number } | { readonly since: Instant })

/** Articles by number or by id; all members of stories; or all articles of the components of some articles, in the order of arrival. */
export type AssignmentQuery =
  | { readonly of: readonly number[] }
  | { readonly ids: readonly ArticleId[] }
  | { readonly inStories: readonly StoryId[] }
  | { readonly componentOf: readonly ArticleId[]; readonly generation: Generation }

export type Dependents = {
  /** Articles whose assignment has one of the given articles as its parent. */
  readonly children: readonly AssignedArticle[]
  readonly copies: readonly AssignedArticle[]
  /** Articles that one of the given articles stands for. */
  readonly same: readonly LoggedArticle[]
}

/** `untagged`: the limit for articles without a topic. */
export type WithdrawBefore = { readonly articles: Instant; readonly untagged: Instant }

export interface ArticleLog {
  // ── appending ──
  /** `key` → `hash` of up to `limit` items that the source's documents showed most recently, so that known items are skipped: all items of the
   * last document, and few others. */
  knownItems(source: SourceId, limit: number): Promise<ReadonlyMap<string, string>>
  /** The stored items with these keys, each with the wording that a new one is compared with. */
  storedItems(source: SourceId, keys: readonly string[]): Promise<StoredItems>
  /** True: no document of the source has been read to its end yet, or none of its items is stored. */
  isFirstRead(source: SourceId): Promise<boolean>
  /** Runs in one transaction. Idempotent: items that are stored already are skipped. */
  append(batch: AppendBatch): Promise<void>
  /** Logs that the corrections changed, and stores the corrections in a note. */
  appendOverride(note: string, value: string | null, now: Instant): Promise<void>
  /** Replaces language and tags of articles, and logs those that changed; returns how many changed. */
  replaceTags(changes: readonly Retagged[], now: Instant): Promise<number>
  /** Logs articles as withdrawn that were first seen before these instants, each with the articles that it stands for; returns how many. */
  withdrawOld(before: WithdrawBefore, limit: number, now: Instant): Promise<number>

  // ── deciding ──
  /** How far the grouper has decided about the log. */
  progress(): Promise<GroupingProgress>
  /** How many rows of the log follow the checkpoint, and when the oldest of them was appended; `since` null: there is none. */
  undecided(): Promise<{ readonly rows: number; readonly since: Instant | null }>
  /** Rows after the checkpoint, or after the position `after`; `only`: rows of this kind alone. */
  readLog(limit: number, rows?: { readonly after?: number; readonly only?: LogKind }): Promise<readonly LogEntry[]>
  /** The given articles, or those of a range in the order of arrival; a rebuild reads these in place of the log, which has revisions too. */
  logged(articles: { readonly of: readonly number[] } | ArrivalRange): Promise<readonly LoggedArticle[]>
  /** Stored articles that share an address, a guid or a text with any of these: the newest few for each. */
  identicalTo(articles: readonly LoggedArticle[]): Promise<readonly IdenticalRow[]>
  fingerprints(articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, Fingerprint>>
  /** Assignments of articles; unknown articles are left out. */
  assignments(articles: AssignmentQuery): Promise<readonly AssignedArticle[]>
  /** Each list is in the order of arrival. */
  dependents(articles: readonly number[]): Promise<Dependents>
  /** Tags of these articles, or of the first `originals` articles of each story that are no copies. */
  reportTags(articles: ReportQuery): Promise<readonly ReportTags[]>
  /** Numbers of all articles of these stories. */
  membersOf(stories: readonly StoryId[]): Promise<readonly number[]>
  storyStates(stories: readonly StoryId[]): Promise<readonly StoryState[]>
  /** The sources that report each of these stories. */
  contributors(stories: readonly StoryId[]): Promise<ReadonlyMap<StoryId, Contributors>>
  /** Runs in one transaction. */
  commit(plan: GroupingPlan): Promise<void>

  // ── refilling and rebuilding ──
  /** Features and bands of grouped articles, in the order of arrival. */
  indexed(range: ArrivalRange): Promise<readonly IndexedRow[]>
  /** Writes assignments of the next generation, and the rebuild's progress as notes, in one transaction. */
  writeNext(assignments: readonly NextAssignment[], notes: Readonly<Record<string, string | null>>): Promise<void>
  /** Assignments of the next generation after an article's number, in the order of arrival. */
  nextAfter(number: number, limit: number): Promise<readonly StoredNextAssignment[]>
  /** Deletes the next generation. */
  clearNext(): Promise<void>
}

export type Retagged = {
  /** True: logged even if nothing changed, since topics by example are found after that. */
  readonly isReadAnew?: boolean
  readonly id: ArticleId
  readonly language: LanguageTag
  readonly confidence: number
  readonly tags: Tags
}
