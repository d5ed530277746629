/**
 * The contract that every engine keeps: eleven ports, and what an operator does with the whole. It is asynchronous because PostgreSQL is; the SQLite
 * engine answers at once. tests/store/contract runs the same suite over each engine.
 */
import type { Instant } from '../../model/ids.ts'
import type { ArticleLog } from './article-log.ts'
import type { Deliveries } from './deliveries.ts'
import type { ArticlePages } from './article-pages.ts'
import type { Reservations } from './reservations.ts'
import type { Processes } from './processes.ts'
import type { DigestIssues } from './digest-issues.ts'
import type { SourceQueue } from './source-queue.ts'
import type { StorySearch } from './story-search.ts'
import type { StoryView } from './story-view.ts'
import type { Takedowns } from './takedowns.ts'
import type { Translations } from './translations.ts'
import type { WebSubSubscriptions } from './websub-subscriptions.ts'

/** `reason`: why writing is off, `disk-full` with the engine's own message; null: writing is on. */
export type StoreHealth = { readonly writable: boolean; readonly reason: string | null; readonly schemaVersion: number }

/** Rows older than these instants are deleted. */
export type DeleteBefore = {
  readonly items: Instant
  /** For rows of the log that the grouper has decided about. */
  readonly log: Instant
  /** For tombstones of stories: feeds stop announcing the story's end, and its address still leads to the successor. */
  readonly tombstones: Instant
}

export interface Store extends SourceQueue, ArticleLog, StoryView, StorySearch {
  /** WebSub: subscriptions to our feeds, and sources that push to us. */
  readonly subscriptions: WebSubSubscriptions

  /** What alerts announced, and their messages. */
  readonly deliveries: Deliveries

  /** The processes that share the database. */
  readonly processes: Processes

  readonly pages: ArticlePages

  readonly reservations: Reservations

  readonly takedowns: Takedowns

  readonly translations: Translations

  /** Issues of digests, and their readers. */
  readonly digests: DigestIssues

  /** Small values that must survive a restart, such as the progress of a retag. */
  note(name: string): Promise<string | null>
  setNote(name: string, value: string | null): Promise<void>
  /** False: the note's value is no longer `before`, and nothing is changed. */
  replaceNote(name: string, before: string | null, after: string): Promise<boolean>

  health(): Promise<StoreHealth>
  /** Deletes hashes of items that no feed shows any more, features that no index uses any more, and decided rows of the log, in small transactions. */
  deleteOld(before: DeleteBefore): Promise<void>
  close(): Promise<void>
}

/**
 * Thrown by an engine on opening: another process uses the data folder, or the database is corrupt or from a newer version. Thrown on writing
 * while the disk is full (see `health`); reading goes on, and claims return nothing.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** Versions of the schema. */
export type Upgrade = { readonly from: number; readonly to: number }
/** Called before an upgrade begins. The upgrade is atomic; on SQLite it blocks the process. */
export type Upgrading = (upgrade: Upgrade) => void

/** The database server cannot be used now. `isLasting`: waiting does not help. */
export class StoreUnavailable extends StoreError {
  readonly isLasting: boolean
  constructor(message: string, isLasting: boolean) {
    super(message)
    this.isLasting = isLasting
  }
}

/** Another process uses the data folder or the database. */
export class StoreInUse extends StoreError {}

/** This process was stopped or cut off for longer than its lease, and another process may have its duties by now. Nothing is changed. */
export class LeaseLost extends StoreError {}

/** The data folder cannot be created or written to: the setting is wrong. */
export class UnusableFolder extends StoreError {}
