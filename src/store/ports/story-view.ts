/** Single stories and articles, as far as the grouper has decided. */
import type { StoredArticle } from '../../model/article.ts'
import type { ArticleId, Instant, SourceId, StoryId } from '../../model/ids.ts'
import type { AssignmentReason, Story } from '../../model/story.ts'

export type StoreCounts = {
  /** All items of all sources. */
  readonly items: number
  /** Identical articles of several sources count once. */
  readonly articles: number
  /** Articles that are near copies of another. */
  readonly copies: number
  readonly stories: number
  /** Sources that are polled. */
  readonly sources: number
  readonly edition: number
}

export type DecisionRecord = {
  readonly article: StoredArticle
  /** Why the article was assigned as it is. */
  readonly reasons: readonly AssignmentReason[]
  readonly items: readonly {
    readonly source: SourceId
    readonly key: string
    readonly firstSeen: Instant
    /** Accurate to a day, so that a poll without news writes nothing. */
    readonly lastSeen: Instant
  }[]
}

export type Edition = {
  /** Rises with each change of what is published. */
  readonly number: number
  /** When the edition began: equal in all processes and after a restart. Never decreases. */
  readonly at: Instant
}

export interface StoryView {
  /** By article id, canonical URL or link. */
  findArticle(idOrUrl: string): Promise<StoredArticle | null>
  story(id: StoryId): Promise<Story | null>
  /** Stories by id; those that do not exist are left out. */
  storiesWith(ids: readonly StoryId[]): Promise<ReadonlyMap<StoryId, Story>>
  decision(id: ArticleId): Promise<DecisionRecord | null>
  /** The reasons of each article of the story; articles without a reason are left out. */
  reasonsIn(story: StoryId): Promise<ReadonlyMap<ArticleId, readonly AssignmentReason[]>>
  /** Grouped articles in the order of arrival, after a number, for retagging. */
  storedAfter(number: number, limit: number): Promise<readonly { readonly number: number; readonly article: StoredArticle }[]>
  counts(): Promise<StoreCounts>
  /** The current edition. Cheap: called on every request. */
  edition(): Promise<Edition>
}
