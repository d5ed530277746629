/** The part of the store's contract for alerts: what they announced, and the messages that are not delivered yet. */
import type { Announcement, DeadLetter, DeliveryCounts, Coverage, StoredDelivery } from '../../model/alert.ts'
import type { ArticleId, Instant, StoryId } from '../../model/ids.ts'

/** `retry`: the message is sent again at `due`. `dead`: it is not sent again, and the operator sees it as a dead letter. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly due: Instant; readonly failingSince: Instant; readonly problem: string }
  | { readonly kind: 'dead'; readonly at: Instant; readonly problem: string }

/** Where several processes share the database, methods for the sending process throw LeaseLost in every other process. */
export interface Deliveries {
  /** The widest coverage at which the alert announced this story, or a story that any of these articles was in then; null: it never did. */
  announced(alert: string, story: StoryId, articles: readonly ArticleId[]): Promise<Coverage | null>
  /** For the sending process. Stores an announcement and its messages in one transaction. The new messages replace those of the alert about
   * this story that were never attempted. */
  announce(announcement: Announcement): Promise<void>
  /** Messages that are due and not being sent, the longest waiting first, except those to `exceptHosts`. */
  dueDeliveries(now: Instant, limit: number, exceptHosts: readonly string[]): Promise<readonly StoredDelivery[]>
  /** For the sending process. Marks a message as being sent. False: it is being sent already, or no longer exists. */
  beginDelivery(id: string, now: Instant): Promise<boolean>
  /** For the sending process. Postpones a due message without an attempt to send it. */
  postponeDelivery(id: string, due: Instant): Promise<void>
  /** For the sending process; only `delivered` is accepted from any process, because the message has arrived in any case. */
  recordOutcome(id: string, outcome: Outcome): Promise<void>
  /** Messages that are marked as being sent. */
  interruptedDeliveries(): Promise<readonly StoredDelivery[]>
  /** Makes a dead letter due again, without its failures. False: there is no dead letter with this id. */
  retryDeadLetter(id: string, due: Instant): Promise<boolean>
  /** Latest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>
  /** Counts of all alerts, by alert id. */
  deliveryCounts(): Promise<ReadonlyMap<string, DeliveryCounts>>
  /** Deletes messages that ended, and announcements that were made, before this instant. */
  deleteOldDeliveries(before: Instant): Promise<void>
}
