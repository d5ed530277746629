import type { SourceFailure } from '../model/source.ts'

/** Why a message got no answer, for the operator. `opens`: the setting that opens a private address. */
export const whyNotSent = (failure: SourceFailure, opens: string): string => {
  switch (failure.kind) {
    case 'unreachable':
      return `could not connect: ${failure.detail}`
    case 'forbidden-address':
      return `refused to connect: ${failure.detail}. If this is your own server, add it to ${opens} in polywire.yaml`
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
    case 'page-changed':
    case 'mailbox':
    case 'quarantined':
    case 'flood':
      return 'the answer was broken off or could not be read'
  }
}
