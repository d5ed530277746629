/** The part of the store's contract for searching. */
import type { StoredArticle } from '../../model/article.ts'
import type { Filter } from '../../model/filter.ts'
import type { ArticleId, Instant, LanguageTag, SourceId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { QueryBudget } from './query-budget.ts'

/** Position in the order of entries: newest first, of equal dates the latest stored first. Opaque outside: `publish/feed-document.ts` writes and reads it. */
export type Cursor = { readonly at: Instant; readonly id: string }

export type StoryQuery = {
  readonly filter: Filter
  readonly limit: number
  /** Only entries after this position, which are older; null: from the first on. */
  readonly before: Cursor | null
  /** The order of stories; missing: by date. By relevance, a cursor holds points in place of a date. */
  readonly sort?: 'date' | 'relevance'
  /** Only entries at this time of the published order or later; missing: no limit. */
  readonly from?: Instant
  /** Only stories with a report published after this instant; their older reports that meet the filter count as matches too. */
  readonly reportedAfter?: Instant
  /** Missing: the query is not from a client and has no limit. When the budget is spent, the page is short. */
  readonly budget?: QueryBudget
}
/** `next` null: there is nothing after this page. A short page may have a `next`: the search stopped after looking at very many entries. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: Cursor | null }

export type OngoingQuery = {
  readonly filter: Filter
  /** Only stories after this position, which are older. */
  readonly before: Cursor
  /** Only stories with a report, source or correction since this instant. */
  readonly since: Instant
  readonly limit: number
  readonly budget?: QueryBudget
}

/** A story with all its articles, and those of them that meet the filter. */
export type MatchedStory = { readonly story: Story; readonly matched: readonly ArticleId[] }

/** Coverage per day and language, for charts. `day` is `2026-11-24`, UTC. */
export type DayCount = { readonly day: string; readonly language: LanguageTag; readonly articles: number }

export type CountQuery = {
  readonly filter: Filter
  /** The number at which the count stops. */
  readonly most: number
  readonly budget?: QueryBudget
}
/** `isComplete` false: there are more stories than `count`. */
export type StoryCount = { readonly count: number; readonly isComplete: boolean }

/** A word of the index, and how many articles contain it. */
export type IndexedWord = { readonly word: string; readonly articles: number }
/** Days in UTC, `2026-11-24`, by the published order. */
export type StoryCalendar = {
  /** The days of the queried time that have stories, in order. */
  readonly days: readonly { readonly day: string; readonly stories: number }[]
  /** The nearest days outside that time that have stories; null: there is none. */
  readonly earlier: string | null
  readonly later: string | null
}

/** One addition to a feed: the number of the article by which it came (in the order in which articles were stored), and its id. */
export type Arrival = {
  readonly number: number
  /** The id of the article, or of the story that came with it. */
  readonly id: string
}

export type ArrivalQuery = {
  readonly filter: Filter
  readonly grouping: Grouping
  /** The number of the first article to look at. */
  readonly from: number
  readonly direction: 'newer' | 'older'
  readonly limit: number
  readonly budget?: QueryBudget
}

export type ArrivedQuery = {
  readonly filter: Filter
  readonly numbers: readonly number[]
  /** The number of the last article that counts; later ones are ignored. */
  readonly upTo: number
  readonly budget?: QueryBudget
}

/** A story as it was at an earlier time, and those of its articles that meet the filter. */
export type ArrivedStory = { readonly story: Story; readonly matched: readonly ArticleId[] }

export type ChangeQuery = {
  readonly filter: Filter
  /** Items after this position; 0: from the oldest that is stored. */
  readonly after: number
  readonly limit: number
  readonly budget?: QueryBudget
}

/** A story that a source has just reported on, with a new article or with one that another source published before. */
export type StoryChange = ArrivedStory & {
  /** The position of the story's latest item. */
  readonly position: number
  /** The article of that item, and the source of the item, which is not the article's own source where it republished another source's article. */
  readonly latest: { readonly article: ArticleId; readonly source: SourceId }
  /** False: the story existed before `after`. */
  readonly isNew: boolean
}

