import { html, raw } from 'hono/html'
import { mapInSteps } from '../../lib/steps.ts'
import { hostOf } from '../../lib/url.ts'
import type { Instant } from '../../model/ids.ts'
import type { PushedSource } from '../../model/push.ts'
import type { RightsSignal } from '../../model/reservation.ts'
import { hideSecrets } from '../../model/secrets.ts'
import type { Source } from '../../model/source.ts'
import { siteOf } from '../../publish/attribution.ts'
import type { SourceSummary } from '../../store/ports/source-queue.ts'
import { HttpError } from '../http/http-error.ts'
import type { MessageKey } from '../locale.ts'
import { sparkline } from './charts.ts'
import { sourceFinder } from './find-source.ts'
import { externalLink } from './foreign.ts'
import { keepLanguage } from './layout.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { relativeTime } from './relative-time.ts'
import { failureNote, pushNote, reservationNote } from './source-notes.ts'
import { subscribeLinks } from './subscribe-links.ts'

const A_PAGE = 50
const MOST_CHARACTERS = 200

type SourceHealth = 'failing' | 'gone' | 'waiting' | 'ok' | 'inactive'
const STATES: Readonly<Record<SourceHealth, MessageKey>> = {
  failing: 'sources.state.failing',
  gone: 'sources.state.gone',
  waiting: 'sources.state.waiting',
  ok: 'sources.state.ok',
  inactive: 'sources.state.inactive',
}
/** Sources that need attention come first. */
const ORDER: readonly SourceHealth[] = ['failing', 'gone', 'waiting', 'ok', 'inactive']

export const healthOf = (state: SourceSummary, source: Source | undefined): SourceHealth => {
  if (state.gone) return 'gone'
  if (source === undefined || !source.active) return 'inactive'
  if (state.failure !== null) return 'failing'
  return state.okAt === null ? 'waiting' : 'ok'
}

type Signals = readonly RightsSignal[]
type Row = { readonly summary: SourceSummary; readonly source: Source | undefined; readonly health: SourceHealth }
type ShownRow = Row & { readonly push: PushedSource | null; readonly signals: Signals; readonly now: Instant }

/** The requested part of the list: a state, a search, or both. */
type Wanted = { readonly state: SourceHealth | null; readonly q: string }

/** `notes`: problems of the last edit of the configuration, and for the operator also messages that were given up. */
type Now = { readonly now: Instant; readonly notes: readonly (Html | '')[] }

/** The health of every source, failing ones first. */
export const sourcesPage = async (context: PageContext, { now, notes }: Now): Promise<PageContent> => {
  const { locale, query, configuration, link, href } = context
  const known = new Map(configuration.sources.map((source) => [source.id, source]))
  const rows = (await context.statistics.sourceSummaries()).map((summary): Row => {
    const source = known.get(summary.id)
    return { summary, source, health: healthOf(summary, source) }
  })
  const state = stateIn(query)
  const wanted: Wanted = { state, q: (query.get('q') ?? '').trim().slice(0, MOST_CHARACTERS) }
  const isFound = await context.inTurns(mapInSteps(rows, sourceFinder(locale, wanted.q)))
  const found = rows.filter((_, index) => isFound[index] === true)
  const shown = found.filter(({ health }) => state === null || health === state).toSorted(byTrouble)
  const pages = Math.max(1, Math.ceil(shown.length / A_PAGE))
  const page = Math.min(pages, pageIn(query))
  const count = (health: SourceHealth): number => rows.filter((row) => row.health === health).length
  const intro = locale.message('sources.intro', {
    // Disabled sources have a tab of their own and are not part of this sum.
    total: rows.length - count('inactive'),
    ok: count('ok'),
    failing: count('failing'),
    waiting: count('waiting'),
  })
  const reserved = await context.store.reservations.sourceSignals()
  const slice = await Promise.all(
    shown.slice((page - 1) * A_PAGE, page * A_PAGE).map(
      async (row): Promise<ShownRow> => ({
        ...row,
        now,
        signals: reserved.get(row.summary.id) ?? [],
        push: await context.store.subscriptions.pushOf(row.summary.id),
      }),
    ),
  )
  const listed = html`${stateTabs(context, found, wanted)}
${slice.length === 0 ? html`<p class="quiet">${locale.message('sources.none')}</p>` : sourceTable(context, slice)}
${pages === 1 ? '' : pageLinks(context, { page, pages, total: shown.length, wanted })}`
  const body = html`<div class="frame">
<header class="opening"><h1>${locale.message('sources.title')}</h1><p class="standfirst">${intro}</p>
<p><a href="${href('/coverage')}">${locale.message('coverage.page')}</a></p>
${subscribeLinks(context, { lang: locale.language }, 'health')}</header>
${notes}
${findForm(context, wanted, shown.length)}
${found.length === 0 && wanted.q !== '' ? '' : listed}
</div>`
  const feeds = [{ title: locale.message('health.title'), href: link('/feeds/health.atom', { lang: locale.language }) }]
  return { title: locale.message('sources.title'), section: 'sources', body, feeds }
}

const stateIn = (query: URLSearchParams): SourceHealth | null => {
  const written = query.get('state') ?? ''
  const state = ORDER.find((health) => health === written) ?? null
  if (state === null && written !== '') throw wrongValue('state', `state must be one of ${ORDER.join(', ')}.`)
  return state
}

const pageIn = (query: URLSearchParams): number => {
  const written = query.get('page') ?? ''
  if (written !== '' && !/^[1-9]\d{0,5}$/.test(written)) throw wrongValue('page', 'page must be a whole number from 1.')
  return Number(written || 1)
}

