/** The part of the store's contract that alerts need: what was told, and the messages under way. */
import type { Announcement, DeadLetter, DeliveryCounts, Coverage, StoredDelivery } from '../../model/alert.ts'
import type { ArticleId, Instant, StoryId } from '../../model/ids.ts'

/** `retry`: sent again at `due`. `dead`: never again, and shown to the operator. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly due: Instant; readonly failingSince: Instant; readonly problem: string }
  | { readonly kind: 'dead'; readonly at: Instant; readonly problem: string }

/** Where several processes share the database, what only the sending one may write throws LeaseLost in any other. */
export interface Deliveries {
  /** The widest coverage at which the alert told of this story, or of one that any of these articles was in then; null: never. */
  announced(alert: string, story: StoryId, articles: readonly ArticleId[]): Promise<Coverage | null>
  /** For the sending process. Keeps what was told and its messages, in one transaction. Messages of the alert about this story that nobody tried to send yet give
   * way to the new ones. */
  announce(announcement: Announcement): Promise<void>
  /** Messages that are due and not being sent, the longest waiting first, without those to these hosts. */
  dueDeliveries(now: Instant, limit: number, exceptHosts: readonly string[]): Promise<readonly StoredDelivery[]>
  /** For the sending process. Marks a message as being sent. False: it is being sent already, or there is no such message any more. */
  beginDelivery(id: string, now: Instant): Promise<boolean>
  /** For the sending process. Postpones a message that is due, without an attempt. */
  postponeDelivery(id: string, due: Instant): Promise<void>
  /** For the sending process, but for `delivered`: what has arrived has arrived. */
  recordOutcome(id: string, outcome: Outcome): Promise<void>
  /** Messages that are marked as being sent. */
  interruptedDeliveries(): Promise<readonly StoredDelivery[]>
  /** Sends a dead letter again, as if nobody had tried. False: there is none of this id. */
  retryDeadLetter(id: string, due: Instant): Promise<boolean>
  /** Latest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>
  /** Of all alerts, by their ids. */
  deliveryCounts(): Promise<ReadonlyMap<string, DeliveryCounts>>
  /** Forgets what ended or was told before this. */
  deleteOldDeliveries(before: Instant): Promise<void>
}
