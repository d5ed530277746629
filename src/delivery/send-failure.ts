import type { Reply } from '../fetch/sender.ts'
import { whyNotSent } from '../fetch/why-not-sent.ts'

/** The outcome of one attempt. `gone`: the target wants no more messages. */
export type SendResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly problem: string; readonly retryAfterMs: number }
  | { readonly kind: 'gone'; readonly problem: string }

/** Converts an answer. Its text is left out, since it may repeat what was sent. */
export const resultOf = (reply: Reply): SendResult => {
  if (reply.kind === 'failed')
    return { kind: 'failed', problem: whyNotSent(reply.failure, 'delivery.allow_private'), retryAfterMs: 0 }
  const { status, retryAfterMs } = reply
  if (status >= 200 && status <= 299) return { kind: 'sent' }
  if (status === 410) return { kind: 'gone', problem: 'the target answered 410 Gone: it wants no more messages' }
  const problem =
    status >= 300 && status <= 399
      ? `the target answered ${status}: it has moved. Redirects are not followed; put the new address into alerts.yaml`
      : `the target answered ${status}`
  return { kind: 'failed', problem, retryAfterMs: retryAfterMs ?? 0 }
}
