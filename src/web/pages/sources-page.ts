import { html, raw } from 'hono/html'
import { mapInSteps } from '../../lib/steps.ts'
import type { Instant } from '../../model/ids.ts'
import type { PushedSource } from '../../model/push.ts'
import { HttpError } from '../http/http-error.ts'
import type { MessageKey } from '../locale.ts'
import { sparkline } from './charts.ts'
import { sourceFinder } from './find-source.ts'
import { keepLanguage } from './layout.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { pushNote } from './source-notes.ts'
import { activityText, healthOf, type SourceHealth, type SourceRow, STATES, stateOf } from './source-state.ts'
import { timeOf } from './story-card.ts'
import { preferredBy, subscribeLinks } from './subscribe-links.ts'

const A_PAGE = 50
const MOST_CHARACTERS = 200

/** Sources that need attention come first. */
const ORDER: readonly SourceHealth[] = ['failing', 'gone', 'waiting', 'ok', 'inactive']

type Row = Omit<SourceRow, 'signals'>
type ShownRow = SourceRow & { readonly push: PushedSource | null; readonly now: Instant }

/** The requested part of the list: a state, a search, or both; `sort` null: what needs attention first. */
type Wanted = { readonly state: SourceHealth | null; readonly q: string; readonly sort: SourceOrder | null }

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
  const sort = sortIn(query)
  const wanted: Wanted = { state, q: (query.get('q') ?? '').trim().slice(0, MOST_CHARACTERS), sort }
  const isFound = await context.inTurns(mapInSteps(rows, sourceFinder(locale, wanted.q)))
  const found = rows.filter((_, index) => isFound[index] === true)
  const shown = found
    .filter(({ health }) => state === null || health === state)
    .toSorted(sort === null ? byTrouble : COMPARED[sort])
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
${slice.length === 0 ? html`<p class="quiet">${locale.message('sources.none')}</p>` : sourceTable(context, slice, wanted)}
${pages === 1 ? '' : pageLinks(context, { page, pages, total: shown.length, wanted })}`
  const body = html`<div class="frame">
<header class="opening"><h1>${locale.message('sources.title')}</h1><p class="standfirst">${intro}</p>
<p><a href="${href('/coverage')}">${locale.message('coverage.page')}</a> <span class="sep">·</span> <a href="${href('/gaps')}">${locale.message('gaps.page', { language: locale.languageName(locale.language) })}</a></p>
${subscribeLinks(context, {}, 'health')}</header>
${notes}
${findForm(context, wanted, shown.length)}
${found.length === 0 && wanted.q !== '' ? '' : listed}
</div>`
  const feeds = [{ title: locale.message('health.title'), href: link('/feeds/health.atom', { prefer: preferredBy(locale) }) }]
  return { title: locale.message('sources.title'), section: 'sources', body, feeds }
}

const stateIn = (query: URLSearchParams): SourceHealth | null => {
  const written = query.get('state') ?? ''
  const state = ORDER.find((health) => health === written) ?? null
  if (state === null && written !== '') throw wrongValue('state', `state must be one of ${ORDER.join(', ')}.`)
  return state
}

const sortIn = (query: URLSearchParams): SourceOrder | null => {
  const written = query.get('sort') ?? ''
  const sort = SORTED_BY.find((order) => order === written) ?? null
  if (sort === null && written !== '') throw wrongValue('sort', `sort must be one of ${SORTED_BY.join(', ')}.`)
  return sort
}

const pageIn = (query: URLSearchParams): number => {
  const written = query.get('page') ?? ''
  if (written !== '' && !/^[1-9]\d{0,5}$/.test(written)) throw wrongValue('page', 'page must be a whole number from 1.')
  return Number(written || 1)
}

const wrongValue = (parameter: string, detail: string): HttpError =>
  new HttpError(400, detail, { extra: { parameter }, localized: { key: 'error.parameter', values: { name: parameter } } })

const SORTED_BY = ['name', 'last', 'next', 'articles'] as const
type SourceOrder = (typeof SORTED_BY)[number]

const byName = (a: Row, b: Row): number => (a.summary.name.toLowerCase() < b.summary.name.toLowerCase() ? -1 : 1)
const byTrouble = (a: Row, b: Row): number => ORDER.indexOf(a.health) - ORDER.indexOf(b.health) || byName(a, b)
const COMPARED: Readonly<Record<SourceOrder, (a: Row, b: Row) => number>> = {
  name: byName,
  last: (a, b) => (b.summary.polledAt ?? 0) - (a.summary.polledAt ?? 0) || byName(a, b),
  next: (a, b) => a.summary.nextDue - b.summary.nextDue || byName(a, b),
  articles: (a, b) => b.summary.articles - a.summary.articles || byName(a, b),
}

/** Works without a script. The result follows the form, where a screen reader goes next. */
const findForm = (context: PageContext, { state, q, sort }: Wanted, found: number): Html => {
  const { locale, href, link } = context
  const count = html`<p role="status">${found === 0 ? locale.message('sources.found.none') : locale.message('sources.found', { count: found })} <a href="${href('/sources')}">${locale.message('sources.found.all')}</a></p>`
  return html`<search><form class="big-find" action="${link('/sources')}" method="get"><label class="unseen" for="find-source">${locale.message('sources.find')}</label>
