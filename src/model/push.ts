/** WebSub (W3C Recommendation, 2018) in both directions: subscriptions to our feeds, and ours to sources that push. */
import type { Instant, SourceId } from './ids.ts'

/** The response of a hub or a callback, in plain text (WebSub, section 5.1). */
export type PushAnswer = { readonly status: number; readonly text: string; readonly retryAfterMs?: number }

/** A body that was posted to a callback; its signature is not yet checked. */
export type PushedBody = {
  readonly bytes: Uint8Array
  readonly contentType: string | null
  /** `X-Hub-Signature` as sent. */
  readonly signature: string | null
}

/** A pushed document of a source. `url` is the base of relative addresses. */
export type PushedDocument = Pick<PushedBody, 'bytes' | 'contentType'> & { readonly url: string }

export type SubscriptionMode = 'subscribe' | 'unsubscribe'

/** A request to subscribe or unsubscribe that its callback has not confirmed yet. */
export type Intent = {
  readonly mode: SubscriptionMode
  /** The address to push to: any http(s) address, stored byte for byte. */
  readonly callback: string
  /** The feed's address as requested, below our public URL. */
  readonly topic: string
  /** The key that deliveries are signed with; null: they are not signed. */
  readonly secret: string | null
  readonly leaseMs: number
}
/** `n` distinguishes this request from a later one for the same callback and topic. */
export type StoredIntent = Intent & { readonly n: number }

export type Subscription = {
  readonly callback: string
  readonly topic: string
  readonly secret: string | null
  readonly expiresAt: Instant
  /** SHA-256, hex, of the feed's bytes that the callback last accepted, or that the feed had when it subscribed. */
  readonly sent: string
  /** When to push next; null: there is nothing to push. */
  readonly due: Instant | null
  /** Failed deliveries in a row, and since when. */
  readonly failures: number
  readonly failingSince: Instant | null
}

export type SubscriptionKey = Pick<Subscription, 'callback' | 'topic'>

export type Delivery = Pick<Subscription, 'sent' | 'due' | 'failures' | 'failingSince'>

export type SubscriptionCounts = {
  readonly subscriptions: number
  readonly pending: number
  readonly intents: number
}

export type PushOffer = { readonly hub: string; readonly topic: string }

/**
 * - `wanted`: to be requested from the hub, the first time or after a failure.
 * - `asked`: requested; the hub has yet to confirm.
 * - `active`: confirmed; valid until `expiresAt`.
 * - `leaving`: to be unsubscribed; stored until the hub has confirmed that, or was asked often enough.
 */
export type PushState = 'wanted' | 'asked' | 'active' | 'leaving'

export type PushedSource = PushOffer & {
  /** The unguessable part of the callback's address. */
  readonly id: string
  readonly source: SourceId
  readonly secret: string
  readonly state: PushState
  /** When the confirmed lease ends; null: none is confirmed. While a lease is being renewed, the old one stays valid. */
  readonly expiresAt: Instant | null
  /** When to send the next request to the hub. */
  readonly due: Instant
  readonly failures: number
  /** Why the last request failed, in one English sentence; null: it did not. */
  readonly problem: string | null
  /** How many pushes were accepted, and when the last one came. */
  readonly pushes: number
  readonly pushedAt: Instant | null
  /** How many pushes were rejected because their signature was missing or wrong. */
  readonly forged: number
}

/** Is the source subscribed to, by a confirmed lease that has not expired? */
export const isPushed = (push: PushedSource | null, now: Instant): boolean => push !== null && (push.expiresAt ?? 0) > now

export type PushEndpoints = {
  /** Null: our feeds are not pushed. */
  readonly hubUrl: string | null
  hub(form: URLSearchParams): Promise<PushAnswer>
  verify(id: string, query: URLSearchParams): Promise<PushAnswer>
  /** Does the callback exist, and may a body be posted to it? */
  expects(id: string): Promise<boolean>
  receive(id: string, body: PushedBody): Promise<PushAnswer>
  readonly maxBytes: () => number
}
