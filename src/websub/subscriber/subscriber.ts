/** Subscribes to sources that offer push (WebSub, W3C Recommendation, 2018), and receives what they push. */
import type { Sender } from '../../fetch/sender.ts'
import { hostOf, siteOf } from '../../lib/url.ts'
import type { SourceId } from '../../model/ids.ts'
import type { PushOffer, PushedSource } from '../../model/push.ts'
import { whyNotSent } from '../../fetch/why-not-sent.ts'
import { DEFAULT_LEASE_MS } from '../protocol.ts'
import { createConsumer } from '../../log/consumer.ts'
import { createDueQueue } from '../../log/due-queue.ts'
import { type Callback, createCallback } from './callback.ts'
import { type SubscriberParts, changePushedSource, changeSubscription, pollSoon, timingOf } from './subscriber-parts.ts'
import { failed, newSubscription, requested, unsubscribing } from './subscription-state.ts'

export type Subscriber = Callback & {
  /** Only these sources may push: subscriptions to others are ended. */
  allow(sources: ReadonlySet<SourceId>): Promise<void>
  /** Called after a source was read; `offer` null: it offers no push. */
  offered(source: SourceId, offer: PushOffer | null): Promise<void>
  /** Renews all subscriptions after our public address has changed: hubs know only the old one. */
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
  const loop = createConsumer({ ...parts, work: () => requests.start() })
  return {
    ...createCallback(parts),
    async allow(sources) {
      allowed = sources
      // If nothing can be stored, the other subscriptions are ended at the next call.
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
  createDueQueue<PushedSource>({
    concurrency: 8,
    perHost: 2,
    keyOf: ({ id }) => id,
    hostOf: hubHost,
    async next(limit, exceptHosts) {
      // Many sources share one hub, so those of other hubs may come far down the list.
      const due = await store.duePushedSources(now(), MAX_DUE)
      return due.filter((row) => !exceptHosts.includes(hubHost(row))).slice(0, limit)
    },
    run,
    onEnd,
  })

const LONGEST_ADDRESS = 2_048
const isUsable = ({ hub, topic }: PushOffer): boolean =>
  [hub, topic].every((address) => address.length <= LONGEST_ADDRESS && /^https?:\/\//i.test(address))

/** Unsubscribes from a source. A subscription that was never requested from the hub is deleted at once. */
const unsubscribe = async (parts: SubscriberParts, row: PushedSource): Promise<void> => {
  const wasNeverRequested = (stored: PushedSource): boolean =>
    stored.state === 'wanted' && stored.expiresAt === null && stored.failures === 0
  await changeSubscription(parts, row, (stored) => (wasNeverRequested(stored) ? null : unsubscribing(stored, parts.now())))
  if (row.expiresAt !== null) await pollSoon(parts, row.source)
}

const MAX_REDIRECTS = 3
/** A hub may respond with a whole page. */
const MAX_PROBLEM_CHARACTERS = 240
const NOT_VERIFIED = 'the hub took the request and did not confirm it'

/** Sends the request that is due to the hub: to subscribe, to renew, or to unsubscribe. */
const requestFromHub = async (parts: SubscriberParts, row: PushedSource): Promise<void> => {
  const { store, now, reported } = parts
  const fail = async ({ why, retryAfterMs }: Problem): Promise<void> => {
    const problem = parts.redact(row.source, why).slice(0, MAX_PROBLEM_CHARACTERS)
    reported({ kind: 'request-failed', source: row.source, detail: problem })
    // The hub may have verified the request meanwhile.
    await changeSubscription(parts, row, (stored) =>
      stored.state === 'asked' ? failed(stored, problem, { ...timingOf(parts), retryAfterMs }) : stored,
    )
  }
  if (row.state === 'asked') return await fail({ why: NOT_VERIFIED, retryAfterMs: 0 })
  const changed = await changePushedSource(store, row.id, (stored) => requested(stored, now()))
  if (changed === null) return reported({ kind: 'unsubscribed', source: row.source })
  const problem = await send(parts.sender(), changed, `${parts.callbackUrl}/${row.id}`)
  if (problem !== null) await fail(problem)
}

/** Why a hub did not accept a request, and how long it asks us to wait. */
type Problem = { readonly why: string; readonly retryAfterMs: number }

/** Sends a request to a hub (WebSub, section 5.1). Null: the hub has accepted it. */
const send = async (sender: Sender, { hub, topic, secret, state }: PushedSource, callback: string): Promise<Problem | null> => {
  const form = new URLSearchParams({
    'hub.mode': state === 'leaving' ? 'unsubscribe' : 'subscribe',
    'hub.topic': topic,
    'hub.callback': callback,
    ...(state === 'leaving' ? {} : { 'hub.secret': secret, 'hub.lease_seconds': String(DEFAULT_LEASE_MS / 1_000) }),
  })
  const body = Buffer.from(form.toString())
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  let url = hub
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const reply = await sender.send({ method: 'POST', url, headers, body, onBehalfOf: siteOf(topic) })
    if (reply.kind === 'failed') return { why: `the hub: ${whyNotSent(reply.failure, 'fetch.allow_private')}`, retryAfterMs: 0 }
    if (reply.status >= 200 && reply.status <= 299) return null
    // A hub may redirect to another one (section 5.1.1); only 307 and 308 are followed, which preserve the method.
    const next = reply.status === 307 || reply.status === 308 ? reply.location : null
    if (next === null)
      return { why: `the hub answered ${reply.status}${reasonIn(reply.text)}`, retryAfterMs: reply.retryAfterMs ?? 0 }
    url = next
  }
  return { why: `the hub redirected more than ${MAX_REDIRECTS} times`, retryAfterMs: 0 }
}

/** Hubs should give a reason in plain text (section 5.1.2). It is not cut here, since `redact` would not recognise half a secret. */
const reasonIn = (text: string): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line === '' || line.startsWith('<') ? '' : `: ${line}`
}
