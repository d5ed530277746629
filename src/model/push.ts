import type { Instant, SourceId } from './ids.ts'

/** WebSub (W3C Recommendation, 2018), both ways: who gets our feeds pushed, and which sources push to us. */

/** What a hub or a callback answers: in plain text, as the Recommendation wants it (5.1). */
export type PushAnswer = { readonly status: number; readonly text: string; readonly retryAfterMs?: number }

/** A body that a hub has posted, unbelieved. */
export type PushedBody = {
  readonly bytes: Uint8Array
  readonly contentType: string | null
  /** `X-Hub-Signature` as sent. */
  readonly signature: string | null
}

/** What was pushed of a source. `url` is the base of relative addresses. */
export type PushedDocument = Pick<PushedBody, 'bytes' | 'contentType'> & { readonly url: string }

export type SubscriptionMode = 'subscribe' | 'unsubscribe'

/** Somebody asked for a subscription, or for its end; its callback has not confirmed it yet. */
export type Intent = {
  readonly mode: SubscriptionMode
  /** Where to push to: any http(s) address, kept byte for byte. */
  readonly callback: string
  /** The feed's address as it was asked for, below our public URL. */
  readonly topic: string
  /** Deliveries are signed with it; null: they are not. */
  readonly secret: string | null
  readonly leaseMs: number
}
/** `n` tells this request from a later one for the same callback and topic. */
export type StoredIntent = Intent & { readonly n: number }

/** A confirmed subscription to one of our feeds. */
export type Subscription = {
  readonly callback: string
  readonly topic: string
  readonly secret: string | null
  readonly expiresAt: Instant
  /** SHA-256 of the feed's bytes that the callback has last taken, or that there were when it subscribed; hex. */
  readonly sent: string
  /** When to push; null: nothing is to be pushed. */
  readonly due: Instant | null
  /** Failed deliveries in a row, and since when. */
  readonly failures: number
  readonly failingSince: Instant | null
}

export type SubscriptionKey = Pick<Subscription, 'callback' | 'topic'>

/** What one delivery came to. */
export type Delivery = Pick<Subscription, 'sent' | 'due' | 'failures' | 'failingSince'>

export type SubscriptionCounts = {
  readonly subscriptions: number
  /** Of them, those that wait for a delivery. */
  readonly pending: number
  readonly intents: number
}

/** Where a source says that it can be had by push. */
export type PushOffer = { readonly hub: string; readonly topic: string }

/**
 * - `wanted`: to be asked for; so it is too after a failure.
 * - `asked`: the hub was asked, and has to confirm.
 * - `active`: confirmed; until `expiresAt`.
 * - `leaving`: to be given up; kept until the hub has confirmed that, or was asked often enough.
 */
export type PushState = 'wanted' | 'asked' | 'active' | 'leaving'

/** Our subscription to a source that pushes. */
export type PushedSource = PushOffer & {
  /** The part of the callback's address that nobody can guess. */
  readonly id: string
  readonly source: SourceId
  readonly secret: string
  readonly state: PushState
  /** Null: never confirmed, or no longer. While a lease is renewed the old one goes on. */
  readonly expiresAt: Instant | null
  /** When to ask the hub next. */
  readonly due: Instant
  /** Requests in a row that came to nothing. */
  readonly failures: number
  /** Why the last came to nothing, in one English sentence. */
  readonly problem: string | null
  /** Pushes that were read; when the last one came. */
  readonly pushes: number
  readonly pushedAt: Instant | null
  /** Pushes that were not believed: their signature was missing or wrong. */
  readonly forged: number
}

/** True: a confirmed subscription has not run out. */
export const isPushed = (push: PushedSource | null, now: Instant): boolean => push !== null && (push.expiresAt ?? 0) > now

/** WebSub's addresses: what is behind them. */
export type PushEndpoints = {
  /** Null: our feeds are not pushed. */
  readonly hubUrl: string | null
  /** A subscriber's request to the hub. */
  hub(form: URLSearchParams): Promise<PushAnswer>
  /** The hub of a source asks, or refuses, at a callback. */
  verify(id: string, query: URLSearchParams): Promise<PushAnswer>
  /** Whether anything may be posted to this callback. */
  expects(id: string): Promise<boolean>
  receive(id: string, body: PushedBody): Promise<PushAnswer>
  /** Of a pushed body. */
  readonly maxBytes: () => number
}
