/** Subscribes to sources that offer push (WebSub, W3C Recommendation, 2018), and receives what they push. */
import { hostOf } from '../../lib/url.ts'
import type { SourceId } from '../../model/ids.ts'
import type { PushedSource, PushOffer } from '../../model/push.ts'
import { createJobQueue } from '../job-queue.ts'
import { createWorkLoop } from '../work-loop.ts'
import { type Callback, createCallback } from './callback.ts'
import { requestFromHub } from './hub-request.ts'
import { changeSubscription, pollSoon, type SubscriberParts } from './subscriber-parts.ts'
import { newSubscription, unsubscribing } from './subscription-state.ts'

export type Subscriber = Callback & {
  /** Only these sources may push: subscriptions to others are ended. */
  allow(sources: ReadonlySet<SourceId>): Promise<void>
  /** A source was read completely, with this offer. */
  offered(source: SourceId, offer: PushOffer | null): Promise<void>
  /** Our public address has changed: hubs know only the former one. */
  moved(): Promise<void>
  wake(): void
  /** Resolves when nothing is in flight or due to start. */
  idle(): Promise<void>
  close(): Promise<void>
}

export const createSubscriber = (parts: SubscriberParts): Subscriber => {
  const { store, now } = parts
  let allowed: ReadonlySet<SourceId> = new Set()
  const wake = (): void => loop.wake()
  const requests = requestQueue(parts, (row) => loop.guard(() => requestFromHub(parts, row)), wake)
  const loop = createWorkLoop({ ...parts, work: () => requests.start() })
  return {
    ...createCallback(parts),
    async allow(sources) {
      allowed = sources
      // On a full disk, ending the others waits for the next call.
      const rows = (await parts.isWritable()) ? await store.pushedSources() : []
      for (const row of rows) if (row.state !== 'leaving' && !sources.has(row.source)) await unsubscribe(parts, row)
      wake()
    },
    async offered(source, offer) {
      const stored = await store.pushOf(source)
      const usable = offer !== null && allowed.has(source) && isUsable(offer) ? offer : null
      if (stored !== null && stored.hub === usable?.hub && stored.topic === usable.topic) return
      if (stored !== null) await unsubscribe(parts, stored)
      if (usable !== null)
        await store.replacePushedSource(
          null,
          newSubscription(source, usable, { id: parts.token(), secret: parts.token() }, now()),
        )
      wake()
    },
    async moved() {
      for (const row of await store.pushedSources())
        await changeSubscription(parts, row, (stored) =>
          stored.state === 'leaving' ? null : { ...stored, state: 'wanted', expiresAt: null, due: now() },
        )
    },
    wake,
    async idle() {
      do {
        await loop.idle()
        await requests.idle()
      } while (loop.isBusy())
    },
    close: () => loop.close(),
  }
}

const MAX_DUE = 2_000
const hubHost = ({ hub }: PushedSource): string => hostOf(hub)

const requestQueue = ({ store, now }: SubscriberParts, run: (row: PushedSource) => Promise<void>, onEnd: () => void) =>
  createJobQueue<PushedSource>({
    concurrency: 8,
    perHost: 2,
    keyOf: ({ id }) => id,
    hostOf: hubHost,
    async next(limit, exceptHosts) {
      // Many sources share one hub, so the sources of other hubs may come far behind them.
      const due = await store.duePushedSources(now(), MAX_DUE)
      return due.filter((row) => !exceptHosts.includes(hubHost(row))).slice(0, limit)
    },
    run,
    onEnd,
  })

const LONGEST_ADDRESS = 2_048
const isUsable = ({ hub, topic }: PushOffer): boolean =>
  [hub, topic].every((address) => address.length <= LONGEST_ADDRESS && /^https?:\/\//i.test(address))

/** A subscription that the hub was never asked for is deleted at once. */
const unsubscribe = async (parts: SubscriberParts, row: PushedSource): Promise<void> => {
  const wasNeverRequested = (stored: PushedSource): boolean =>
    stored.state === 'wanted' && stored.expiresAt === null && stored.failures === 0
  await changeSubscription(parts, row, (stored) => (wasNeverRequested(stored) ? null : unsubscribing(stored, parts.now())))
  if (row.expiresAt !== null) await pollSoon(parts, row.source)
}
