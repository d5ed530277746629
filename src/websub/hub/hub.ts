/** A WebSub hub (W3C Recommendation, 2018) for our own feeds only. */
import { createInFlight, createSemaphore } from '../../lib/concurrency.ts'
import { siteOf } from '../../lib/url.ts'
import type { PushAnswer, StoredIntent, Subscription } from '../../model/push.ts'
import { createConsumer } from '../../log/consumer.ts'
import { createDueQueue } from '../../log/due-queue.ts'
import { distribute } from './content-distribution.ts'
import type { HubParts } from './hub-parts.ts'
import { notifyDenied, verifyIntent, acceptRequest } from './subscription-request.ts'
import { cachedContent, createTopicWatch } from './topics.ts'

export type Hub = {
  /** Answers a subscriber's request: the fields of its form. */
  request(form: URLSearchParams): Promise<PushAnswer>
  /** Checks the feeds if anything has changed, and starts due verifications and deliveries. To be called every few seconds, and after a change. */
  wake(): void
  /** Resolves when nothing is in flight or due to start. */
  idle(): Promise<void>
  /** Starts nothing more; in-flight requests end when their sender is closed. */
  close(): Promise<void>
}

/** The most verifications in flight, and the most notices of a feed's end. */
const VERIFIED_AT_ONCE = 32
/** The most deliveries in flight. Each takes up to 20 seconds where the callback's host is down. */
const DELIVERED_AT_ONCE = 128

export const createHub = (given: HubParts): Hub => {
  const parts = { ...given, content: cachedContent(given) }
  const { store, now } = parts
  const denials = createInFlight()
  const denialPermits = createSemaphore(VERIFIED_AT_ONCE)
  const wake = (): void => loop.wake()
  const topicEnded = async (topic: string, reason: string): Promise<void> => {
    for (const subscription of await store.endTopic(topic))
      void denials.track(denialPermits.run(() => loop.guard(() => notifyDenied(parts, subscription, reason))))
  }
  const watch = createTopicWatch({ ...parts, topicEnded, wake })
  const verify = async (intent: StoredIntent): Promise<void> => {
    await verifyIntent(parts, intent)
    await watch.checkTopic(intent.topic)
  }
  const verifications = verificationQueue(parts, (intent) => loop.guard(() => verify(intent)), wake)
  const deliver = (subscription: Subscription): Promise<void> =>
    distribute(parts, subscription, () => watch.latestHash(subscription.topic))
  const deliveries = deliveryQueue(parts, (subscription) => loop.guard(() => deliver(subscription)), wake)
  const loop = createConsumer({
    ...parts,
    async work() {
      const expired = await store.endExpired(now())
      if (expired > 0) parts.reported({ kind: 'expired', host: '', detail: `${expired}` })
      await watch.check()
      await verifications.start()
      await deliveries.start()
    },
  })
  return {
    async request(form) {
      const answer = await acceptRequest(parts, form)
      if (answer.status === 202) wake()
      return answer
    },
    wake,
    async idle() {
      do {
        await loop.idle()
        await Promise.all([verifications.idle(), deliveries.idle(), denials.drained()])
      } while (loop.isBusy())
    },
    async close() {
      watch.close()
      await loop.close()
    },
  }
}

const verificationQueue = ({ store }: HubParts, run: (intent: StoredIntent) => Promise<void>, onEnd: () => void) =>
  createDueQueue<StoredIntent>({
    concurrency: VERIFIED_AT_ONCE,
    perHost: 2,
    keyOf: ({ n }) => String(n),
    hostOf: ({ callback }) => siteOf(callback),
    next: (limit, exceptHosts) => store.intents(limit, exceptHosts),
    run,
    onEnd,
  })

const deliveryQueue = ({ store, now }: HubParts, run: (subscription: Subscription) => Promise<void>, onEnd: () => void) =>
  createDueQueue<Subscription>({
    concurrency: DELIVERED_AT_ONCE,
    perHost: 4,
    keyOf: ({ callback, topic }) => `${callback} ${topic}`,
    hostOf: ({ callback }) => siteOf(callback),
    next: (limit, exceptHosts) => store.dueDeliveries(now(), limit, exceptHosts),
    run,
    onEnd,
  })
