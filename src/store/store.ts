/**
 * The contract that every engine keeps. It is asynchronous because PostgreSQL is; the SQLite engine answers at once.
 * tests/store/contract runs the same suite over each engine.
 */

import type { Fingerprint, ReadArticle, StoredArticle, Tags } from '../model/article.ts'
import type { Filter } from '../model/filter.ts'
import type { ArticleId, EntityId, Instant, LanguageTag, PlaceId, SourceId, StoryId, TagIds, TopicId } from '../model/ids.ts'
import type { Source, SourceState } from '../model/source.ts'
import type {
  ResolvedStory,
  CopyCandidate,
  StoredFeatures,
  ComponentMember,
  IdentityCandidate,
  Assignment,
  AssignmentReason,
  Story,
  StoryLink,
  StoryFeatures,
} from '../model/story.ts'
import type { Grouping } from '../model/taxonomy.ts'
import type { ArrivalStore } from './arrival-store.ts'
import type { IncidentStore } from './incident-store.ts'
import type { PushStore } from './push-store.ts'

/** What one poll leaves behind, written together with its articles or, when nothing was new, alone (one row). */
export type PollRecord = Omit<SourceState, 'id' | 'url'> & { readonly url: string }

/** One item as the source shows it now. `article` is null where hash and key are already known: nothing to do but note it. */
export type SettledItem = { readonly key: string; readonly hash: string; readonly article: ReadArticle | null }

export type SettleBatch = {
  readonly source: SourceId
  /** In the order of publication, oldest first, so that the earliest becomes the original. */
  readonly items: readonly SettledItem[]
  readonly poll: PollRecord
  readonly now: Instant
}

/** Pure decision, called inside the transaction for each article that its source has not published before. */
export type Placer = (article: ReadArticle, candidates: PlacementCandidates) => Assignment
export type PlacementCandidates = {
  /** Articles, of any source, that share the canonical URL, the guid path or the content hash. */
  readonly identical: readonly IdentityCandidate[]
  /** Articles that share a band of the fingerprint; empty where the article has none. */
  readonly alike: readonly CopyCandidate[]
}

export type SettleResult = {
  /** Newly stored articles. */
  readonly added: number
  /** Articles whose text the owner changed. */
  readonly revised: number
  /** Items of other sources found to be articles that we hold. */
  readonly joined: number
  readonly unchanged: number
  /** Stories that are new or whose published entry changed. */
  readonly stories: readonly StoryId[]
  readonly edition: number
}

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

/** What is decided anew about a stored article. */
export type Decision = {
  readonly article: ArticleId
  readonly placement: Exclude<Assignment, { readonly kind: 'same' }>
  readonly fingerprint: Fingerprint | null
}

/** A pure decision, called inside the transaction with every article whose place may depend on those concerned. */
export type Arrange = (family: readonly ComponentMember[]) => readonly ResolvedStory[]

export type Rearrangement = {
  /** Written first. */
  readonly decisions: readonly Decision[]
  /** Articles concerned besides those with a decision that differs. Unknown ones are passed over. */
  readonly about: readonly ArticleId[]
  /** Articles that depend on each other though none was put beside another. */
  readonly ties: readonly (readonly ArticleId[])[]
  /** Written in the same transaction, see `setNote`. */
  readonly notes: Readonly<Record<string, string | null>>
  readonly now: Instant
}

export type RearrangeResult = {
  /** Decisions that differ from those before. */
  readonly decided: number
  /** Stories that are new or whose published entry changed. */
  readonly stories: readonly StoryId[]
  /** Stories whose articles all went to others. */
  readonly gone: readonly StoryId[]
}

/** An article with what was decided about it when it came. */
export type PlacedArticle = {
  readonly position: number
  readonly article: StoredArticle
  readonly kind: ComponentMember['kind']
  /** Null: nothing is compared with it, or it is too old. */
  readonly features: StoredFeatures | null
}

/** A story that is no more: feeds tell readers to take its entry away. */
export type StoryTombstone = { readonly id: StoryId; readonly at: Instant }

export interface Store extends ArrivalStore, IncidentStore {
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
  /** `key` → `hash` of what the source's feed showed lately (up to `limit` newest), to skip what is known: all that the document
   * settled last showed, and little else. */
  knownItems(source: SourceId, limit: number): Promise<ReadonlyMap<string, string>>
  /** How many of these the store does not know as they are, however long ago the source's feed showed them. */
  countUnknown(source: SourceId, items: readonly Pick<SettledItem, 'key' | 'hash'>[]): Promise<number>

