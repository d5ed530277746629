/** The part of the store's contract for WebSub. tests/store/contract runs over each engine. */
import type { Instant, SourceId } from '../../model/ids.ts'
import type {
  Delivery,
  Intent,
  StoredIntent,
  PushedSource,
  Subscription,
  SubscriptionCounts,
  SubscriptionKey,
} from '../../model/push.ts'

export type IntentLimits = {
  /** The most for one callback host, on all its ports: requests waiting for verification, subscriptions, and subscribed topics. */
  readonly perHost: { readonly intents: number; readonly subscriptions: number; readonly topics: number }
  /** The most in all. `topics`: different subscribed topics. */
  readonly all: { readonly intents: number; readonly subscriptions: number; readonly topics: number }
}
/** `host-full`, `full`: nothing was stored. */
export type IntentVerdict = 'kept' | 'host-full' | 'full'

export interface WebSubSubscriptions {
  // ── our feeds, pushed to others ──
  /** Stores a request until its verification has ended; a newer one for the same callback and topic replaces it. */
  keepIntent(intent: Intent, limits: IntentLimits): Promise<IntentVerdict>
  /** Oldest first, except those whose callback is on one of these hosts (`host:port`). */
  intents(limit: number, exceptHosts: readonly string[]): Promise<readonly StoredIntent[]>
  /** Ends a request: its subscription is begun, renewed or ended as requested, or, if `confirmed` is null, unchanged. False: a newer request
   * has replaced it, and nothing was done. */
  endIntent(intent: StoredIntent, confirmed: Pick<Subscription, 'expiresAt' | 'sent'> | null): Promise<boolean>
  subscription(key: SubscriptionKey): Promise<Subscription | null>
  /** Topics that have a subscription. */
  subscribedTopics(): Promise<readonly string[]>
  /** Deletes the subscriptions to a topic, and returns them. */
  endTopic(topic: string): Promise<readonly Subscription[]>
  /** Notes the hash of a topic's new content: subscriptions that were sent other content become due. Returns how many became due. */
  topicChanged(topic: string, hash: string, now: Instant): Promise<number>
  /** Subscriptions whose delivery is due, the longest waiting first, except those on these hosts (`host:port`). */
  dueDeliveries(now: Instant, limit: number, exceptHosts: readonly string[]): Promise<readonly Subscription[]>
  recordDelivery(key: SubscriptionKey, delivery: Delivery): Promise<void>
  endSubscription(key: SubscriptionKey): Promise<void>
  /** Deletes subscriptions whose lease has expired; returns how many. */
  endExpired(now: Instant): Promise<number>
  subscriptionCounts(): Promise<SubscriptionCounts>

  // ── sources that push to us ──
  pushedSources(): Promise<readonly PushedSource[]>
  pushedSource(id: string): Promise<PushedSource | null>
  /** The subscription to a source, unless it is being given up. */
  pushOf(source: SourceId): Promise<PushedSource | null>
  /** Subscriptions for which a request to the hub is due, the longest waiting first. */
  duePushedSources(now: Instant, limit: number): Promise<readonly PushedSource[]>
  /** Replaces `before` with `after`, if `before` is still what is stored: `before` null adds a row, `after` null deletes it. False: the stored
   * row is another one, or missing, and nothing was done. */
  replacePushedSource(before: PushedSource | null, after: PushedSource | null): Promise<boolean>
  /** Makes a source due at this instant at the latest. */
  hasten(source: SourceId, at: Instant): Promise<void>
  /**
   * As `hasten`, but not within a minute of the last poll and not while polls fail: the server's own delay holds then. A hub is not the
   * publisher, and may send requests every second.
   */
  hastenGently(source: SourceId, at: Instant): Promise<void>
}
