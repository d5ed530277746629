import type { StoredArticle } from '../model/article.ts'
import type { Filter } from '../model/filter.ts'
import type { ArticleId } from '../model/ids.ts'
import type { Story } from '../model/story.ts'
import type { Grouping } from '../model/taxonomy.ts'
import type { QueryBudget } from './query-budget.ts'

/** How something came into a feed: by which article (they are numbered in the order in which they were stored), and what it is. */
export type Arrival = {
  readonly number: number
  /** Of the article, or of the story that came with it. */
  readonly id: string
}

export type ArrivalQuery = {
  readonly filter: Filter
  readonly grouping: Grouping
  /** An article's number, itself included. */
  readonly from: number
  readonly direction: 'newer' | 'older'
  readonly limit: number
  readonly budget?: QueryBudget
}

export type ArrivedQuery = {
  readonly filter: Filter
  readonly numbers: readonly number[]
  /** Articles that came later don't count. */
  readonly upTo: number
  readonly budget?: QueryBudget
}

/** A story as it stood, and those of its articles that the filter met. */
export type ArrivedStory = { readonly story: Story; readonly matched: readonly ArticleId[] }

export type ChangeQuery = {
  readonly filter: Filter
  /** Items after this position; 0: from the oldest that is stored. */
  readonly after: number
  readonly limit: number
  readonly budget?: QueryBudget
}

/** A story that a source has just reported on: with a new article, or with one that we had from another source. */
export type StoryChange = ArrivedStory & {
  /** Of its latest item. */
  readonly position: number
  /** False: it was there before `after`. */
  readonly isNew: boolean
}

/** `position`: how far was looked, to go on from. `more`: there is something after it already. */
export type StoryChanges = {
  readonly changes: readonly StoryChange[]
  readonly position: number
  readonly more: boolean
}

/**
 * The order of arrival: unlike the published order nothing ever comes in between, so that what is cut by it stays as it is. A query
 * whose budget is spent throws QueryStopped.
 */
export interface ArrivalStore {
  /** What a feed of this filter takes in, one after the other: a story comes with the first of its articles that the filter meets. */
  arrivals(query: ArrivalQuery): Promise<readonly Arrival[]>
  /** The stories that came with these articles, in the order given, as they stood when `upTo` was the newest article. */
  arrivedStories(query: ArrivedQuery): Promise<readonly ArrivedStory[]>
  arrivedArticles(query: ArrivedQuery): Promise<readonly StoredArticle[]>
  /** Stories of the filter that items came for, each once, in the order of its latest. Looks at `limit` items at most. */
  storyChanges(query: ChangeQuery): Promise<StoryChanges>
  /** Where the next change comes after. */
  newestPosition(): Promise<number>
}
