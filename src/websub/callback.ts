import type { PushAnswer, PushedBody, PushedSource } from '../model/push.ts'
import { confirmed, denied } from './pushed-source.ts'
import { isSignedWith } from './signature.ts'
import { changeRow, diceOf, type SubscriberParts } from './subscriber-parts.ts'

/** What a hub reaches us by: an address for each subscription, with an id that only the hub was told. */
export type Callback = {
  /** The hub's question whether we meant it, or its refusal (WebSub, 5.2 and 5.3). */
  verify(id: string, query: URLSearchParams): Promise<PushAnswer>
  /** Whether anything may be posted there: asked before the body is read. */
  expects(id: string): Promise<boolean>
  receive(id: string, body: PushedBody): Promise<PushAnswer>
}

const LONGEST_CHALLENGE = 2_048
const TRY_AGAIN_MS = 10_000
const UNKNOWN: PushAnswer = { status: 404, text: 'This was not asked for.' }
const GONE: PushAnswer = { status: 410, text: 'There is no such subscription: please end it.' }
const TAKEN: PushAnswer = { status: 202, text: '' }

export const createCallback = (parts: SubscriberParts): Callback => {
  const { store } = parts
  return {
    async verify(id, query) {
      const row = await store.pushedSource(id)
      if (row === null || query.get('hub.topic') !== row.topic) return UNKNOWN
      const mode = query.get('hub.mode')
      if (mode === 'denied') return await hearRefusal(parts, row, query.get('hub.reason'))
      const challenge = query.get('hub.challenge') ?? ''
      if (challenge === '' || challenge.length > LONGEST_CHALLENGE) return UNKNOWN
      const wasMeant =
        (mode === 'subscribe' && (await confirm(parts, row, query.get('hub.lease_seconds')))) ||
        (mode === 'unsubscribe' && (await takeLeave(parts, row)))
      return wasMeant ? { status: 200, text: challenge } : UNKNOWN
    },
    expects: async (id) => isOpen(await store.pushedSource(id)),
    async receive(id, body) {
      const row = await store.pushedSource(id)
      return isOpen(row) ? await receive(parts, row, body) : GONE
    },
  }
}

const isOpen = (row: PushedSource | null): row is PushedSource => row !== null && row.state !== 'leaving'

const confirm = async (parts: SubscriberParts, row: PushedSource, lease: string | null): Promise<boolean> => {
  // Asked again where our first answer was lost.
  if (row.state !== 'asked' && row.state !== 'active') return false
  const seconds = /^\d{1,12}$/.test(lease ?? '') ? Number(lease) : Number.NaN
  await parts.store.changePushedSource(row.id, (held) => confirmed(held, seconds, diceOf(parts)))
  // What came out between the last poll and now is pushed by nobody.
  if ((row.expiresAt ?? 0) <= parts.now()) await parts.store.hasten(row.source, parts.now())
  parts.reported({ kind: 'confirmed', source: row.source })
  return true
}

const takeLeave = async (parts: SubscriberParts, row: PushedSource): Promise<boolean> => {
  if (row.state !== 'leaving') return false
  await changeRow(parts, row, () => null)
  parts.reported({ kind: 'left', source: row.source })
  return true
}

const hearRefusal = async (parts: SubscriberParts, row: PushedSource, said: string | null): Promise<PushAnswer> => {
  const reason = parts
    .tell(row.source, said ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200)
  const problem = `the hub refused: ${reason === '' ? 'no reason given' : reason}`
  await changeRow(parts, row, (held) => (held.state === 'leaving' ? null : denied(held, problem, diceOf(parts))))
  parts.reported({ kind: 'denied', source: row.source, detail: problem })
  return { status: 200, text: '' }
}

const receive = async (parts: SubscriberParts, row: PushedSource, body: PushedBody): Promise<PushAnswer> => {
  const { store, now, reported } = parts
  const { source } = row
  if (!isSignedWith(row.secret, body.bytes, body.signature)) {
    await store.changePushedSource(row.id, (held) => ({ ...held, forged: held.forged + 1 }))
    reported({ kind: 'forged', source })
    // Whoever forges learns nothing from the answer (WebSub, 7.1).
    return TAKEN
  }
  const result = await parts.take(row, body)
  if (result === 'busy') return { status: 503, text: 'This source is being read. Try again.', retryAfterMs: TRY_AGAIN_MS }
  reported({ kind: result === 'read' ? 'pushed' : 'unreadable', source })
  // Some hubs post no content, only the news that there is some.
  if (result === 'unreadable') await store.hasten(source, now())
  else await store.changePushedSource(row.id, (held) => ({ ...held, pushes: held.pushes + 1, pushedAt: now() }))
  return TAKEN
}
