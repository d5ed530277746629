import { describeFailure } from '../../model/source.ts'
import type { PushedSource } from '../../model/push.ts'
import type { Sender } from '../../fetch/sender.ts'
import { DEFAULT_LEASE_MS } from '../lease.ts'
import { changePushedSource, changeSubscription, type SubscriberParts, timingOf } from './subscriber-parts.ts'
import { failed, requested } from './subscription-state.ts'

const MAX_REDIRECTS = 3
/** Characters of a problem: a hub may answer with a whole page. */
const MAX_PROBLEM_CHARACTERS = 240
const NOT_VERIFIED = 'the hub took the request and did not confirm it'

/** Sends the request that is due to the hub: to subscribe, to renew, or to unsubscribe. */
export const requestFromHub = async (parts: SubscriberParts, row: PushedSource): Promise<void> => {
  const { store, now, reported } = parts
  const fail = async (why: string): Promise<void> => {
    const problem = parts.redact(row.source, why).slice(0, MAX_PROBLEM_CHARACTERS)
    reported({ kind: 'request-failed', source: row.source, detail: problem })
    // The hub may have verified the request meanwhile.
    await changeSubscription(parts, row, (stored) =>
      stored.state === 'asked' ? failed(stored, problem, timingOf(parts)) : stored,
    )
  }
  if (row.state === 'asked') return await fail(NOT_VERIFIED)
  const changed = await changePushedSource(store, row.id, (stored) => requested(stored, now()))
  if (changed === null) return reported({ kind: 'unsubscribed', source: row.source })
  const problem = await send(parts.sender(), changed, `${parts.callbackUrl}/${row.id}`)
  if (problem !== null) await fail(problem)
}

/** WebSub, 5.1. Null: the hub has accepted the request; else why not. */
const send = async (sender: Sender, { hub, topic, secret, state }: PushedSource, callback: string): Promise<string | null> => {
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
    const reply = await sender.send({ method: 'POST', url, headers, body })
    if (reply.kind === 'failed') return `the hub: ${describeFailure(reply.failure)}`
    if (reply.status >= 200 && reply.status <= 299) return null
    // A hub may redirect to another one (5.1.1), with these two only, which keep the method.
    const next = reply.status === 307 || reply.status === 308 ? reply.location : null
    if (next === null) return `the hub answered ${reply.status}${reasonIn(reply.text)}`
    url = next
  }
  return `the hub redirected more than ${MAX_REDIRECTS} times`
}

/** Hubs should give a reason in plain text (5.1.2). Not cut here: half a secret would not be recognised by `redact`. */
const reasonIn = (text: string): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line === '' || line.startsWith('<') ? '' : `: ${line}`
}