/** `position`: the last position looked at, from which to go on. `more`: items after it exist already. */
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
  /** The broader topics and places that a topic or place counts for too. */
  readonly above: Readonly<Record<'topic' | 'place', ReadonlyMap<string, readonly string[]>>>
  readonly budget?: QueryBudget
}
/** How many articles have a value, and how many stories they are in: what the filter finds when it is narrowed by the value. */
export type ValueCount = { readonly value: string; readonly articles: number; readonly stories: number }
export type ReportCounts = {
  readonly articles: number
  readonly stories: number
  /** Days in order; other values by their number of articles, then by name. */
  readonly by: Readonly<Partial<Record<CountedBy, readonly ValueCount[]>>>
  /** True: the count ended before the last article. No count is larger than the true one. */
  readonly isLowerBound: boolean
}

export type CoverageQuery = Pick<ReportCountQuery, 'above' | 'budget'> & {
  /** Articles published since then. */
  readonly since: Instant
}
/** Coverage of one topic in one language; `topic` null: articles without a topic. A topic includes the narrower ones below it. */
export type CoverageCount = {
  readonly topic: string | null
  readonly language: LanguageTag
  readonly articles: number
  readonly sources: number
  readonly newestAt: Instant
  /** Counts by country of the sources, in the order of country codes. An article of sources in two countries counts for both. */
  readonly countries: readonly { readonly country: string; readonly articles: number; readonly sources: number }[]
}
export type CoverageCounts = {
  readonly articles: number
  /** By number of articles, largest first; none is empty. */
  readonly cells: readonly CoverageCount[]
  /** True: the count ended before the last article. */
  readonly isLowerBound: boolean
}

/**
 * What a filter finds, in the published order and in the order of arrival. In the order of arrival nothing is ever inserted between two
 * entries, so that its pages never change. A query whose budget is spent throws QueryStopped.
 */
export interface StorySearch {
  /** Stories with at least one article that the filter meets, in published order. */
  stories(query: StoryQuery): Promise<Page<MatchedStory>>
  articles(query: StoryQuery): Promise<Page<StoredArticle>>
  /** Older stories that were updated lately, in published order, out of those that the newest 2,048 articles are in; paging alone would not show them. */
  ongoingStories(query: OngoingQuery): Promise<readonly MatchedStory[]>
  /** How many stories or articles meet the filter on each UTC day of the published order, from `from` to before `to`. Throws QueryStopped. */
  countByDay(filter: Filter, grouping: Grouping, from: Instant, to: Instant, budget?: QueryBudget): Promise<readonly DayCount[]>
  /** How many articles meet the filter, and how many of them have each value. A spent budget ends the count; throws QueryStopped if nothing was
   * counted by then. */
  countBy(query: ReportCountQuery): Promise<ReportCounts>
  /** Counts of articles and sources by topic, language and country. A spent budget ends the count, as in `countBy`. */
  coverage(query: CoverageQuery): Promise<CoverageCounts>
  /** Stops at `most`, or when the budget is spent. */
  countMatches(query: CountQuery): Promise<StoryCount>
  /** Words of stored articles that a word may be a misspelling of, likeliest first; empty if articles have the word itself. */
  similarWords(word: string, budget?: QueryBudget): Promise<readonly IndexedWord[]>
  /** The additions to a feed of this filter, in order: a story is added with the first of its articles that meets the filter. */
  arrivals(query: ArrivalQuery): Promise<readonly Arrival[]>
  /** The stories that came with these articles, in the order given, as they stood when `upTo` was the newest article. */
  arrivedStories(query: ArrivedQuery): Promise<readonly ArrivedStory[]>
  arrivedArticles(query: ArrivedQuery): Promise<readonly StoredArticle[]>
  /** Stories that meet the filter and got items, each once, in the order of its latest item. Looks at `limit` items at most. */
  storyChanges(query: ChangeQuery): Promise<StoryChanges>
  /** The position after which the next change comes. */
  newestPosition(): Promise<number>
}
