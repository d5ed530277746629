import type { Sender } from '../../fetch/sender.ts'
import type { Clock } from '../../model/time-and-chance.ts'
import type { WebSubSubscriptions } from '../../store/ports/websub-subscriptions.ts'
import type { TopicContent } from './topics.ts'

/** Something that happened at the hub. `host` is that of the callback: the rest of its address may contain a key. */
export type HubEvent = {
  readonly kind:
    | 'subscribed'
    | 'unsubscribed'
    | 'verification-failed'
    | 'denied'
    | 'delivered'
    | 'delivery-failed'
    | 'ended-by-subscriber'
    | 'dropped'
    | 'expired'
  readonly host: string
  readonly detail?: string
}

export type HubParts = Clock & {
  /** Without a slash at its end. */
  readonly publicUrl: string
  readonly hubUrl: string
  readonly store: WebSubSubscriptions
  readonly isWritable: () => Promise<boolean>
  /** False: another process sends, or nothing can be stored. */
  readonly mayWork: () => Promise<boolean>
  /** What a GET of the topic would return at this moment. */
  readonly content: (topic: string) => Promise<TopicContent>
  /** Everything that the feeds depend on: while these values are the same, so are the feeds' bytes. */
  readonly version: () => Promise<readonly unknown[]>
  /** Sends verifications. Slower than `distributor`, since a callback may not have asked for anything. */
  readonly verifier: () => Sender
  readonly distributor: () => Sender
  /** An unguessable text. */
  readonly challenge: () => string
  readonly reported: (event: HubEvent) => void
  /** The store failed, or there is a bug; the work is repeated after a pause. */
  readonly failed: (error: unknown) => void
}