const wrongValue = (parameter: string, detail: string): HttpError =>
  new HttpError(400, detail, { extra: { parameter }, localized: { key: 'error.parameter', values: { name: parameter } } })

const byTrouble = (a: Row, b: Row): number =>
  ORDER.indexOf(a.health) - ORDER.indexOf(b.health) || (a.summary.name.toLowerCase() < b.summary.name.toLowerCase() ? -1 : 1)

/** Works without a script. The result follows the form, where a screen reader goes next. */
const findForm = (context: PageContext, { state, q }: Wanted, found: number): Html => {
  const { locale, href, link } = context
  const count = html`<p role="status">${found === 0 ? locale.message('sources.found.none') : locale.message('sources.found', { count: found })} <a href="${href('/sources')}">${locale.message('sources.found.all')}</a></p>`
  return html`<search><form class="big-find" action="${link('/sources')}" method="get"><label class="unseen" for="find-source">${locale.message('sources.find')}</label>
<input id="find-source" type="search" name="q" maxlength="${MOST_CHARACTERS}" value="${q}" dir="auto" placeholder="${locale.message('sources.find.hint')}">${state === null ? '' : html`<input type="hidden" name="state" value="${state}">`}${keepLanguage(context)}<button>${locale.message('search.button')}</button></form>
${q === '' ? '' : count}</search>`
}

const stateTabs = ({ locale, href }: PageContext, rows: readonly Row[], { state: wanted, q }: Wanted): Html => {
  const tab = (state: SourceHealth | null, label: string, count: number): Html =>
    html`<li><a href="${href('/sources', { q, state })}"${state === wanted ? raw(' aria-current="true"') : ''}>${label} <span>${locale.number(count)}</span></a></li>`
  const states = ORDER.map((state) => ({ state, count: rows.filter(({ health }) => health === state).length }))
  return html`<nav class="tabs" aria-label="${locale.message('sources.show')}"><ul>${tab(null, locale.message('sources.all'), rows.length)}${states
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => tab(state, locale.message(STATES[state]), count))}</ul></nav>`
}

const sourceTable = (context: PageContext, rows: readonly ShownRow[]): Html => {
  const { locale } = context
  return html`<div class="scroll"><table class="sources"><thead><tr>
<th scope="col">${locale.message('sources.name')}</th><th scope="col">${locale.message('sources.state')}</th><th scope="col">${locale.message('sources.last')}</th>
<th scope="col">${locale.message('sources.next')}</th><th scope="col" class="figure">${locale.message('sources.articles')}</th><th scope="col">${locale.message('sources.activity')}</th>
</tr></thead><tbody>${rows.map((row) => sourceRow(context, row))}</tbody></table></div>`
}

const sourceRow = (context: PageContext, { summary, source, health, push, signals, now }: ShownRow): Html => {
  const { locale } = context
  const site = (source === undefined ? null : siteOf(source)) ?? summary.feedLink
  const languages = summary.languages.slice(0, 3).map(({ language }) => locale.languageName(language))
  const origin = [
    source?.group ?? null,
    source?.country == null ? null : locale.countryName(source.country),
    ...languages,
  ].filter((part) => part !== null)
  const when = (at: number | null): Html | string =>
    at === null
      ? locale.message('sources.never')
      : html`<time datetime="${new Date(at).toISOString()}" title="${locale.moment(at)}">${relativeTime(locale.language, at - now)}</time>`
  const next = summary.nextDue <= now ? locale.message('sources.next.due') : when(summary.nextDue)
  const activity = locale.message('sources.activity.description', {
    total: summary.perDay.reduce((sum, count) => sum + count, 0),
    most: Math.max(0, ...summary.perDay),
  })
  const ownFeed = html`${origin.length > 0 ? ' · ' : ''}<a href="${context.link('/feeds/all.atom', { q: `source:${summary.id}` })}" title="${locale.message('sources.feed')}">Atom</a>`
  return html`<tr id="${summary.id}"><th scope="row"><bdi>${externalLink(site, summary.name)}</bdi>
<small>${origin.join(' · ')}${ownFeed}</small></th>
<td class="state"><span class="${health}">${locale.message(STATES[health])}</span>${trouble(context, summary, source)}${reservationNote(context.locale, signals)}</td>
<td data-label="${locale.message('sources.last')}">${when(summary.polledAt)}${pushNote(context, push, when)}</td>
<td data-label="${locale.message('sources.next')}">${health === 'gone' || health === 'inactive' ? '–' : next}</td>
<td class="figure" data-label="${locale.message('sources.articles')}">${locale.number(summary.articles)}</td>
<td>${sparkline(summary.perDay, activity)}</td></tr>`
}

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

type Paging = { readonly page: number; readonly pages: number; readonly total: number; readonly wanted: Wanted }
const pageLinks = ({ locale, href }: PageContext, { page, pages, total, wanted: { state, q } }: Paging): Html => {
  const range = locale.message('list.range', { from: (page - 1) * A_PAGE + 1, to: Math.min(total, page * A_PAGE), total })
  return html`<nav class="pager" aria-label="${locale.message('list.pages')}">
${page > 1 ? html`<a rel="prev" href="${href('/sources', { q, state, page: page - 1 })}">${locale.message('list.previous')}</a>` : ''}
<span class="quiet">${range}</span>
${page < pages ? html`<a rel="next" href="${href('/sources', { q, state, page: page + 1 })}">${locale.message('list.next')}</a>` : ''}</nav>`
}
