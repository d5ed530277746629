/**
 * The contract that every engine keeps. It is asynchronous because PostgreSQL is; the SQLite engine answers at once.
 * tests/store/contract runs the same suite over each engine.
 */

import type { StoredArticle } from '../model/article.ts'
import type { Filter } from '../model/filter.ts'
import type { ArticleId, EntityId, Instant, LanguageTag, PlaceId, SourceId, StoryId, TagIds, TopicId } from '../model/ids.ts'
import type { Source, SourceState } from '../model/source.ts'
import type { AssignmentReason, Story, StoryLink } from '../model/story.ts'
import type { Grouping } from '../model/taxonomy.ts'
import type { ArticleLog, PollRecord } from './article-log.ts'
import type { ArrivalStore } from './arrival-store.ts'
import type { IncidentStore } from './incident-store.ts'
import type { PushStore } from './push-store.ts'
import type { QueryBudget } from './query-budget.ts'

/**
 * Position in the order of entries: newest first, ties latest stored first. Opaque outside:
 * `publish/cursor.ts` writes and reads it.
 */
export type Cursor = { readonly at: Instant; readonly id: string }

export type StoryQuery = {
  readonly filter: Filter
  readonly limit: number
  /** Only what comes after this position (older). */
  readonly before: Cursor | null
  /** Left out: nobody outside can start it. Spent: the page comes short. */
  readonly budget?: QueryBudget
}
/** `next` null: there is nothing after. A short page may have a next: the search stopped after looking at very many. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: Cursor | null }

/** A story as it stands in one answer: all its articles, and those of them that the filter met. */
export type MatchedStory = { readonly story: Story; readonly matched: readonly ArticleId[] }

export type SourceSummary = SourceState & {
  readonly name: string
  readonly items: number
  readonly articles: number
  readonly newestAt: Instant | null
  /** Items first seen per day, the last 30 days, oldest first. */
  readonly perDay: readonly number[]
  readonly languages: readonly { readonly language: LanguageTag; readonly articles: number }[]
}

export type StoreCounts = {
  /** What each source published: one per source and item. */
  readonly items: number
  /** After exact identity. */
  readonly articles: number
  /** Articles that are near copies of another. */
  readonly copies: number
  readonly stories: number
  readonly sources: number
  readonly edition: number
}

/** Coverage per day and language, for charts. `day` is `2026-11-24`, UTC. */
export type DayCount = { readonly day: string; readonly language: LanguageTag; readonly articles: number }

