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

/** Why writing is off: `disk-full`, with the engine's own words. */
export type StoreHealth = { readonly writable: boolean; readonly reason: string | null; readonly schemaVersion: number }

/** What is older than these instants goes. */
export type DeleteBefore = {
  readonly items: Instant
  /** Rows of the log that are decided. */
  readonly log: Instant
  /** Ends of stories are announced no longer; their addresses still lead on. */
  readonly tombstones: Instant
}

export interface Store extends SourceQueue, ArticleLog, StoryView, StorySearch {
  /** Who gets our feeds pushed, and which sources push to us. */
  readonly subscriptions: WebSubSubscriptions

  /** What alerts told, and their messages. */
  readonly deliveries: Deliveries

  /** Who shares the database. */
  readonly processes: Processes

  /** Pages of articles. */
  readonly pages: ArticlePages

  /** What publishers reserve. */
  readonly reservations: Reservations

  /** What is taken down. */
  readonly takedowns: Takedowns

  /** Machine translations of headlines. */
  readonly translations: Translations

  /** What digests published, and who gets them. */
  readonly digests: DigestIssues

  /** Small facts that must survive a restart, such as how far a retag has come. */
  note(name: string): Promise<string | null>
  setNote(name: string, value: string | null): Promise<void>
  /** False: by now it is not `before`, and nothing is changed. */
  replaceNote(name: string, before: string | null, after: string): Promise<boolean>

  health(): Promise<StoreHealth>
  /** Deletes marks of items that no feed shows any more, features that no index looks back to, and rows of the log that are decided, in
   * small transactions. */
  deleteOld(before: DeleteBefore): Promise<void>
  close(): Promise<void>
}

/**
 * Thrown by an engine on opening: somebody else has the data folder, it is corrupt, or from a newer version. Thrown on writing
 * while there is no room (see `health`); reading goes on, and claims answer as if nothing were due.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** Versions of the schema. */
export type Upgrade = { readonly from: number; readonly to: number }
/** Hears before an upgrade begins: all of it happens or nothing, and on SQLite the process does nothing else meanwhile. */
export type Upgrading = (upgrade: Upgrade) => void

/** The database is on another machine, or in another process, and does not serve us now. `isLasting`: waiting changes nothing about it. */
export class StoreUnavailable extends StoreError {
  readonly isLasting: boolean
  constructor(message: string, isLasting: boolean) {
    super(message)
    this.isLasting = isLasting
  }
}

/** Another process has the data folder, or works on the database. */
export class StoreInUse extends StoreError {}

/** Another process may do by now what this one would do: it was stopped, or cut off, for longer than its lease. Nothing is changed. */
export class LeaseLost extends StoreError {}

/** The folder that data are to be kept in can't be made, or takes no file: the setting is wrong. */
export class UnusableFolder extends StoreError {}
