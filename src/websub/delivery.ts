import { hostOf } from '../lib/url.ts'
import type { Reply } from '../fetch/sender.ts'
import { describeFailure } from '../model/source.ts'
import type { Delivery, Subscription } from '../model/push.ts'
import type { Content, HubParts } from './hub-parts.ts'
import { signatureOf } from './signature.ts'

const SECOND = 1_000
const HOUR = 60 * 60 * SECOND
/** The first pause; each further failure in a row doubles it. */
const FIRST_PAUSE_MS = 10 * SECOND
const LONGEST_PAUSE_MS = 6 * HOUR
/** A subscriber that took nothing for so long is given up. */
const PATIENCE_MS = 3 * 24 * HOUR
/** The feed can't be rendered, or moves while it is delivered. */
const SOON_MS = SECOND

type Feed = Extract<Content, { kind: 'feed' }>

/**
 * Pushes the feed as it is now (WebSub, 7: the whole of it). `latest` tells, without delay, the hash that the topic was last
 * seen with: what moves while a push is under way is pushed after it. Rejects where the sender was closed.
 */
export const deliver = async (parts: HubParts, subscription: Subscription, latest: () => string | undefined): Promise<void> => {
  const { store, now, reported } = parts
  const host = hostOf(subscription.callback)
  const content = await parts.content(subscription.topic)
  if (content.kind === 'none') return await store.recordDelivery(subscription, { ...subscription, due: now() + SOON_MS * 60 })
  const taken = (): Delivery => {
    const isNewest = latest() === undefined || latest() === content.hash
    return { sent: content.hash, due: isNewest ? null : now() + SOON_MS, failures: 0, failingSince: null }
  }
  // Taken before, by a push whose record was lost, or moved there and back.
  if (content.hash === subscription.sent) return await store.recordDelivery(subscription, taken())

  const reply = await push(parts, subscription, content)
  if (reply.kind === 'answered' && reply.status >= 200 && reply.status <= 299) {
    await store.recordDelivery(subscription, taken())
    reported({ kind: 'delivered', host })
  } else if (reply.kind === 'answered' && reply.status === 410) {
    await store.endSubscription(subscription)
    reported({ kind: 'ended-by-subscriber', host })
  } else await putOff(parts, subscription, reply)
}

const push = async ({ hubUrl, deliver: sender }: HubParts, { callback, secret }: Subscription, feed: Feed): Promise<Reply> =>
  await sender().send({
    method: 'POST',
    url: callback,
    headers: {
      'content-type': feed.type,
      link: `<${feed.self}>; rel="self", <${hubUrl}>; rel="hub"`,
      ...(secret === null ? {} : { 'x-hub-signature': signatureOf(feed.bytes, secret) }),
    },
    body: feed.bytes,
  })

const putOff = async ({ store, now, chance, reported }: HubParts, subscription: Subscription, reply: Reply): Promise<void> => {
  const host = hostOf(subscription.callback)
  const detail = reply.kind === 'failed' ? describeFailure(reply.failure) : `it answered ${reply.status}`
  const failures = subscription.failures + 1
  const failingSince = subscription.failingSince ?? now()
  if (now() - failingSince >= PATIENCE_MS) {
    await store.endSubscription(subscription)
    reported({ kind: 'dropped', host, detail })
    return
  }
  const wished = reply.kind === 'answered' ? (reply.retryAfterMs ?? 0) : 0
  const due = now() + Math.max(pauseAfter(failures, chance()), Math.min(wished, LONGEST_PAUSE_MS))
  await store.recordDelivery(subscription, { sent: subscription.sent, due, failures, failingSince })
  reported({ kind: 'delivery-failed', host, detail })
}

/** From 10 s to 6 h, a quarter more or less by chance, so that a subscriber that comes back isn't met by all at once. */
const pauseAfter = (failures: number, chance: number): number =>
  Math.round(Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_PAUSE_MS) * (0.75 + chance / 2))
