import type { Sender } from '../../fetch/sender.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { Clock } from '../../model/time-and-chance.ts'
import type { SourceId } from '../../model/ids.ts'
import type { PushedBody, PushedSource } from '../../model/push.ts'
import type { WebSubSubscriptions } from '../../store/ports/store.ts'
import type { Timing } from './subscription-state.ts'

export type SubscriberEvent = {
  readonly kind:
    | 'verified'
    | 'request-failed'
    | 'denied'
    | 'unsubscribed'
    | 'content-received'
    | 'content-unreadable'
    | 'signature-invalid'
  readonly source: SourceId
  readonly detail?: string
}

export type SubscriberParts = Clock & {
  /** The address of callbacks, to which a callback's id is appended. */
  readonly callbackUrl: string
  readonly store: WebSubSubscriptions
  readonly isWritable: () => Promise<boolean>
  /** False: another process sends requests to hubs, or nothing can be stored. */
  readonly mayWork: () => Promise<boolean>
  readonly sender: () => Sender
  /** Reads the body as a poll would. `busy`: the source is being read, or the service is stopping; the hub may try again. */
  readonly read: (source: PushedSource, body: PushedBody) => Promise<'read' | 'unreadable' | 'busy' | 'elsewhere'>
  /** Removes the secrets of a source's address from a hub's text: hubs repeat the topic. */
  readonly redact: (source: SourceId, text: string) => string
  /** At least 128 unguessable bits, safe in an address. */
  readonly token: () => string
  readonly reported: (event: SubscriberEvent) => void
  readonly failed: (error: unknown) => void
}

export const timingOf = ({ now, chance }: SubscriberParts): Timing => ({ now: now(), chance: chance() })

/** Polls of sources that are no longer pushed are spread over this time, so that those of one hub do not come at once. */
const SOON_MS = 5 * MINUTE
export const pollSoon = async ({ store, now, chance }: SubscriberParts, source: SourceId): Promise<void> =>
  await store.hastenGently(source, Math.round(now() + chance() * SOON_MS))

/** Changes a subscription; if that ends its lease, the source is polled soon, and then at its usual interval. */
export const changeSubscription = async (
  parts: SubscriberParts,
  row: PushedSource,
  change: (stored: PushedSource) => PushedSource | null,
): Promise<void> => {
  const after = await changePushedSource(parts.store, row.id, change)
  if (row.expiresAt !== null && (after === null || after.expiresAt === null)) await pollSoon(parts, row.source)
}

/**
 * Replaces a stored subscription by the result of `change`, which is called again if another process has changed it meanwhile; `change`
 * returns null to delete it. Resolves to what is stored afterwards.
 */
export const changePushedSource = async (
  store: Pick<WebSubSubscriptions, 'pushedSource' | 'replacePushedSource'>,
  id: string,
  change: (stored: PushedSource) => PushedSource | null,
): Promise<PushedSource | null> => {
  for (;;) {
    const before = await store.pushedSource(id)
    if (before === null) return null
    const after = change(before)
    if (await store.replacePushedSource(before, after)) return after
  }
}
