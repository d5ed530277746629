import { html } from 'hono/html'
import { refusalOf, type SourceFailure } from '../../model/source.ts'
import type { Locale } from '../locale.ts'
import { inEnglish } from './parts.ts'
import type { Html } from './page-context.ts'

/** What happened and what to do next in the reader's language; then what the machine said about it, which is English. */
export const failureNote = (locale: Locale, failure: SourceFailure): Html => {
  const detail = 'detail' in failure ? failure.detail : ''
  return html`<span>${sentenceOf(locale, failure)}${detail === '' ? '' : html` ${inEnglish(`(${detail})`)}`}</span>`
}

/** What happened and what to do next. */
export const sentenceOf = (locale: Locale, failure: SourceFailure): string => {
  switch (failure.kind) {
    case 'timed-out':
      return locale.message('failure.timed-out', { seconds: Math.round(failure.afterMs / 1000) })
    case 'refused':
      return locale.message(`failure.refused.${refusalOf(failure.status)}`, { status: failure.status })
    case 'too-large':
      return locale.message('failure.too-large', { limit: locale.bytes(failure.limitBytes) })
    case 'redirect-loop':
      return locale.message('failure.redirect-loop', { hops: failure.hops })
    case 'unreachable':
    case 'forbidden-address':
    case 'gone':
    case 'truncated':
    case 'not-a-feed':
    case 'too-hard':
      return locale.message(`failure.${failure.kind}`)
  }
}
