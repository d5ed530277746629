import { html } from 'hono/html'
import { refusalOf, type SourceFailure } from '../../model/source.ts'
import type { Words } from '../words.ts'
import { inEnglish } from './parts.ts'
import type { Html } from './visit.ts'

/** What happened and what to do next in the reader's language; then what the machine said about it, which is English. */
export const failureNote = (words: Words, failure: SourceFailure): Html => {
  const detail = 'detail' in failure ? failure.detail : ''
  return html`<span>${sentenceOf(words, failure)}${detail === '' ? '' : html` ${inEnglish(`(${detail})`)}`}</span>`
}

/** What happened and what to do next. */
export const sentenceOf = (words: Words, failure: SourceFailure): string => {
  switch (failure.kind) {
    case 'timed-out':
      return words.say('failure.timed-out', { seconds: Math.round(failure.afterMs / 1000) })
    case 'refused':
      return words.say(`failure.refused.${refusalOf(failure.status)}`, { status: failure.status })
    case 'too-large':
      return words.say('failure.too-large', { limit: words.bytes(failure.limitBytes) })
    case 'redirect-loop':
      return words.say('failure.redirect-loop', { hops: failure.hops })
    case 'unreachable':
    case 'forbidden-address':
    case 'gone':
    case 'truncated':
    case 'not-a-feed':
    case 'too-hard':
      return words.say(`failure.${failure.kind}`)
  }
}
