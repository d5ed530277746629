/** Single stories and articles, as far as the grouper has decided. */
import type { StoredArticle } from '../../model/article.ts'
import type { ArticleId, Instant, SourceId, StoryId } from '../../model/ids.ts'
import type { AssignmentReason, Story, StoryLink } from '../../model/story.ts'

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

/** A story that no longer exists: feeds announce that its entry is removed. */
export type StoryTombstone = { readonly id: StoryId; readonly at: Instant }

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
  decision(id: ArticleId): Promise<DecisionRecord | null>
  /** The reasons of each article of the story; articles without a reason are left out. */
  reasonsIn(story: StoryId): Promise<ReadonlyMap<ArticleId, readonly AssignmentReason[]>>
  /** Links between languages that the story's articles made, in the order of arrival, including those that corrections refuse. */
  linksOf(story: StoryId): Promise<readonly StoryLink[]>
  /** The first article of a story, even if the story has ended; null: there never was such a story, or retention deleted it. */
  firstOfStory(id: StoryId): Promise<ArticleId | null>
  /** The story that has the articles of an ended story now. */
  successorOf(id: StoryId): Promise<StoryId | null>
  /** Stories whose end feeds still announce, latest first. */
  storyTombstones(limit: number): Promise<readonly StoryTombstone[]>
  /** Grouped articles in the order of arrival, after a number, for retagging. */
  storedAfter(number: number, limit: number): Promise<readonly { readonly number: number; readonly article: StoredArticle }[]>
  counts(): Promise<StoreCounts>
  /** The current edition. Cheap: called on every request. */
  edition(): Promise<Edition>
}
