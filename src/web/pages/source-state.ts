/** Whether a source can be read, and what is wrong with it. */
import { html } from 'hono/html'
import { hostOf } from '../../lib/url.ts'
import type { RightsSignal } from '../../model/reservation.ts'
import { hideSecrets } from '../../model/secrets.ts'
import type { Source } from '../../model/source.ts'
import type { SourceSummary } from '../../store/ports/source-queue.ts'
import type { Locale, MessageKey } from '../locale.ts'
import type { Html, PageContext } from './page-context.ts'
import { failureNote, reservationNote } from './source-notes.ts'

export type SourceHealth = 'failing' | 'gone' | 'waiting' | 'ok' | 'inactive'
export const STATES: Readonly<Record<SourceHealth, MessageKey>> = {
  failing: 'sources.state.failing',
  gone: 'sources.state.gone',
  waiting: 'sources.state.waiting',
  ok: 'sources.state.ok',
  inactive: 'sources.state.inactive',
}

export const healthOf = (state: SourceSummary, source: Source | undefined): SourceHealth => {
  if (state.gone) return 'gone'
  if (source === undefined || !source.active) return 'inactive'
  if (state.failure !== null) return 'failing'
  return state.okAt === null ? 'waiting' : 'ok'
}

export type SourceRow = {
  readonly summary: SourceSummary
  readonly source: Source | undefined
  readonly health: SourceHealth
  readonly signals: readonly RightsSignal[]
}

/** The state with its reasons and with what the publisher reserves. */
export const stateOf = (context: PageContext, { summary, source, health, signals }: SourceRow): Html =>
  html`<div class="state"><span class="${health}">${context.locale.message(STATES[health])}</span>${trouble(context, summary, source)}${reservationNote(context.locale, signals)}</div>`

/** The columns of the last 30 days in words. */
export const activityText = (locale: Locale, { perDay }: SourceSummary): string =>
  locale.message('sources.activity.description', {
    total: perDay.reduce((sum, count) => sum + count, 0),
    most: Math.max(0, ...perDay),
  })

const trouble = ({ locale }: PageContext, summary: SourceSummary, source: Source | undefined): Html | '' => {
  const notes = [
    summary.failure === null ? null : failureNote(locale, summary.failure),
    summary.failures > 1 ? locale.message('sources.failures', { count: summary.failures }) : null,
    source?.insecureTls === true ? locale.message('sources.insecure') : null,
    summary.movedTo === null
      ? null
      : // Only the host: the rest of an address may contain a subscriber's key.
        locale.message('sources.moved', { address: hideSecrets(hostOf(summary.movedTo), source?.secrets) }),
    summary.fallbackReads > 0 ? locale.message('sources.fallback', { count: summary.fallbackReads }) : null,
  ].filter((note) => note !== null)
  return notes.length === 0 ? '' : html`<ul class="trouble">${notes.map((note) => html`<li>${note}</li>`)}</ul>`
}