export type DecisionRecord = {
  readonly article: StoredArticle
  readonly story: Story
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

/** Why writing is off: `disk-full`, with the engine's own words. */
export type StoreHealth = { readonly writable: boolean; readonly reason: string | null; readonly schemaVersion: number }

export type ClaimTerms = {
  readonly limit: number
  /** As many of one host may be leased at a time. */
  readonly perHost: number
  readonly leaseMs: number
}

/** A story that is no more: feeds tell readers to take its entry away. */
export type StoryTombstone = { readonly id: StoryId; readonly at: Instant }

export interface Store extends ArticleLog, ArrivalStore, IncidentStore {
  /** WebSub: who gets our feeds pushed, and which sources push to us. */
  readonly push: PushStore

  // ── sources ──
  /** Takes over the configured sources: new ones are due at once,
   * a changed url resets validators, a changed `everyMs` the interval; vanished ones stay stored but are not polled. */
  syncSources(sources: readonly Source[], now: Instant): Promise<void>
  /** Hands out sources that are due, oldest first, and leases them: nobody else gets them until the lease ends. Hosts that
   * are full are passed over: one host's many sources don't keep others waiting. */
  claimDue(now: Instant, terms: ClaimTerms): Promise<readonly SourceState[]>
  /** Leases exactly this source, due or not; null if somebody holds it or it is unknown. */
  claim(source: SourceId, now: Instant, leaseMs: number): Promise<SourceState | null>
  /** Gives a claim back without a poll. */
  release(source: SourceId): Promise<void>
  /** Earliest due time of all active sources; null if there is none. */
  nextDue(): Promise<Instant | null>
  sourceState(source: SourceId): Promise<SourceState | null>
  sourceSummaries(now: Instant): Promise<readonly SourceSummary[]>
  /** Ends a poll that brought nothing new (304, same body, failure). Touches one row, frees the lease. */
  recordPoll(source: SourceId, poll: PollRecord): Promise<void>
  /** Makes all sources of this host wait (Retry-After with scope host). */
  deferHost(host: string, until: Instant): Promise<void>
  /** Moves all due times (and leases) by so much: the wall clock was set, and nobody shall be polled early or starve for it. */
  shiftDue(byMs: number): Promise<void>

  // ── stories and articles, as far as the grouper has decided ──
  article(id: ArticleId): Promise<StoredArticle | null>
  /** By our id, canonical URL, or link. */
  findArticle(idOrUrl: string): Promise<StoredArticle | null>
  story(id: StoryId): Promise<Story | null>
  /** Stories with at least one article that the filter meets, in published order. */
  stories(query: StoryQuery): Promise<Page<MatchedStory>>
  articles(query: StoryQuery): Promise<Page<StoredArticle>>
  /** How many stories or articles per UTC day of the published order the filter gives, `from` included, `to` not. Throws QueryStopped. */
  countByDay(filter: Filter, grouping: Grouping, from: Instant, to: Instant, budget?: QueryBudget): Promise<readonly DayCount[]>
  /** How many articles carry each id. */
  tagCounts(
    kind: 'topic' | 'entity' | 'place',
    since: Instant,
  ): Promise<readonly { readonly id: TopicId | EntityId | PlaceId; readonly articles: number }[]>
  /** The id, however its letters are written, that an article was ever kept under or a source configured under; null: none.
   * Answered from memory. */
  formerId<Kind extends keyof TagIds>(kind: Kind, written: string): TagIds[Kind] | null
  decision(id: ArticleId): Promise<DecisionRecord | null>
  /** Links between languages that the story's articles made, in the order of arrival; those that corrections refuse too. */
  linksOf(story: StoryId): Promise<readonly StoryLink[]>
  /** The first article of a story, also of one that has ended; null: there never was such a story, or retention took it. */
  firstOfStory(id: StoryId): Promise<ArticleId | null>
  /** The story where the articles of a story that has ended are now. */
  successorOf(id: StoryId): Promise<StoryId | null>
  /** Stories whose end feeds still announce, latest first. */
  storyTombstones(limit: number): Promise<readonly StoryTombstone[]>
  /** Ends before this instant are announced no longer; their addresses still lead on. */
  expireTombstones(before: Instant): Promise<void>
  /** Grouped articles in the order of arrival, after a number, for retagging. */
  storedAfter(number: number, limit: number): Promise<readonly { readonly number: number; readonly article: StoredArticle }[]>

  // ── maintenance ──
  /** Small facts that must survive a restart, such as how far a retag has come. */
  note(name: string): Promise<string | null>
  setNote(name: string, value: string | null): Promise<void>

  counts(): Promise<StoreCounts>
  /** Grows whenever something published has changed. Cheap: called on every request. */
  edition(): number
  /** Since when the edition stands: the same in every process and after every start. Never goes back. */
  editionAt(): Instant
  health(): StoreHealth
  /** Deletes marks of items that no feed shows any more, features that no index looks back to, and rows of the log that are decided, in
   * small transactions. */
  deleteOld(itemsBefore: Instant, logBefore: Instant): Promise<void>
  close(): Promise<void>
}

/**
 * Thrown by an engine on opening: somebody else has the data folder, it is corrupt, or from a newer version. Thrown on writing
 * while there is no room (see `health`); reading goes on, and claims answer as if nothing were due.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** Another process has the data folder. */
export class StoreInUse extends StoreError {}

/** The folder that data are to be kept in can't be made, or takes no file: the setting is wrong. */
export class UnusableFolder extends StoreError {}
