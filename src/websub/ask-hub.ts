import type { Sender } from '../fetch/sender.ts'
import type { PushedSource } from '../model/push.ts'
import { describeFailure } from '../model/source.ts'
import { USUAL_LEASE_MS } from './hub-request.ts'

const MOST_REDIRECTS = 3

/** Asks a source's hub for a subscription, or for its end (WebSub, 5.1). Null: it has accepted; else why not. */
export const askHub = async (
  sender: Sender,
  { hub, topic, secret, state }: PushedSource,
  callback: string,
): Promise<string | null> => {
  const form = new URLSearchParams({
    'hub.mode': state === 'leaving' ? 'unsubscribe' : 'subscribe',
    'hub.topic': topic,
    'hub.callback': callback,
    ...(state === 'leaving' ? {} : { 'hub.secret': secret, 'hub.lease_seconds': String(USUAL_LEASE_MS / 1_000) }),
  })
  const body = Buffer.from(form.toString())
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  let url = hub
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const reply = await sender.send({ method: 'POST', url, headers, body })
    if (reply.kind === 'failed') return `the hub: ${describeFailure(reply.failure)}`
    if (reply.status >= 200 && reply.status <= 299) return null
    // A hub may send on to another (5.1.1), with these two only: they keep the method.
    const next = reply.status === 307 || reply.status === 308 ? reply.location : null
    if (next === null) return `the hub answered ${reply.status}${reasonIn(reply.text)}`
    url = next
  }
  return `the hub redirected more than ${MOST_REDIRECTS} times`
}

/** Hubs should say why, in plain text (5.1.2). Whole: a secret that is cut in two is not known as one any more. */
const reasonIn = (text: string): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line === '' || line.startsWith('<') ? '' : `: ${line}`
}
