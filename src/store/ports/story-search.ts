/** What readers search for. */
import type { StoredArticle } from '../../model/article.ts'
import type { Filter } from '../../model/filter.ts'
import type { ArticleId, EntityId, Instant, LanguageTag, PlaceId, SourceId, TagIds, TopicId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { QueryBudget } from './query-budget.ts'

/**
 * Position in the order of entries: newest first, ties latest stored first. Opaque outside:
 * `publish/feed-document.ts` writes and reads it.
 */
export type Cursor = { readonly at: Instant; readonly id: string }

export type StoryQuery = {
  readonly filter: Filter
  readonly limit: number
  /** Only what comes after this position (older). */
  readonly before: Cursor | null
  /** Of stories; left out, by date. By relevance, a cursor holds points in place of a date. */
  readonly sort?: 'date' | 'relevance'
  /** Only what stands at this time of the published order, or later. Left out: whatever there is. */
  readonly from?: Instant
  /** Only stories with a report published after this; their older reports that the filter meets count as met too. */
  readonly reportedAfter?: Instant
  /** Left out: nobody outside can start it. Spent: the page comes short. */
  readonly budget?: QueryBudget
}
/** `next` null: there is nothing after. A short page may have a next: the search stopped after looking at very many. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: Cursor | null }

export type OngoingQuery = {
  readonly filter: Filter
  /** Only stories after this position (older). */
  readonly before: Cursor
  /** A report, source or correction came since. */
  readonly since: Instant
  readonly limit: number
  readonly budget?: QueryBudget
}

/** A story as it stands in one answer: all its articles, and those of them that the filter met. */
export type MatchedStory = { readonly story: Story; readonly matched: readonly ArticleId[] }

/** Coverage per day and language, for charts. `day` is `2026-11-24`, UTC. */
export type DayCount = { readonly day: string; readonly language: LanguageTag; readonly articles: number }

export type CountQuery = {
  readonly filter: Filter
  /** Counting further is not worth it. */
  readonly most: number
  readonly budget?: QueryBudget
}
/** Not complete: there are more. */
export type StoryCount = { readonly count: number; readonly isComplete: boolean }

/** A word of the index, and how many articles have it. */
export type IndexedWord = { readonly word: string; readonly articles: number }
/** Days in UTC, `2026-11-24`, by the published order. */
export type StoryCalendar = {
  /** Those of the time asked for that have stories, in order. */
  readonly days: readonly { readonly day: string; readonly stories: number }[]
  /** The nearest days outside that time that have stories; null: there is none. */
  readonly earlier: string | null
  readonly later: string | null
}

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
  /** What that item brought, and from whom: a source that published an article of another one is not that article's own. */
  readonly latest: { readonly article: ArticleId; readonly source: SourceId }
  /** False: it was there before `after`. */
  readonly isNew: boolean
}

/** `position`: how far was looked, to go on from. `more`: there is something after it already. */
export type StoryChanges = {
  readonly changes: readonly StoryChange[]
  readonly position: number
  readonly more: boolean
}

/** What articles are counted by. `day`: when they were published, UTC. */
export const COUNTED_BY = ['topic', 'entity', 'place', 'language', 'source', 'country', 'day'] as const
export type CountedBy = (typeof COUNTED_BY)[number]

export type ReportCountQuery = {
  readonly filter: Filter
  readonly by: readonly CountedBy[]
  /** What topics and places count for besides themselves: all those above them. */
  readonly above: Readonly<Record<'topic' | 'place', ReadonlyMap<string, readonly string[]>>>
  readonly budget?: QueryBudget
}
/** Articles that carry a value, and the stories that they are in: what the filter narrowed by the value finds. */
export type ValueCount = { readonly value: string; readonly articles: number; readonly stories: number }
export type ReportCounts = {
  readonly articles: number
  readonly stories: number
  /** Days in their order; other values by how many articles carry them, then by name. */
  readonly by: Readonly<Partial<Record<CountedBy, readonly ValueCount[]>>>
  /** True: the count ended before the last article. No count is larger than the true one. */
  readonly isLowerBound: boolean
}

export type CoverageQuery = Pick<ReportCountQuery, 'above' | 'budget'> & {
  /** Articles published since then. */
  readonly since: Instant
}
/** What came of one topic in one language; `topic` null: articles without any. A topic counts what is below it too. */
export type CoverageCount = {
  readonly topic: string | null
  readonly language: LanguageTag
  readonly articles: number
  readonly sources: number
  readonly newestAt: Instant
  /** Of the sources, in the order of their codes. An article of sources in two countries counts for both. */
  readonly countries: readonly { readonly country: string; readonly articles: number; readonly sources: number }[]
}
export type CoverageCounts = {
  readonly articles: number
  /** The fullest first; none is empty. */
  readonly cells: readonly CoverageCount[]
  /** True: the count ended before the last article. */
  readonly isLowerBound: boolean
}

/**
 * What a filter finds, in the published order and in the order of arrival. Unlike the published order nothing ever comes in between the latter,
 * so that what is cut by it stays as it is. A query whose budget is spent throws QueryStopped.
 */
export interface StorySearch {
  /** Stories with at least one article that the filter meets, in published order. */
  stories(query: StoryQuery): Promise<Page<MatchedStory>>
  articles(query: StoryQuery): Promise<Page<StoredArticle>>
  /** Older stories that go on, in published order, of those that the newest 2,048 articles are in: page after page would not show them. */
  ongoingStories(query: OngoingQuery): Promise<readonly MatchedStory[]>
  /** How many stories or articles per UTC day of the published order the filter gives, `from` included, `to` not. Throws QueryStopped. */
  countByDay(filter: Filter, grouping: Grouping, from: Instant, to: Instant, budget?: QueryBudget): Promise<readonly DayCount[]>
  /** How many articles the filter meets, and how many of them carry each value. A budget that is spent ends the count; QueryStopped where
   * nothing was counted by then. */
  countBy(query: ReportCountQuery): Promise<ReportCounts>
  /** What came of which topic, in which language, from which countries. A budget that is spent ends the count, as in `countBy`. */
  coverage(query: CoverageQuery): Promise<CoverageCounts>
  /** Stops at `most`, or where the budget is spent. */
  countMatches(query: CountQuery): Promise<StoryCount>
  /** Words of stored articles that a word may be a misspelling of, likeliest first; empty if articles have the word itself. */
  similarWords(word: string, budget?: QueryBudget): Promise<readonly IndexedWord[]>
  /** How many stories there are on each UTC day of the published order, `from` included, `to` not. Cheap at any size of the store. */
  storyCalendar(from: Instant, to: Instant): Promise<StoryCalendar>
  /** How many articles carry each id. */
  tagCounts(
    kind: 'topic' | 'entity' | 'place',
    since: Instant,
  ): Promise<readonly { readonly id: TopicId | EntityId | PlaceId; readonly articles: number }[]>
  /** By each of these names, the id, however its letters are written, that an article was ever stored under or a source configured
   * under; names without one are left out. */
  formerIds<Kind extends keyof TagIds>(kind: Kind, names: readonly string[]): Promise<ReadonlyMap<string, TagIds[Kind]>>
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
