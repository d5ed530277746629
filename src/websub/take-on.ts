import type { Intent, PushAnswer, SubscriptionKey } from '../model/push.ts'
import type { IntentLimits } from '../store/push-store.ts'
import type { HubParts } from './hub-parts.ts'
import { readHubRequest } from './hub-request.ts'

/** A subscriber with many feeds asks for them one after another. Each topic is rendered whenever anything is published. */
const LIMITS: IntentLimits = {
  perHost: { intents: 100, subscriptions: 1_000 },
  all: { intents: 1_000, subscriptions: 20_000, topics: 1_000 },
}

const BUSY_MS = 60_000
const { perHost } = LIMITS
const TOO_MANY: Readonly<Record<'host-full' | 'full', PushAnswer>> = {
  'host-full': {
    status: 429,
    text: `The host of hub.callback has ${perHost.intents} requests waiting or ${perHost.subscriptions} subscriptions: no more.`,
    retryAfterMs: BUSY_MS,
  },
  full: {
    status: 503,
    text: 'This hub has as many subscriptions or requests as it takes. Try again later.',
    retryAfterMs: BUSY_MS,
  },
}

/** Answers a subscriber's request, and keeps it where it is taken on (202). */
export const takeOn = async (parts: HubParts, form: URLSearchParams): Promise<PushAnswer> => {
  const { store, publicUrl, verify, isWritable } = parts
  const read = readHubRequest(form, { publicUrl, refusal: (url) => verify().refusal(url) })
  if (!read.ok) return read.answer
  if (!isWritable()) return { status: 503, text: 'Nothing can be stored just now. Try again later.', retryAfterMs: BUSY_MS }
  const refused = await refusalOf(parts, read.intent)
  if (refused !== null) return refused
  const verdict = await store.keepIntent(read.intent, LIMITS)
  return verdict === 'kept' ? { status: 202, text: 'Accepted: hub.callback is asked to confirm.' } : TOO_MANY[verdict]
}

/** Why a request that is well-formed is not taken on. */
const refusalOf = async ({ store, content }: HubParts, intent: Intent & SubscriptionKey): Promise<PushAnswer | null> => {
  if (intent.mode === 'unsubscribe') {
    const known = await store.subscription(intent)
    return known === null ? { status: 404, text: 'There is no subscription of this hub.callback to this hub.topic.' } : null
  }
  const feed = await content(intent.topic)
  if (feed.kind === 'feed') return null
  return feed.forGood
    ? { status: 404, text: `hub.topic can’t be subscribed to: ${feed.reason}` }
    : { status: 503, text: 'hub.topic can’t be had just now. Try again later.', retryAfterMs: BUSY_MS }
}
