import type { Sender } from '../fetch/sender.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import type { PushedBody, PushedSource } from '../model/push.ts'
import type { PushStore } from '../store/push-store.ts'
import type { Dice } from './pushed-source.ts'

export type SubscriberEvent = {
  readonly kind: 'confirmed' | 'failed' | 'denied' | 'left' | 'pushed' | 'unreadable' | 'forged'
  readonly source: SourceId
  readonly detail?: string
}

export type SubscriberParts = {
  /** Where hubs reach us; the callback's id is put behind it. */
  readonly callbackUrl: string
  readonly store: PushStore
  readonly isWritable: () => boolean
  readonly sender: () => Sender
  /** Takes the body along the road of a poll. `busy`: the source is being read, or we stop; try again. */
  readonly take: (source: PushedSource, body: PushedBody) => Promise<'read' | 'unreadable' | 'busy'>
  /** What a hub says of a source, without what of its address is a secret: hubs repeat the topic. */
  readonly tell: (source: SourceId, said: string) => string
  readonly now: () => Instant
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  readonly chance: () => number
  /** 128 bits or more that nobody can guess, safe in an address. */
  readonly token: () => string
  readonly reported: (event: SubscriberEvent) => void
  readonly failed: (error: unknown) => void
}

export const diceOf = ({ now, chance }: SubscriberParts): Dice => ({ now: now(), chance: chance() })

/** What a push no longer brings, polls must: soon, but not for all sources of a hub at once. */
const SOON_MS = 5 * 60_000
export const pollSoon = async ({ store, now, chance }: SubscriberParts, source: SourceId): Promise<void> =>
  await store.hasten(source, Math.round(now() + chance() * SOON_MS))

/** Changes a row; where its lease ends by that, its source is polled as others are. */
export const changeRow = async (
  parts: SubscriberParts,
  row: PushedSource,
  change: (held: PushedSource) => PushedSource | null,
): Promise<void> => {
  const after = await parts.store.changePushedSource(row.id, change)
  if (row.expiresAt !== null && (after === null || after.expiresAt === null)) await pollSoon(parts, row.source)
}