  // ── articles ──
  /** One transaction, which polls that end at the same time may share: stores what is new, revises what changed, joins identical
   * articles, records the poll, bumps the edition if anything published changed. Idempotent: the same batch again changes nothing.
   * Rejects with UndoneError where another's failure undid it. */
  settle(batch: SettleBatch, place: Placer): Promise<SettleResult>
  article(id: ArticleId): Promise<StoredArticle | null>
  /** By our id, canonical URL, or link. */
  findArticle(idOrUrl: string): Promise<StoredArticle | null>
  story(id: StoryId): Promise<Story | null>
  /** Stories with at least one article that the filter meets, in published order. */
  stories(query: StoryQuery): Promise<Page<MatchedStory>>
  articles(query: StoryQuery): Promise<Page<StoredArticle>>
  /** How many stories or articles per UTC day of the published order the filter gives, `from` included, `to` not. */
  countByDay(filter: Filter, grouping: Grouping, from: Instant, to: Instant): Promise<readonly DayCount[]>
  /** How many articles carry each id. */
  tagCounts(
    kind: 'topic' | 'entity' | 'place',
    since: Instant,
  ): Promise<readonly { readonly id: TopicId | EntityId | PlaceId; readonly articles: number }[]>
  /** The id, however its letters are written, that an article was ever kept under or a source configured under; null: none.
   * Answered from memory. */
  formerId<Kind extends keyof TagIds>(kind: Kind, written: string): TagIds[Kind] | null
  decision(id: ArticleId): Promise<DecisionRecord | null>
  /** What placements left to be remembered, of the `windowMs` before the newest, in order of arrival. */
  storyFeatures(windowMs: number): Promise<readonly StoryFeatures[]>

  // ── stories, corrected and decided anew ──
  /** One transaction: writes decisions, then puts the articles concerned into the stories that `arrange` makes of them. A story's
   * `updated` moves where its sources, its languages or its lead change. Idempotent: the same again changes nothing. */
  rearrange(step: Rearrangement, arrange: Arrange): Promise<RearrangeResult>
  /** Links between languages that the story's articles made, in the order of arrival; those that corrections refuse too. */
  linksOf(story: StoryId): Promise<readonly StoryLink[]>
  /** The first article of a story, also of one that is gone; null: there never was such a story, or retention took it. */
  firstOfStory(id: StoryId): Promise<ArticleId | null>
  /** The story where the articles of a story that is gone are now. */
  movedStory(id: StoryId): Promise<StoryId | null>
  /** Stories of which readers are still told that they are gone, latest first. */
  storyTombstones(limit: number): Promise<readonly StoryTombstone[]>
  /** Those that went before are told of no longer; their addresses still lead on. */
  stopTelling(before: Instant): Promise<void>
  /** Articles in the order of arrival after a position, 0 to begin with the first. */
  placedAfter(position: number, limit: number): Promise<readonly PlacedArticle[]>
  /** The position before the first article that was first seen at this instant or later. */
  positionBefore(seen: Instant): Promise<number>
  /** Articles that share a band of the fingerprint and came before this position: what a new article would have been shown then. */
  alikeBefore(fingerprint: Fingerprint | null, position: number): Promise<readonly CopyCandidate[]>
  /** The position that the next article will get. */
  nextPosition(): Promise<number>

  // ── re-reading what is stored ──
  /** Articles in a stable order after a position, for retagging; `null` starts. `position` survives restarts (see setNote). */
  articlesAfter(
    position: number | null,
    limit: number,
  ): Promise<readonly { readonly position: number; readonly article: StoredArticle }[]>
  /** Replaces language and tags of many articles in one transaction; returns how many differed. */
  replaceTags(
    changes: readonly {
      readonly id: ArticleId
      readonly language: LanguageTag
      readonly confidence: number
      readonly tags: Tags
    }[],
  ): Promise<number>
  /** Small facts that must survive a restart, such as how far a retag has come. */
  note(name: string): Promise<string | null>
  setNote(name: string, value: string | null): Promise<void>

  // ── keeping house ──
  counts(): Promise<StoreCounts>
  /** Grows whenever something published has changed. Cheap: called on every request. */
  edition(): number
  /** Since when the edition stands: the same in every process and after every start. Never goes back. */
  editionAt(): Instant
  health(): StoreHealth
  /** Deletes what retention no longer keeps, by when we first saw it, in small transactions; returns how many articles went. */
  prune(articlesBefore: Instant, untaggedBefore: Instant): Promise<number>
  close(): Promise<void>
}

/**
 * Thrown by an engine on opening: somebody else has the data folder, it is corrupt, or from a newer version. Thrown on writing
 * while there is no room (see `health`); reading goes on, and claims answer as if nothing were due.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** What was written at the same time failed, and this was undone with it. It may well succeed by itself. */
export class UndoneError extends StoreError {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`undone, since what was written at the same time failed: ${why}. It can be written by itself.`, { cause })
  }
}

/** Another process has the data folder. */
export class StoreInUse extends StoreError {}

/** The folder that data are to be kept in can't be made, or takes no file: the setting is wrong. */
export class UnusableFolder extends StoreError {}
