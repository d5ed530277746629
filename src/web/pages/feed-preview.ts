import { html } from 'hono/html'
import { pathWithQuery } from '../../lib/path-with-query.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { type FeedQuery, feedQuery } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import { requiredFilter } from '../read-filter.ts'
import { plot } from './charts.ts'
import { chartedDays, perDay, perWeek, sum } from './coverage-chart.ts'
import { errorText } from './error-page.ts'
import { chosen } from './feed-builder.ts'
import type { Html, PageContext } from './page-context.ts'
import { qrCode } from './qr-code.ts'
import { storyCard } from './story-card.ts'
import { FORMATS } from './subscribe-links.ts'

const PREVIEWED = 6
const WEEK = 7 * 86_400_000

type Addressed = { readonly feed: FeedDefinition; readonly parameters: Readonly<Record<string, string | null>> }

/** The feed that the form describes: past entries, addresses, latest stories. Errors appear next to the form, which keeps its values. */
export const feedPreview = async (context: PageContext, feeds: readonly FeedDefinition[]): Promise<Html> => {
  const { locale, query, store } = context
  const id = query.get('feed') ?? 'all'
  const feed = feeds.find((known) => known.id === id)
  try {
    if (feed === undefined)
      throw new HttpError(404, `There is no feed “${id.slice(0, 80)}”.`, {
        localized: { key: 'error.feed', values: { name: id.slice(0, 80) } },
      })
    // Parsed alone first, so that an error's column counts from the start of the field, not of the combined filter.
    requiredFilter(context.parse(query.get('q') ?? ''), 'q')
    const addressed = { feed, parameters: parametersOf(query, feed) }
    const wanted = feedQuery(feed, new URLSearchParams(present(addressed.parameters)), context.parse)
    const page = await store.stories({ filter: wanted.filter, limit: PREVIEWED, before: null })
    return html`<div class="preview" id="preview">${await backTest(context, wanted)}
${addresses(context, addressed)}
<h3>${locale.message('feeds.builder.first')}</h3>
${page.rows.length === 0 ? html`<p class="quiet">${locale.message('feeds.builder.nothing')}</p>` : page.rows.map((match) => storyCard(context, match, 'line'))}</div>`
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return html`<section class="mistake" id="preview" role="alert"><p>${errorText(locale, error.message, error.localized)}</p></section>`
  }
}

/** The parameters of the feed's address; choices that are the feed's own settings are left out. */
const parametersOf = (query: URLSearchParams, feed: FeedDefinition): Addressed['parameters'] => {
  const topics = chosen(query, 'topic')
  const q = (query.get('q') ?? '').trim()
  // Together with a topic, `a OR b` means (a OR b).
  const grouped = topics.length > 0 && /\bOR\b/.test(q) ? `(${q})` : q
  return {
    q: [topics.length === 0 ? '' : `topic:${topics.join(',')}`, grouped].filter((part) => part !== '').join(' '),
    lang: chosen(query, 'lang').join(','),
    group: differing(query.get('group'), feed.group),
    limit: differing(query.get('limit'), String(feed.limit)),
  }
}
const differing = (value: string | null, usual: string): string | null => (value === usual ? null : value)
const present = (parameters: Addressed['parameters']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]) => (value === null || value === '' ? [] : [[key, value]])),
  )

/** Entries per week over the last thirteen weeks. */
const backTest = async ({ locale, statistics, hour }: PageContext, { filter, group }: FeedQuery): Promise<Html> => {
  const { from, to } = chartedDays(hour)
  const weeks = perWeek(perDay(await statistics.countByDay(filter, group, from, to), from))
  const total = sum(weeks)
  const heading = html`<h3 id="backtest">${locale.message('feeds.backtest')}</h3>`
  if (total === 0)
    return html`<section aria-labelledby="backtest">${heading}<p class="quiet">${locale.message('feeds.backtest.none')}</p></section>`
  const average = total / weeks.length
  const summary = locale.message('feeds.backtest.text', {
    total,
    average: average < 10 ? Math.round(average * 10) / 10 : Math.round(average),
    most: Math.max(...weeks),
  })
  return html`<section class="backtest" aria-labelledby="backtest">${heading}<p>${summary}</p>
${plot(locale, [{ values: weeks }], { from, step: WEEK, label: locale.message('feeds.backtest.chart') })}
<details><summary>${locale.message('chart.table')}</summary><table class="grid"><thead><tr><th scope="col">${locale.message('chart.week')}</th><th scope="col" class="figure">${locale.message('feeds.builder.group')}</th></tr></thead>
<tbody>${weeks.map((entries, week) => html`<tr><th scope="row">${locale.shortDay(from + week * WEEK)}</th><td class="figure">${locale.number(entries)}</td></tr>`)}</tbody></table></details></section>`
}

const addresses = ({ locale, link, origin }: PageContext, { feed, parameters }: Addressed): Html => {
  const [atom = '', ...others] = FORMATS.map(([ending]) => origin + pathWithQuery(`/feeds/${feed.id}.${ending}`, parameters))
  const code = qrCode(atom, locale.message('feeds.qr.label'))
  return html`<section aria-labelledby="addresses"><h3 id="addresses">${locale.message('feeds.builder.addresses')}</h3>
<ul class="addresses">${FORMATS.map(([ending, name], index) => html`<li><a href="${link(`/feeds/${feed.id}.${ending}`, parameters)}">${name}</a> <code dir="ltr">${[atom, ...others][index]}</code></li>`)}</ul>
${code === null ? '' : html`<div class="qr">${code}<p><b>${locale.message('feeds.qr')}</b> <span class="quiet">${locale.message('feeds.qr.text')}</span></p></div>`}</section>`
}
