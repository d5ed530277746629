import type { Reply } from '../fetch/sender.ts'
import type { SourceFailure } from '../model/source.ts'

/** The outcome of one attempt. `gone`: the target wants no more messages. */
export type SendResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly problem: string; readonly retryAfterMs: number }
  | { readonly kind: 'gone'; readonly problem: string }

/** Converts an answer. Its text is left out, since it may repeat what was sent. */
export const resultOf = (reply: Reply): SendResult => {
  if (reply.kind === 'failed') return { kind: 'failed', problem: problemOf(reply.failure), retryAfterMs: 0 }
  const { status, retryAfterMs } = reply
  if (status >= 200 && status <= 299) return { kind: 'sent' }
  if (status === 410) return { kind: 'gone', problem: 'the target answered 410 Gone: it wants no more messages' }
  const problem =
    status >= 300 && status <= 399
      ? `the target answered ${status}: it has moved. Redirects are not followed; put the new address into alerts.yaml`
      : `the target answered ${status}`
  return { kind: 'failed', problem, retryAfterMs: retryAfterMs ?? 0 }
}

const problemOf = (failure: SourceFailure): string => {
  switch (failure.kind) {
    case 'unreachable':
      return `could not connect: ${failure.detail}`
    case 'forbidden-address':
      return `refused to connect: ${failure.detail}. If this is your own server, add it to delivery.allow_private in polywire.yaml`
    case 'timed-out':
      return `no complete answer within ${Math.round(failure.afterMs / 1_000)} s`
    case 'truncated':
    case 'too-large':
    case 'refused':
    case 'gone':
    case 'redirect-loop':
    case 'not-a-feed':
    case 'no-items':
    case 'too-hard':
    case 'flood':
      return 'the answer was broken off or could not be read'
  }
}
