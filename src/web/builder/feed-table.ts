/** The feeds of this site as a table: what each holds, how much of it came lately, in which languages, and its addresses. */
import { html } from 'hono/html'
import { DAY } from '../../lib/durations.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { EVERYTHING, feedQuery, FIELD } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import { labelled } from '../pages/foreign.ts'
import type { Html, PageContext } from '../pages/page-context.ts'
import { FORMATS, preferredBy } from '../pages/subscribe-links.ts'

const WEEKS = 2
const MOST_LANGUAGES = 4

export const feedTable = async (context: PageContext, feeds: readonly FeedDefinition[]): Promise<Html> => {
  const { locale } = context
  const rows: Html[] = []
  for (const feed of feeds) rows.push(feedRow(context, feed, await activityOf(context, feed)))
  return html`<div class="scroll"><table class="sources feeds"><thead><tr><th scope="col">${locale.message('feeds.what')}</th>
<th scope="col" class="figure">${locale.message('feeds.perWeek')}</th><th scope="col">${locale.message('feeds.builder.languages')}</th><th scope="col">${locale.message('home.subscribe')}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

const USUAL = [
  [FIELD, 'feeds.field.description'],
  [EVERYTHING, 'feeds.all.description'],
] as const

/** `languages`: by number of entries, the most frequent first. */
type Activity = { readonly perWeek: number; readonly languages: readonly string[] }

/** The entries of the last two weeks; null: counting them takes too long. */
const activityOf = async (context: PageContext, feed: FeedDefinition): Promise<Activity | null> => {
  const { filter, group } = await feedQuery(feed, new URLSearchParams(), context)
  const to = Math.ceil(context.hour / DAY) * DAY + DAY
  const counts = new Map<string, number>()
  try {
    for (const { language, articles } of await context.statistics.countByDay(filter, group, to - WEEKS * 7 * DAY, to))
      counts.set(language, (counts.get(language) ?? 0) + articles)
  } catch (error) {
    if (error instanceof HttpError) return null
    throw error
  }
  const ordered = [...counts].toSorted(([a, more], [b, less]) => less - more || (a < b ? -1 : 1))
  const total = ordered.reduce((sum, [, count]) => sum + count, 0)
  return { perWeek: Math.ceil(total / WEEKS), languages: ordered.map(([language]) => language) }
}

const feedRow = (context: PageContext, feed: FeedDefinition, activity: Activity | null): Html => {
  const { locale, href, link } = context
  const usual = USUAL.find(([id]) => id === feed.id)?.[1]
  const description =
    feed.description === null ? (usual === undefined ? '' : locale.message(usual)) : labelled(locale, feed.description)
  const languages = (activity?.languages ?? []).filter((language) => language !== 'und')
  const named = languages.slice(0, MOST_LANGUAGES).map((language) => locale.languageName(language))
  const more = languages.length - named.length
  const others = more > 0 ? ` +${locale.number(more)}` : ''
  const filter = html`<details><summary>${locale.message('feeds.showFilter')}</summary><code dir="auto">${feed.filter}</code></details>`
  return html`<tr id="${feed.id}"><th scope="row"><a href="${href('/feeds', { feed: feed.id })}#builder">${labelled(locale, feed.title)}</a>
${description === '' ? '' : html`<small>${description}</small>`}${feed.filter === '' ? '' : filter}</th>
<td class="figure" data-label="${locale.message('feeds.perWeek')}">${activity === null ? '–' : locale.number(activity.perWeek)}</td>
<td data-label="${locale.message('feeds.builder.languages')}">${named.join(locale.message('list.comma'))}${others}</td>
<td class="formats">${FORMATS.map(([ending, name]) => html`<a href="${link(`/feeds/${feed.id}.${ending}`, { prefer: preferredBy(locale) })}">${name}</a> `)}</td></tr>`
}
