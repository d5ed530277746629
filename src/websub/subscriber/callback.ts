import type { PushAnswer, PushedBody, PushedSource } from '../../model/push.ts'
import { isSignedWith } from '../protocol.ts'
import { changePushedSource, changeSubscription, type SubscriberParts, timingOf } from './subscriber-parts.ts'
import { denied, verified } from './subscription-state.ts'

/** The addresses that hubs push to: one for each subscription, with an id that only its hub knows. */
export type Callback = {
  /** Responds to a hub that verifies or denies our request (WebSub, sections 5.2 and 5.3). */
  verify(id: string, query: URLSearchParams): Promise<PushAnswer>
  /** Does the callback exist, and may a body be posted to it? Checked before the body is read. */
  expects(id: string): Promise<boolean>
  receive(id: string, body: PushedBody): Promise<PushAnswer>
}

const LONGEST_CHALLENGE = 2_048
const RETRY_MS = 10_000
const NOT_REQUESTED: PushAnswer = { status: 404, text: 'This was not asked for.' }
const NO_SUBSCRIPTION: PushAnswer = { status: 410, text: 'There is no such subscription: please end it.' }
const ACCEPTED: PushAnswer = { status: 202, text: '' }

export const createCallback = (parts: SubscriberParts): Callback => {
  const { store } = parts
  return {
    async verify(id, query) {
      const row = await store.pushedSource(id)
      if (row === null || query.get('hub.topic') !== row.topic) return NOT_REQUESTED
      const mode = query.get('hub.mode')
      if (mode === 'denied') return await receiveDenial(parts, row, query.get('hub.reason'))
      const challenge = query.get('hub.challenge') ?? ''
      if (challenge === '' || challenge.length > LONGEST_CHALLENGE) return NOT_REQUESTED
      const isOurs =
        (mode === 'subscribe' && (await verifySubscribe(parts, row, query.get('hub.lease_seconds')))) ||
        (mode === 'unsubscribe' && (await verifyUnsubscribe(parts, row)))
      return isOurs ? { status: 200, text: challenge } : NOT_REQUESTED
    },
    expects: async (id) => isOpen(await store.pushedSource(id)),
    async receive(id, body) {
      const row = await store.pushedSource(id)
      return isOpen(row) ? await receiveContent(parts, row, body) : NO_SUBSCRIPTION
    },
  }
}

const isOpen = (row: PushedSource | null): row is PushedSource => row !== null && row.state !== 'leaving'

/** False: we did not request this subscription. */
const verifySubscribe = async (parts: SubscriberParts, row: PushedSource, lease: string | null): Promise<boolean> => {
  // A hub repeats the verification of an active subscription if our first response was lost.
  if (row.state !== 'asked' && row.state !== 'active') return false
  const seconds = /^\d{1,12}$/.test(lease ?? '') ? Number(lease) : Number.NaN
  await changePushedSource(parts.store, row.id, (stored) => verified(stored, seconds, timingOf(parts)))
  // Items published between the last poll and now are not pushed, so the source is polled soon.
  if ((row.expiresAt ?? 0) <= parts.now()) await parts.store.hastenGently(row.source, parts.now())
  parts.reported({ kind: 'verified', source: row.source })
  return true
}

const verifyUnsubscribe = async (parts: SubscriberParts, row: PushedSource): Promise<boolean> => {
  if (row.state !== 'leaving') return false
  await changeSubscription(parts, row, () => null)
  parts.reported({ kind: 'unsubscribed', source: row.source })
  return true
}

const receiveDenial = async (parts: SubscriberParts, row: PushedSource, text: string | null): Promise<PushAnswer> => {
  const reason = parts
    .redact(row.source, text ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200)
  const problem = `the hub refused: ${reason === '' ? 'no reason given' : reason}`
  await changeSubscription(parts, row, (stored) =>
    stored.state === 'leaving' ? null : denied(stored, problem, timingOf(parts)),
  )
  parts.reported({ kind: 'denied', source: row.source, detail: problem })
  return { status: 200, text: '' }
}

const receiveContent = async (parts: SubscriberParts, row: PushedSource, body: PushedBody): Promise<PushAnswer> => {
  const { store, now, reported } = parts
  const { source } = row
  if (!isSignedWith(row.secret, body.bytes, body.signature)) {
    await changePushedSource(store, row.id, (stored) => ({ ...stored, forged: stored.forged + 1 }))
    reported({ kind: 'signature-invalid', source })
    // The response must not reveal to a forger that the signature is wrong (WebSub, section 7.1).
    return ACCEPTED
  }
  const result = await parts.read(row, body)
  if (result === 'busy') return { status: 503, text: 'This source is being read. Try again.', retryAfterMs: RETRY_MS }
  reported({ kind: result === 'unreadable' ? 'content-unreadable' : 'content-received', source })
  // Poll soon: some hubs post only a notification without content, and only the process that polls a source reads its pushes.
  if (result !== 'read') await store.hastenGently(source, now())
  else await changePushedSource(store, row.id, (stored) => ({ ...stored, pushes: stored.pushes + 1, pushedAt: now() }))
  return ACCEPTED
}
