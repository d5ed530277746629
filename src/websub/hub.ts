/** A WebSub hub (W3C Recommendation, 2018) for our own feeds, and for nothing else. */
import { hostOf } from '../lib/url.ts'
import { createInFlight } from '../lib/in-flight.ts'
import type { KeptIntent, PushAnswer, Subscription } from '../model/push.ts'
import { createBeat } from './beat.ts'
import { deliver } from './delivery.ts'
import type { HubParts } from './hub-parts.ts'
import { createJobs } from './jobs.ts'
import { rememberContent } from './remember-content.ts'
import { takeOn } from './take-on.ts'
import { createTopicWatch } from './topic-watch.ts'
import { tellDenied, verifyIntent } from './verification.ts'

export type Hub = {
  /** A subscriber's request: the fields of its form. */
  request(form: URLSearchParams): Promise<PushAnswer>
  /** Looks at the feeds if anything has moved, and starts what is due. To be called every few seconds, and after a change. */
  poke(): void
  /** Resolves when nothing is under way or to be started. */
  rest(): Promise<void>
  /** Starts no more; what is under way ends with its sender. */
  close(): Promise<void>
}

export const createHub = (given: HubParts): Hub => {
  const parts = { ...given, content: rememberContent(given) }
  const { store, now } = parts
  const denials = createInFlight()
  const endTopic = async (topic: string, reason: string): Promise<void> => {
    for (const subscription of await store.subscribersOf(topic)) {
      await store.endSubscription(subscription)
      void denials.track(beat.guard(() => tellDenied(parts, subscription, reason)))
    }
  }
  const watch = createTopicWatch(parts, endTopic, () => beat.poke())
  const { verifications, deliveries } = jobsOf(parts, {
    verify: (intent) =>
      beat.guard(async () => {
        await verifyIntent(parts, intent)
        await watch.lookAt(intent.topic)
      }),
    deliver: (subscription) => beat.guard(() => deliver(parts, subscription, () => watch.latest(subscription.topic))),
    ended: () => beat.poke(),
  })
  const beat = createBeat({
    ...parts,
    async work() {
      const expired = await store.endExpired(now())
      if (expired > 0) parts.reported({ kind: 'expired', host: '', detail: `${expired}` })
      await watch.look()
      await verifications.start()
      await deliveries.start()
    },
  })
  return {
    async request(form) {
      const answer = await takeOn(parts, form)
      if (answer.status === 202) beat.poke()
      return answer
    },
    poke: () => beat.poke(),
    async rest() {
      do {
        await beat.rest()
        await Promise.all([verifications.rest(), deliveries.rest(), denials.drained()])
      } while (beat.isBusy())
    },
    async close() {
      watch.close()
      await beat.close()
    },
  }
}

type Work = {
  readonly verify: (intent: KeptIntent) => Promise<void>
  readonly deliver: (subscription: Subscription) => Promise<void>
  readonly ended: () => void
}

const jobsOf = ({ store, now }: HubParts, { verify, deliver, ended }: Work) => ({
  verifications: createJobs<KeptIntent>({
    places: 8,
    perHost: 2,
    keyOf: ({ n }) => String(n),
    hostOf: ({ callback }) => hostOf(callback),
    next: (limit, full) => store.intents(limit, full),
    run: verify,
    ended,
  }),
  deliveries: createJobs<Subscription>({
    places: 32,
    perHost: 4,
    keyOf: ({ callback, topic }) => `${callback} ${topic}`,
    hostOf: ({ callback }) => hostOf(callback),
    next: (limit, full) => store.dueDeliveries(now(), limit, full),
    run: deliver,
    ended,
  }),
})
