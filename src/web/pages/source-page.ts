/** The page of one source: its state, what it publishes and its latest stories. */
import { html } from 'hono/html'
import { sourceId } from '../../model/ids.ts'
import { hideSecrets } from '../../model/secrets.ts'
import { hostOf } from '../../lib/url.ts'
import { siteOf } from '../../publish/attribution.ts'
import { HttpError } from '../http/http-error.ts'
import { sparkline } from './charts.ts'
import { externalLink } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { activityText, healthOf, stateOf } from './source-state.ts'
import { pushNote } from './source-notes.ts'
import { storyCards, timeOf } from './story-card.ts'
import { subscribeLinks } from './subscribe-links.ts'

const MOST_STORIES = 20

export const sourcePage = async (context: PageContext, id: string): Promise<PageContent> => {
  const { locale, configuration, store, statistics, link } = context
  const summary = (await statistics.sourceSummaries()).find((one) => one.id === id)
  if (summary === undefined)
    throw new HttpError(404, `There is no source “${id.slice(0, 80)}”. All sources are listed at /sources.`, {
      localized: { key: 'error.nothing' },
    })
  const source = configuration.sources.find((one) => one.id === id)
  const { rows } = await store.stories({ filter: { kind: 'source', anyOf: [sourceId(id)] }, limit: MOST_STORIES, before: null })
  const signals = (await store.reservations.sourceSignals()).get(summary.id) ?? []
  const push = await store.subscriptions.pushOf(summary.id)
  const when = (at: number | null): Html | string => (at === null ? locale.message('sources.never') : timeOf(context, at))
  const health = healthOf(summary, source)
  const isPolled = health !== 'gone' && health !== 'inactive'
  const facts: readonly (readonly [string, Html | string])[] = [
    [locale.message('sources.state'), stateOf(context, { summary, source, health, signals })],
    [locale.message('sources.last'), html`${when(summary.polledAt)}${pushNote(context, push)}`],
    ...(isPolled ? [[locale.message('sources.next'), when(summary.nextDue)] as const] : []),
    [locale.message('sources.articles'), locale.number(summary.articles)],
    [locale.message('sources.activity'), sparkline(summary.perDay, activityText(locale, summary))],
    [
      locale.message('feeds.builder.languages'),
      summary.languages.map(({ language }) => locale.languageName(language)).join(locale.message('list.comma')),
    ],
    ...(source?.country == null ? [] : [[locale.message('field.country'), locale.countryName(source.country)] as const]),
  ]
  const site = (source === undefined ? null : siteOf(source)) ?? summary.feedLink
  const host = hideSecrets(hostOf(site ?? source?.url ?? ''), source?.secrets)
  const q = `source:${summary.id}`
  const body = html`<div class="frame"><header class="opening"><h1><bdi>${summary.name}</bdi></h1><p class="standfirst">${externalLink(site, host)}</p>${subscribeLinks(context, { q })}</header>
<div class="columns"><section aria-labelledby="stories"><h2 id="stories">${locale.message('topic.stories')}</h2>${rows.length === 0 ? html`<p class="quiet">${locale.message('feeds.builder.nothing')}</p>` : await storyCards(context, rows, 'line')}</section>
<aside class="rail"><dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></aside></div></div>`
  const feeds = [{ title: summary.name, href: link('/feeds/all.atom', { q }) }]
  return { title: summary.name, section: 'sources', body, feeds }
}
