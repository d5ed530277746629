/**
 * The contract that every engine keeps: eleven ports, and what an operator does with the whole. It is asynchronous because PostgreSQL is; the SQLite
 * engine answers at once. tests/store/contract runs the same suite over each engine.
 */
import type { Instant } from '../../model/ids.ts'
import type { ArticleLog } from './article-log.ts'
import type { Deliveries } from '../outbox/deliveries.ts'
import type { Wordings } from '../log/wordings.ts'
import type { ArticlePages } from '../sources/article-pages.ts'
import type { Reservations } from '../sources/reservations.ts'
import type { Incidents } from '../sources/incidents.ts'
import type { Polls } from '../sources/polls.ts'
import type { PushedSources } from '../sources/pushed-sources.ts'
import type { Notes } from '../notes.ts'
import type { Processes } from './processes.ts'
import type { DigestIssues } from '../outbox/digest-issues.ts'
import type { SourceQueue } from './source-queue.ts'
import type { StorySearch } from './story-search.ts'
import type { StoryView } from './story-view.ts'
import type { Takedowns } from '../log/takedowns.ts'
import type { Affairs } from '../views/affairs.ts'
import type { Counts } from '../views/counts.ts'
import type { Tombstones } from '../views/tombstones.ts'
import type { vectorsIn } from '../meaning/vectors.ts'
import type { Translations } from '../outbox/translations.ts'
import type { Subscriptions } from '../outbox/subscriptions.ts'

/** `reason`: why writing is off, `disk-full` with the engine's own message; null: writing is on. */
export type StoreHealth = {
  readonly readable: boolean
  readonly writable: boolean
  /** Why it is not both; null: it is. */
  readonly reason: string | null
  /** SQLite's message about a damaged page; null: none was met. */
  readonly damage: string | null
  readonly schemaVersion: number
}

/** Rows older than these instants are deleted. */
export type DeleteBefore = {
  readonly items: Instant
  /** For rows of the log that the grouper has decided about. */
  readonly log: Instant
  /** For tombstones of stories: feeds stop announcing the story's end, and its address still leads to the successor. */
  readonly tombstones: Instant
}

export type WebSubSubscriptions = Subscriptions & PushedSources

export interface Store
  extends SourceQueue,
    Polls,
    ArticleLog,
    StoryView,
    StorySearch,
    Notes,
    Incidents,
    Tombstones,
    Affairs,
    Wordings,
    Counts,
    ArticleVectors {
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

  health(): Promise<StoreHealth>
  /** Nothing more is written: another connection to this database met a damaged page. */
  noteDamage(damage: string): Promise<void>
  /** Deletes hashes of items that no feed shows any more, features that no index uses any more, and decided rows of the log, in small transactions. */
  deleteOld(before: DeleteBefore): Promise<void>
  close(): Promise<void>
}

type ArticleVectors = ReturnType<typeof vectorsIn>

/** Versions of the schema. */
export type Upgrade = { readonly from: number; readonly to: number }
/** Called before an upgrade begins. The upgrade is atomic; on SQLite it blocks the process. */
export type Upgrading = (upgrade: Upgrade) => void

export { LeaseLost, StoreError, StoreInUse, StoreUnavailable, UnusableFolder } from '../store-errors.ts'
