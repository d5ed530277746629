/** Stories and articles one by one, as far as the grouper has decided. */
import type { StoredArticle } from '../../model/article.ts'
import type { ArticleId, Instant, SourceId, StoryId } from '../../model/ids.ts'
import type { AssignmentReason, Story, StoryLink } from '../../model/story.ts'

export type StoreCounts = {
  /** What each source published: one per source and item. */
  readonly items: number
  /** After exact identity. */
  readonly articles: number
  /** Articles that are near copies of another. */
  readonly copies: number
  readonly stories: number
  /** Those that are polled. */
  readonly sources: number
  readonly edition: number
}

export type DecisionRecord = {
  readonly article: StoredArticle
  /** Why it stands where it stands. */
  readonly reasons: readonly AssignmentReason[]
  readonly items: readonly {
    readonly source: SourceId
    readonly key: string
    readonly firstSeen: Instant
    /** Kept to the day: it is not written on every poll. */
    readonly lastSeen: Instant
  }[]
}

/** A story that is no more: feeds tell readers to take its entry away. */
export type StoryTombstone = { readonly id: StoryId; readonly at: Instant }

export type Edition = {
  /** Grows whenever something published has changed. */
  readonly number: number
  /** Since when the edition stands: the same in every process and after every start. Never goes back. */
  readonly at: Instant
}

export interface StoryView {
  /** By our id, canonical URL, or link. */
  findArticle(idOrUrl: string): Promise<StoredArticle | null>
  story(id: StoryId): Promise<Story | null>
  decision(id: ArticleId): Promise<DecisionRecord | null>
  /** Of each article of the story, why it stands there; those without a reason are left out. */
  reasonsIn(story: StoryId): Promise<ReadonlyMap<ArticleId, readonly AssignmentReason[]>>
  /** Links between languages that the story's articles made, in the order of arrival; those that corrections refuse too. */
  linksOf(story: StoryId): Promise<readonly StoryLink[]>
  /** The first article of a story, also of one that has ended; null: there never was such a story, or retention took it. */
  firstOfStory(id: StoryId): Promise<ArticleId | null>
  /** The story where the articles of a story that has ended are now. */
  successorOf(id: StoryId): Promise<StoryId | null>
  /** Stories whose end feeds still announce, latest first. */
  storyTombstones(limit: number): Promise<readonly StoryTombstone[]>
  /** Grouped articles in the order of arrival, after a number, for retagging. */
  storedAfter(number: number, limit: number): Promise<readonly { readonly number: number; readonly article: StoredArticle }[]>
  counts(): Promise<StoreCounts>
  /** Of what is published now. Cheap: called on every request. */
  edition(): Promise<Edition>
}