<input id="find-source" type="search" name="q" maxlength="${MOST_CHARACTERS}" value="${q}" dir="auto" placeholder="${locale.message('sources.find.hint')}">${state === null ? '' : html`<input type="hidden" name="state" value="${state}">`}${sort === null ? '' : html`<input type="hidden" name="sort" value="${sort}">`}${keepLanguage(context)}<button>${locale.message('search.button')}</button></form>
${q === '' ? '' : count}</search>`
}

const stateTabs = ({ locale, href }: PageContext, rows: readonly Row[], { state: wanted, q, sort }: Wanted): Html => {
  const tab = (state: SourceHealth | null, label: string, count: number): Html =>
    html`<li><a href="${href('/sources', { q, state, sort })}"${state === wanted ? raw(' aria-current="true"') : ''}>${label} <span>${locale.number(count)}</span></a></li>`
  const states = ORDER.map((state) => ({ state, count: rows.filter(({ health }) => health === state).length }))
  return html`<nav class="tabs" aria-label="${locale.message('sources.show')}"><ul>${tab(null, locale.message('sources.all'), rows.length)}${states
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => tab(state, locale.message(STATES[state]), count))}</ul></nav>`
}

const sourceTable = (context: PageContext, rows: readonly ShownRow[], { state, q, sort }: Wanted): Html => {
  const { locale, href } = context
  const head = (order: SourceOrder | 'state', key: MessageKey, className = ''): Html => {
    const by = order === 'state' ? null : order
    const direction = order === 'name' || order === 'next' ? 'ascending' : 'descending'
    return html`<th scope="col" class="${className}"${by !== null && by === sort ? raw(` aria-sort="${direction}"`) : ''}><a href="${href('/sources', { q, state, sort: by })}">${locale.message(key)}</a></th>`
  }
  return html`<div class="scroll"><table class="sources"><thead><tr>
${head('name', 'sources.name')}${head('state', 'sources.state')}${head('last', 'sources.last')}
${head('next', 'sources.next')}${head('articles', 'sources.articles', 'figure')}<th scope="col">${locale.message('sources.activity')}</th>
</tr></thead><tbody>${rows.map((row) => sourceRow(context, row))}</tbody></table></div>`
}

const sourceRow = (context: PageContext, row: ShownRow): Html => {
  const { locale, href } = context
  const { summary, source, health, push, now } = row
  const languages = summary.languages.slice(0, 3).map(({ language }) => locale.languageName(language))
  const origin = [
    source?.group ?? null,
    source?.country == null ? null : locale.countryName(source.country),
    ...languages,
  ].filter((part) => part !== null)
  const when = (at: number | null): Html | string => (at === null ? locale.message('sources.never') : timeOf(context, at))
  const next = summary.nextDue <= now ? locale.message('sources.next.due') : when(summary.nextDue)
  const address = context.link('/feeds/all.atom', { q: `source:${summary.id}`, prefer: preferredBy(locale) })
  return html`<tr id="${summary.id}"><th scope="row"><bdi><a href="${href(`/sources/${summary.id}`)}">${summary.name}</a></bdi>
<small>${origin.join(' · ')}${origin.length > 0 ? ' · ' : ''}<a href="${address}" title="${locale.message('sources.feed')}">Atom</a></small></th>
<td>${stateOf(context, row)}</td>
<td data-label="${locale.message('sources.last')}">${when(summary.polledAt)}${pushNote(context, push)}</td>
<td data-label="${locale.message('sources.next')}">${health === 'gone' || health === 'inactive' ? '–' : next}</td>
<td class="figure" data-label="${locale.message('sources.articles')}">${locale.number(summary.articles)}</td>
<td>${sparkline(summary.perDay, activityText(locale, summary))}</td></tr>`
}

type Paging = { readonly page: number; readonly pages: number; readonly total: number; readonly wanted: Wanted }
const pageLinks = ({ locale, href }: PageContext, { page, pages, total, wanted: { state, q, sort } }: Paging): Html => {
  const range = locale.message('list.range', { from: (page - 1) * A_PAGE + 1, to: Math.min(total, page * A_PAGE), total })
  return html`<nav class="pager" aria-label="${locale.message('list.pages')}">
${page > 1 ? html`<a rel="prev" href="${href('/sources', { q, state, sort, page: page - 1 })}">${locale.message('list.previous')}</a>` : ''}
<span class="quiet">${range}</span>
${page < pages ? html`<a rel="next" href="${href('/sources', { q, state, sort, page: page + 1 })}">${locale.message('list.next')}</a>` : ''}</nav>`
}
