import type { Reply } from '../../fetch/sender.ts'
import { backoffMs } from '../../lib/backoff.ts'
import { DAY, HOUR, SECOND } from '../../lib/durations.ts'
import { hostOf } from '../../lib/url.ts'
import type { Delivery, Subscription } from '../../model/push.ts'
import { whyNotSent } from '../../fetch/why-not-sent.ts'
import { signatureOf } from '../protocol.ts'
import type { HubParts } from './hub-parts.ts'
import type { TopicContent } from './topics.ts'

const LONGEST_RETRY_MS = 6 * HOUR
const RETRY = { firstMs: 10 * SECOND, longestMs: LONGEST_RETRY_MS }
/** A subscription is ended when its deliveries have failed for this long. */
const GIVE_UP_AFTER_MS = 3 * DAY
/** Delay of the next delivery if the feed changed during this one; and if it cannot be rendered at the moment. */
const CHANGED_AGAIN_MS = SECOND
const UNAVAILABLE_MS = 60 * SECOND

type Feed = Extract<TopicContent, { kind: 'feed' }>

/**
 * Delivers the whole current feed to a subscriber (WebSub, section 7), and records the result. `latestHash` returns the topic's hash at its
 * last check: a feed that changes during a delivery is delivered again. Rejects if the sender is closed.
 */
export const distribute = async (
  parts: HubParts,
  subscription: Subscription,
  latestHash: () => string | undefined,
): Promise<void> => {
  const { store, now, reported } = parts
  const host = hostOf(subscription.callback)
  const content = await parts.content(subscription.topic)
  if (content.kind === 'none') return await store.recordDelivery(subscription, { ...subscription, due: now() + UNAVAILABLE_MS })
  const isNewest = (): boolean => latestHash() === undefined || latestHash() === content.hash
  const recordDelivered = async (due: Delivery['due']): Promise<void> => {
    await store.recordDelivery(subscription, { sent: content.hash, due, failures: 0, failingSince: null })
    // A change that was stored while the database recorded this delivery may have found the subscription still due.
    if (due === null && !isNewest()) await recordDelivered(now() + CHANGED_AGAIN_MS)
  }
  const delivered = async (): Promise<void> => await recordDelivered(isNewest() ? null : now() + CHANGED_AGAIN_MS)
  // The feed was delivered already, but not recorded; or it changed and changed back.
  if (content.hash === subscription.sent) return await delivered()

  const reply = await post(parts, subscription, content)
  if (reply.kind === 'answered' && reply.status >= 200 && reply.status <= 299) {
    await delivered()
    reported({ kind: 'delivered', host })
  } else if (reply.kind === 'answered' && reply.status === 410) {
    await store.endSubscription(subscription)
    reported({ kind: 'ended-by-subscriber', host })
  } else await retryLater(parts, subscription, reply)
}

const post = async ({ hubUrl, distributor }: HubParts, { callback, secret }: Subscription, feed: Feed): Promise<Reply> =>
  await distributor().send({
    method: 'POST',
    url: callback,
    headers: {
      'content-type': feed.type,
      link: `<${feed.self}>; rel="self", <${hubUrl}>; rel="hub"`,
      ...(secret === null ? {} : { 'x-hub-signature': signatureOf(feed.bytes, secret) }),
    },
    body: feed.bytes,
  })

const retryLater = async (
  { store, now, chance, reported }: HubParts,
  subscription: Subscription,
  reply: Reply,
): Promise<void> => {
  const host = hostOf(subscription.callback)
  const detail = reply.kind === 'failed' ? whyNotSent(reply.failure, 'websub_allow_private') : `it answered ${reply.status}`
  const failures = subscription.failures + 1
  const failingSince = subscription.failingSince ?? now()
  if (now() - failingSince >= GIVE_UP_AFTER_MS) {
    await store.endSubscription(subscription)
    reported({ kind: 'dropped', host, detail })
    return
  }
  const retryAfterMs = reply.kind === 'answered' ? (reply.retryAfterMs ?? 0) : 0
  const due = now() + Math.max(backoffMs(failures, chance(), RETRY), Math.min(retryAfterMs, LONGEST_RETRY_MS))
  await store.recordDelivery(subscription, { sent: subscription.sent, due, failures, failingSince })
  reported({ kind: 'delivery-failed', host, detail })
}
