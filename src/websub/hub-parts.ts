import type { Sender } from '../fetch/sender.ts'
import type { Instant } from '../model/ids.ts'
import type { PushStore } from '../store/push-store.ts'

/** A feed as a reader would get it this moment. */
export type Content =
  | {
      readonly kind: 'feed'
      readonly bytes: Uint8Array
      readonly type: string
      /** Its canonical address. */
      readonly self: string
      /** SHA-256 of the bytes, hex. */
      readonly hash: string
    }
  /** There is no such feed, or none that is pushed. `forGood` false: it can't be had just now. */
  | { readonly kind: 'none'; readonly forGood: boolean; readonly reason: string }

/** What happened at the hub. `host` is that of the callback: the rest of an address may hold a key. */
export type HubEvent = {
  readonly kind:
    | 'subscribed'
    | 'unsubscribed'
    | 'unconfirmed'
    | 'denied'
    | 'delivered'
    | 'delivery-failed'
    | 'ended-by-subscriber'
    | 'dropped'
    | 'expired'
  readonly host: string
  readonly detail?: string
}

export type HubParts = {
  /** Without a slash at its end. */
  readonly publicUrl: string
  readonly hubUrl: string
  readonly store: PushStore
  readonly isWritable: () => boolean
  readonly content: (topic: string) => Promise<Content>
  /** All that feeds depend on: while these are the same, so are the feeds' bytes. */
  readonly state: () => readonly unknown[]
  /** Slower than `deliver`: a verification goes to a place that never asked for it. */
  readonly verify: () => Sender
  readonly deliver: () => Sender
  readonly now: () => Instant
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly chance: () => number
  /** Nobody can guess it. */
  readonly challenge: () => string
  readonly reported: (event: HubEvent) => void
  /** The store failed, or we did; it is tried again at the next tick. */
  readonly failed: (error: unknown) => void
}
