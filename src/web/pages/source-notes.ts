/** Notes on the state of a source: its last failure and its push subscription. */
import { html } from 'hono/html'
import type { PushedSource } from '../../model/push.ts'
import type { ReservedUse, RightsSignal } from '../../model/reservation.ts'
import { refusalOf, type SourceFailure } from '../../model/source.ts'
import type { Locale, MessageKey } from '../locale.ts'
import { inEnglish } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'
import { timeOf } from './story-card.ts'

/** The failure and the next step in the reader's language, then the technical detail in English. */
export const failureNote = (locale: Locale, failure: SourceFailure): Html => {
  const detail = 'detail' in failure ? failure.detail : ''
  return html`<span>${failureText(locale, failure)}${detail === '' ? '' : html` ${inEnglish(`(${detail})`)}`}</span>`
}

/** The failure and the next step. */
export const failureText = (locale: Locale, failure: SourceFailure): string => {
  switch (failure.kind) {
    case 'timed-out':
      return locale.message('failure.timed-out', { seconds: Math.round(failure.afterMs / 1000) })
    case 'refused':
      return locale.message(`failure.refused.${refusalOf(failure.status)}`, { status: failure.status })
    case 'too-large':
    case 'flood':
      return locale.message(`failure.${failure.kind}`, { limit: locale.bytes(failure.limitBytes) })
    case 'redirect-loop':
      return locale.message('failure.redirect-loop', { hops: failure.hops })
    case 'unreachable':
    case 'forbidden-address':
    case 'gone':
    case 'truncated':
    case 'not-a-feed':
    case 'no-items':
    case 'too-hard':
    case 'page-changed':
    case 'mailbox':
    case 'quarantined':
      return locale.message(`failure.${failure.kind}`)
  }
}

/** The state of a source's push subscription; empty if it has none. */
export const pushNote = (context: PageContext, push: PushedSource | null): Html | '' => {
  if (push === null) return ''
  const { locale } = context
  const { expiresAt, pushedAt, problem, forged } = push
  const state =
    problem !== null
      ? html`${locale.message('sources.push.failing')} ${inEnglish(`(${problem})`)}`
      : expiresAt === null
        ? locale.message('sources.push.requested')
        : pushedAt === null
          ? locale.message('sources.push.quiet')
          : html`${locale.message('sources.push')} ${timeOf(context, pushedAt)}`
  const ignored =
    forged === 0 ? '' : html`<small class="push">${locale.message('sources.push.forged', { count: forged })}</small>`
  return html`<small class="push">${state}</small>${ignored}`
}

const RESERVED: readonly (readonly [ReservedUse, MessageKey])[] = [
  ['text-mining', 'sources.reserved.text-mining'],
  ['ai', 'sources.reserved.ai'],
  ['full-text', 'sources.reserved.full-text'],
]

/** What the publisher of a source reserves, then the publisher's own words; empty: nothing. */
export const reservationNote = (locale: Locale, signals: readonly RightsSignal[]): Html | '' => {
  const reserved = new Set(signals.flatMap(({ reserves }) => reserves))
  if (reserved.size === 0) return ''
  const named = RESERVED.filter(([use]) => reserved.has(use)).map(([, key]) => locale.message(key))
  const says = [...new Set(signals.filter(({ reserves }) => reserves.length > 0).map((signal) => signal.says))].join('; ')
  return html`<small class="push">${named.join(' ')} ${inEnglish(`(${says})`)}</small>`
}
