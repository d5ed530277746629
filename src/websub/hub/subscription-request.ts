import { MINUTE } from '../../lib/durations.ts'
import { hostOf } from '../../lib/url.ts'
import type { Intent, PushAnswer, StoredIntent, SubscriptionKey, SubscriptionMode } from '../../model/push.ts'
import { whyNotSent } from '../../fetch/why-not-sent.ts'
import type { IntentLimits } from '../../store/outbox/subscriptions.ts'
import { DEFAULT_LEASE_MS, boundedLeaseMs } from '../protocol.ts'
import type { HubParts } from './hub-parts.ts'

/** Limits of requests and subscriptions. Feed readers subscribe to many feeds at once; each topic is rendered at every change of the feeds. */
const LIMITS: IntentLimits = {
  perHost: { intents: 100, subscriptions: 1_000, topics: 200 },
  all: { intents: 1_000, subscriptions: 20_000, topics: 1_000 },
}

const RETRY_MS = MINUTE
const { perHost } = LIMITS
const OVER_LIMIT: Readonly<Record<'host-full' | 'full', PushAnswer>> = {
  'host-full': {
    status: 429,
    text: `The domain of hub.callback has ${perHost.intents} requests waiting, ${perHost.subscriptions} subscriptions, or subscriptions to ${perHost.topics} topics: no more.`,
    retryAfterMs: RETRY_MS,
  },
  full: {
    status: 503,
    text: 'This hub has as many subscriptions or requests as it takes. Try again later.',
    retryAfterMs: RETRY_MS,
  },
}

/** Answers a subscriber's request, and stores it for its verification where it is accepted (202). */
export const acceptRequest = async (parts: HubParts, form: URLSearchParams): Promise<PushAnswer> => {
  const { store, publicUrl, verifier, isWritable } = parts
  const read = readSubscriptionRequest(form, { publicUrl, blockReason: (url) => verifier().blockReason(url) })
  if (!read.ok) return read.answer
  if (!(await isWritable()))
    return { status: 503, text: 'Nothing can be stored just now. Try again later.', retryAfterMs: RETRY_MS }
  const rejection = await rejectionOf(parts, read.intent)
  if (rejection !== null) return rejection
  const verdict = await store.keepIntent(read.intent, LIMITS)
  return verdict === 'kept' ? { status: 202, text: 'Accepted: hub.callback is asked to confirm.' } : OVER_LIMIT[verdict]
}

/** The response that rejects a well-formed request; null: it is accepted. */
const rejectionOf = async ({ store, content }: HubParts, intent: Intent & SubscriptionKey): Promise<PushAnswer | null> => {
  if (intent.mode === 'unsubscribe') {
    const subscription = await store.subscription(intent)
    return subscription === null
      ? { status: 404, text: 'There is no subscription of this hub.callback to this hub.topic.' }
      : null
  }
  const feed = await content(intent.topic)
  // Another spelling of the same address would be a topic of its own, and rendered separately.
  if (feed.kind === 'feed')
    return feed.self === intent.topic
      ? null
      : invalid(`hub.topic must be the feed’s own address (its link "self"): ${feed.self}`)
  return feed.permanent
    ? { status: 404, text: `hub.topic can’t be subscribed to: ${feed.reason}` }
    : { status: 503, text: 'hub.topic can’t be had just now. Try again later.', retryAfterMs: RETRY_MS }
}

type RequestRules = {
  /** Without a slash at its end. */
  readonly publicUrl: string
  /** Why nothing is sent to this address; null: it is allowed. */
  readonly blockReason: (callback: URL) => string | null
}

type SubscriptionRequest = { readonly ok: true; readonly intent: Intent } | { readonly ok: false; readonly answer: PushAnswer }

const MAX_CHARACTERS = 2_048
/** Secrets must be shorter than this (WebSub, section 5.1). */
const MAX_SECRET_BYTES = 200

/** Validates a subscriber's request (WebSub, section 5.1), except whether the feed exists. Unknown parameters are ignored. */
export const readSubscriptionRequest = (form: URLSearchParams, rules: RequestRules): SubscriptionRequest => {
  const mode = modeIn(form.get('hub.mode'))
  if (isAnswer(mode)) return rejected(mode)
  const topic = topicIn(form.get('hub.topic'), rules)
  if (isAnswer(topic)) return rejected(topic)
  const callback = callbackIn(form.get('hub.callback'), rules)
  if (isAnswer(callback)) return rejected(callback)
  const secret = secretIn(form.get('hub.secret'))
  if (isAnswer(secret)) return rejected(secret)
  const leaseMs = leaseIn(form.get('hub.lease_seconds'))
  if (isAnswer(leaseMs)) return rejected(leaseMs)
  return { ok: true, intent: { mode, topic, callback, secret, leaseMs } }
}

const isAnswer = (part: PushAnswer | string | number | null): part is PushAnswer => typeof part === 'object' && part !== null
const rejected = (answer: PushAnswer): SubscriptionRequest => ({ ok: false, answer })
const invalid = (text: string, status = 400): PushAnswer => ({ status, text })

