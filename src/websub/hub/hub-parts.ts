import type { Sender } from '../../fetch/sender.ts'
import type { Clock } from '../../model/time-and-chance.ts'
import type { WebSubSubscriptions } from '../../store/ports/store.ts'
import type { TopicContent } from './topics.ts'

/** An event of the hub. `host` is that of the callback, without the rest of its address, which may contain a key. */
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
  /** Resolves to what a GET of the topic would return now. */
  readonly content: (topic: string) => Promise<TopicContent>
  /** Everything that the feeds depend on: while these values are the same, so are the feeds' bytes. */
  readonly version: () => Promise<readonly unknown[]>
  /** Sends verifications; slower than `distributor`, since a callback may belong to someone who has not requested anything. */
  readonly verifier: () => Sender
  readonly distributor: () => Sender
  /** An unguessable text. */
  readonly challenge: () => string
  readonly reported: (event: HubEvent) => void
  /** The store failed, or there is a bug; the work is repeated after a pause. */
  readonly failed: (error: unknown) => void
}
