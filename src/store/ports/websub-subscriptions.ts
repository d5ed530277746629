/** The part of the store's contract that WebSub needs. Every engine keeps it; tests/store/contract runs over each. */
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
  /** Of one callback host, whatever its ports: requests waiting for verification, subscriptions, and their topics. */
  readonly perHost: { readonly intents: number; readonly subscriptions: number; readonly topics: number }
  /** `topics`: different ones that somebody has subscribed to. */
  readonly all: { readonly intents: number; readonly subscriptions: number; readonly topics: number }
}
/** `host-full`, `full`: nothing was kept. */
export type IntentVerdict = 'kept' | 'host-full' | 'full'

export interface WebSubSubscriptions {
  // ── our feeds, pushed to others ──
  /** Keeps a request until its callback has answered; a newer one for the same callback and topic takes its place. */
  keepIntent(intent: Intent, limits: IntentLimits): Promise<IntentVerdict>
  /** Oldest first, without those whose callback is at one of these hosts (`host:port`). */
  intents(limit: number, exceptHosts: readonly string[]): Promise<readonly StoredIntent[]>
  /** Ends a request: with a subscription begun, renewed or ended as it asked, or (null) with nothing changed. False: a newer
   * request has taken its place, and nothing was done. */
  endIntent(intent: StoredIntent, confirmed: Pick<Subscription, 'expiresAt' | 'sent'> | null): Promise<boolean>
  subscription(key: SubscriptionKey): Promise<Subscription | null>
  /** Topics with a subscription. */
  subscribedTopics(): Promise<readonly string[]>
  subscribersOf(topic: string): Promise<readonly Subscription[]>
  /** The topic's bytes have this hash now: whoever has taken others is due, if not due already. Returns how many became due. */
  topicChanged(topic: string, hash: string, now: Instant): Promise<number>
  /** Subscriptions whose delivery is due, the longest waiting first, without those of these hosts (`host:port`). */
  dueDeliveries(now: Instant, limit: number, exceptHosts: readonly string[]): Promise<readonly Subscription[]>
  recordDelivery(key: SubscriptionKey, delivery: Delivery): Promise<void>
  endSubscription(key: SubscriptionKey): Promise<void>
  /** Ends what nobody renewed; returns how many went. */
  endExpired(now: Instant): Promise<number>
  subscriptionCounts(): Promise<SubscriptionCounts>

  // ── sources that push to us ──
  pushedSources(): Promise<readonly PushedSource[]>
  pushedSource(id: string): Promise<PushedSource | null>
  /** That of a source, unless it is being given up. */
  pushOf(source: SourceId): Promise<PushedSource | null>
  /** Those of which the hub is to be asked something, the longest waiting first. */
  duePushedSources(now: Instant, limit: number): Promise<readonly PushedSource[]>
  /** Puts `after` in the place of `before`, if that is still what is stored: `before` null adds a row, `after` null deletes it. False:
   * another row is stored, or none, and nothing was done. */
  replacePushedSource(before: PushedSource | null, after: PushedSource | null): Promise<boolean>
  /** Polls this source no later than at that time: somebody asks for it. */
  hasten(source: SourceId, at: Instant): Promise<void>
  /**
   * The same as far as its publisher bears it: not within a minute of the last poll, and not while its polls fail, since what its server asked for
   * then holds. A hub is not the publisher, and may ask every second.
   */
  hastenGently(source: SourceId, at: Instant): Promise<void>
}