const modeIn = (mode: string | null): SubscriptionMode | PushAnswer => {
  if (mode === 'subscribe' || mode === 'unsubscribe') return mode
  if (mode === 'publish')
    return invalid('This hub pushes its own feeds and knows when they change: nothing has to be published.')
  return invalid(`hub.mode must be subscribe or unsubscribe${mode === null ? '; it is missing' : ''}.`)
}

const topicIn = (topic: string | null, { publicUrl }: RequestRules): string | PushAnswer => {
  if (topic === null || topic === '') return invalid('hub.topic is missing: the address of one of our feeds.')
  if (topic.length > MAX_CHARACTERS) return invalid(`hub.topic is longer than ${MAX_CHARACTERS} characters.`)
  return isOwnFeed(topic, publicUrl)
    ? topic
    : invalid(`hub.topic is no feed of ours. This hub pushes what begins with ${publicUrl}/feeds/ and nothing else.`, 404)
}

/** Is the address below `/feeds/` of the public address, also after the dot segments of its path are resolved? */
const isOwnFeed = (topic: string, publicUrl: string): boolean => {
  const url = URL.parse(topic)
  const feeds = `${publicUrl}/feeds/`
  return url !== null && topic.startsWith(feeds) && url.href.startsWith(feeds) && !topic.includes('#')
}

const callbackIn = (callback: string | null, { blockReason }: RequestRules): string | PushAnswer => {
  if (callback === null || callback === '') return invalid('hub.callback is missing: the address to push to.')
  if (callback.length > MAX_CHARACTERS) return invalid(`hub.callback is longer than ${MAX_CHARACTERS} characters.`)
  const url = URL.parse(callback)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    return invalid('hub.callback is not an http or https address.')
  if (url.username !== '' || url.password !== '' || callback.includes('#'))
    return invalid('hub.callback must have neither a user name nor a #fragment.')
  const why = blockReason(url)
  return why === null ? callback : invalid(`Nothing is pushed to hub.callback: ${why}.`, 403)
}

const secretIn = (secret: string | null): string | null | PushAnswer => {
  if (secret === null || secret === '') return null
  return Buffer.byteLength(secret) < MAX_SECRET_BYTES
    ? secret
    : invalid(`hub.secret must be shorter than ${MAX_SECRET_BYTES} bytes.`)
}

/** The lease in ms. One outside our bounds is clamped to them, and the verification names the resulting lease. */
const leaseIn = (seconds: string | null): number | PushAnswer => {
  if (seconds === null || seconds === '') return DEFAULT_LEASE_MS
  if (!/^\d{1,15}$/.test(seconds)) return invalid('hub.lease_seconds must be a whole number of seconds.')
  return boundedLeaseMs(Number(seconds))
}

/**
 * Verifies with the callback that the subscriber sent the request, and then subscribes or unsubscribes it (WebSub, section 5.3). Rejects if
 * the sender is closed.
 */
export const verifyIntent = async (parts: HubParts, intent: StoredIntent): Promise<void> => {
  const { store, now, reported } = parts
  const host = hostOf(intent.callback)
  const before = await parts.content(intent.topic)
  if (intent.mode === 'subscribe' && before.kind === 'none') {
    await store.endIntent(intent, null)
    await notifyDenied(parts, intent, before.reason)
    return
  }
  const problem = await verificationProblem(parts, intent)
  const sent = before.kind === 'feed' ? before.hash : ''
  const confirmed = problem === null ? { expiresAt: now() + intent.leaseMs, sent } : null
  if (!(await store.endIntent(intent, confirmed))) return
  if (problem !== null) reported({ kind: 'verification-failed', host, detail: problem })
  else reported({ kind: intent.mode === 'subscribe' ? 'subscribed' : 'unsubscribed', host })
}

/** Why the verification failed; null: the callback echoed the challenge. */
const verificationProblem = async (
  { verifier, challenge }: HubParts,
  { mode, callback, topic, leaseMs }: Intent,
): Promise<string | null> => {
  const expected = challenge()
  const lease = mode === 'subscribe' ? { 'hub.lease_seconds': String(Math.floor(leaseMs / 1_000)) } : {}
  const url = withParameters(callback, { 'hub.mode': mode, 'hub.topic': topic, 'hub.challenge': expected, ...lease })
  const reply = await verifier().send({ method: 'GET', url, headers: {}, body: null })
  if (reply.kind === 'failed') return whyNotSent(reply.failure, 'websub_allow_private')
  if (reply.status < 200 || reply.status > 299) return `it answered ${reply.status}`
  return reply.text === expected ? null : 'it did not answer with the challenge'
}

/** Notifies a callback that its subscription is denied, or has ended (WebSub, section 5.2). Its response is ignored. */
export const notifyDenied = async (
  { verifier, reported }: HubParts,
  { callback, topic }: Pick<Intent, 'callback' | 'topic'>,
  reason: string,
): Promise<void> => {
  reported({ kind: 'denied', host: hostOf(callback), detail: reason })
  const url = withParameters(callback, { 'hub.mode': 'denied', 'hub.topic': topic, 'hub.reason': reason })
  await verifier().send({ method: 'GET', url, headers: {}, body: null })
}

/** Adds parameters to a callback's address, and preserves its own query (WebSub, section 5.1). */
const withParameters = (callback: string, parameters: Readonly<Record<string, string>>): string =>
  `${callback}${callback.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`
