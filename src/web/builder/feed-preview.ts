/** The preview of the feed that the form describes: past entries, addresses, its lines for feeds.yaml, latest stories. */
import { html } from 'hono/html'
import { DAY } from '../../lib/durations.ts'
import { pathWithQuery } from '../../lib/url.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { type FeedQuery, mainFeed } from '../feeds/feed-query.ts'
import { chartedDays, perDay, perWeek, plot, sum } from '../pages/charts.ts'
import { labelled } from '../pages/foreign.ts'
import type { Html, PageContext, Parameters } from '../pages/page-context.ts'
import { storyCards } from '../pages/story-card.ts'
import { FORMATS } from '../pages/subscribe-links.ts'
import { copyable } from './copy-field.ts'
import { qrCode } from './qr-code.ts'

const MOST_PREVIEWED = 6
const WEEK = 7 * DAY

/** A feed, and the parameters that the form adds to its address. `isWhole`: it adds none, since the form describes the feed itself. */
export type Addressed = { readonly feed: FeedDefinition; readonly parameters: Parameters; readonly isWhole: boolean }

export const feedPreview = async (
  context: PageContext,
  addressed: Addressed,
  wanted: FeedQuery,
  snippet: string | null,
): Promise<Html> => {
  const { locale, store } = context
  const limit = Math.min(MOST_PREVIEWED, wanted.limit)
  const page = await store.stories({ filter: wanted.filter, limit, before: null })
  const shown = { ...context, locale: { ...locale, readable: preferredIn(wanted, addressed.feed) } }
  return html`<div class="preview" id="preview">${await backTest(context, wanted)}
${addresses(context, addressed)}
${snippet === null || addressed.isWhole ? '' : snippetLines(context, snippet)}
<h3>${locale.message('feeds.builder.first')}</h3>
${page.rows.length === 0 ? html`<p class="quiet">${locale.message('feeds.builder.nothing')}</p>` : await storyCards(shown, page.rows, 'line')}</div>`
}

/** The languages in which the feed shows its stories, independent of the page's language. */
const preferredIn = ({ preferred, narrowedTo }: FeedQuery, { languages }: FeedDefinition): readonly LanguageTag[] =>
  [preferred, narrowedTo, languages].find((tags) => tags.length > 0) ?? []

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

const addresses = (context: PageContext, { feed, parameters, isWhole }: Addressed): Html => {
  const { locale, link, origin } = context
  const all = FORMATS.map(([ending, name]) => {
    const path = `/feeds/${feed.id}.${ending}`
    return { ending, name, href: link(path, parameters), address: origin + pathWithQuery(path, parameters) }
  })
  const code = qrCode(all[0]?.address ?? '', locale.message('feeds.qr.label'))
  return html`<section aria-labelledby="addresses"><h3 id="addresses">${locale.message('feeds.builder.addresses')}</h3>
${isWhole && feed.id !== mainFeed(context.configuration) ? html`<p>${locale.message('feeds.same')} <b>${labelled(locale, feed.title)}</b></p>` : ''}
<ul class="addresses">${all.map(({ ending, name, href, address }) => html`<li><a href="${href}">${name}</a>${copyable(context, { id: `address-${ending}`, label: name, text: address })}</li>`)}</ul>
${code === null ? '' : html`<div class="qr">${code}<p><b>${locale.message('feeds.qr')}</b> <span class="quiet">${locale.message('feeds.qr.text')}</span></p></div>`}</section>`
}

const snippetLines = (context: PageContext, snippet: string): Html => {
  const { locale } = context
  return html`<details class="snippet"><summary>${locale.message('feeds.snippet')}</summary><p class="quiet">${locale.message('feeds.snippet.text')}</p>
${copyable(context, { id: 'snippet', label: locale.message('feeds.snippet'), text: snippet })}</details>`
}
