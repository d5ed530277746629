import { hostOf } from '../../lib/url.ts'
import type { Intent, StoredIntent } from '../../model/push.ts'
import { describeFailure } from '../../model/source.ts'
import type { HubParts } from './hub-parts.ts'

/** Verifies with the callback that the subscriber sent the request, and then carries it out (WebSub, 5.3). Rejects where the sender was closed. */
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

/** Null: the callback echoed the challenge. */
const verificationProblem = async (
  { verifier, challenge }: HubParts,
  { mode, callback, topic, leaseMs }: Intent,
): Promise<string | null> => {
  const expected = challenge()
  const lease = mode === 'subscribe' ? { 'hub.lease_seconds': String(Math.floor(leaseMs / 1_000)) } : {}
  const url = withParameters(callback, { 'hub.mode': mode, 'hub.topic': topic, 'hub.challenge': expected, ...lease })
  const reply = await verifier().send({ method: 'GET', url, headers: {}, body: null })
  if (reply.kind === 'failed') return describeFailure(reply.failure)
  if (reply.status < 200 || reply.status > 299) return `it answered ${reply.status}`
  return reply.text === expected ? null : 'it did not answer with the challenge'
}

/** Notifies a callback that its subscription is denied, or has ended (WebSub, 5.2). Its answer doesn't matter. */
export const notifyDenied = async (
  { verifier, reported }: HubParts,
  { callback, topic }: Pick<Intent, 'callback' | 'topic'>,
  reason: string,
): Promise<void> => {
  reported({ kind: 'denied', host: hostOf(callback), detail: reason })
  const url = withParameters(callback, { 'hub.mode': 'denied', 'hub.topic': topic, 'hub.reason': reason })
  await verifier().send({ method: 'GET', url, headers: {}, body: null })
}

/** The callback's own query is preserved (WebSub, 5.1). */
const withParameters = (callback: string, parameters: Readonly<Record<string, string>>): string =>
  `${callback}${callback.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`
