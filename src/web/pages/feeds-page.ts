import { html, raw } from 'hono/html'
import { encode } from 'uqr'
import { pathWithQuery } from '../../lib/url.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { FeedDefinition, Topic } from '../../model/taxonomy.ts'
import { type FeedQuery, feedNamed, feedQuery } from '../feeds/feed-query.ts'
import { openFeeds } from '../feeds/private-feeds.ts'
import { HttpError } from '../http/http-error.ts'
import { requiredFilter } from '../read-filter.ts'
import { chartedDays, perDay, perWeek, plot, sum } from './charts.ts'
import { errorText } from './error-page.ts'
import { labelled } from './foreign.ts'
import { keepLanguage } from './layout.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { storyCard } from './story-card.ts'
import { FORMATS, subscribeLinks } from './subscribe-links.ts'

/** The configured feeds, and a builder for any other. */
export const feedsPage = async (context: PageContext): Promise<PageContent> => {
  const { locale, configuration, link, query } = context
  const open = openFeeds(configuration)
  const all = feedNamed('all', open, locale.message('feeds.all'))
  const feeds = [...(all === null ? [] : [all]), ...open.filter(({ id }) => id !== 'all')]
  const hasRequest = ['q', 'feed', 'topic', 'lang'].some((name) => query.has(name))
  const body = html`<div class="frame">
<header class="opening"><h1>${locale.message('feeds.title')}</h1><p class="standfirst">${locale.message('feeds.intro')}</p>
<p class="subscribe"><a class="button" href="#builder">${locale.message('feeds.builder')}</a> <a href="${link('/feeds.opml')}">${locale.message('feeds.import')}</a> <span class="quiet">${locale.message('feeds.import.text')}</span></p></header>
<div class="feed-list">${feeds.map((feed) => feedCard(context, feed))}</div>
<section class="builder" id="builder" aria-labelledby="build"><h2 id="build">${locale.message('feeds.builder')}</h2>
<p class="quiet">${locale.message('feeds.builder.intro')}</p>
<div class="columns even">${builderForm(context, feeds)}
${hasRequest ? await feedPreview(context, feeds) : ''}</div>
</section></div>`
  return { title: locale.message('feeds.title'), section: 'feeds', body }
}

const feedCard = (context: PageContext, feed: FeedDefinition): Html => {
  const { locale, href } = context
  const usual = feed.id === 'all' ? locale.message('feeds.all.description') : ''
  const description = feed.description === null ? usual : labelled(locale, feed.description)
  return html`<article class="feed"><h2 id="${feed.id}"><a href="${href('/feeds', { feed: feed.id })}#builder">${labelled(locale, feed.title)}</a></h2>
${description === '' ? '' : html`<p>${description}</p>`}
<p class="quiet">${feed.filter === '' ? locale.message('feeds.filter.none') : html`<code dir="auto">${feed.filter}</code>`} <span class="sep">·</span> ${locale.message(feed.group === 'story' ? 'feeds.grouped.story' : 'feeds.grouped.article')}</p>
${subscribeLinks(context, {}, feed.id)}</article>`
}

const PREVIEWED = 6
const WEEK = 7 * 86_400_000

type Addressed = { readonly feed: FeedDefinition; readonly parameters: Readonly<Record<string, string | null>> }

/** The feed that the form describes: past entries, addresses, latest stories. Errors appear next to the form, which keeps its values. */
const feedPreview = async (context: PageContext, feeds: readonly FeedDefinition[]): Promise<Html> => {
  const { locale, query, store } = context
  const id = query.get('feed') ?? 'all'
  const feed = feeds.find((known) => known.id === id)
  try {
    if (feed === undefined)
      throw new HttpError(404, `There is no feed “${id.slice(0, 80)}”.`, {
        localized: { key: 'error.feed', values: { name: id.slice(0, 80) } },
      })
    // Parsed alone first, so that an error's column counts from the start of the field, not of the combined filter.
    requiredFilter(await context.parse(query.get('q') ?? ''), 'q')
    const addressed = { feed, parameters: parametersOf(query, feed) }
    const wanted = await feedQuery(feed, new URLSearchParams(present(addressed.parameters)), context.parse)
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

/** The modules of a larger code are too small for a phone to read from a screen (this is version 25, 117 modules a side). */
const MOST_BYTES = 1_273
/** ISO/IEC 18004 wants four modules of quiet around the code. */
const QUIET = 4

/** The text as a QR code, dark on light in any colour scheme, because many scanners accept no other; null: it is too long. */
const qrCode = (text: string, label: string): Html | null => {
  if (Buffer.byteLength(text) > MOST_BYTES) return null
  const { data, size } = encode(text, { ecc: 'L', border: QUIET })
  return html`<svg class="qr-code" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${data.map(rowPath).join('')}"/></svg>`
}

/** Adjacent dark modules are one stroke. */
const rowPath = (row: readonly boolean[], y: number): string => {
  let path = ''
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue
    let end = x
    while (row[end] === true) end += 1
    path += `M${x} ${y}h${end - x}v1h-${end - x}z`
    x = end
  }
  return path
}

const MOST_LANGUAGES = 24

/** All values of a parameter that may be repeated (ticked boxes) or contain commas (written by hand). */
const chosen = (query: URLSearchParams, name: string): readonly string[] =>
  query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .map((value) => value.trim())
    .filter((value, index, all) => value !== '' && all.indexOf(value) === index)

/** Text fields and chips. The chips are checkboxes of the form, so they need no script. */
const builderForm = (context: PageContext, feeds: readonly FeedDefinition[]): Html => {
  const { locale, query, link } = context
  const value = (name: string): string => query.get(name) ?? ''
  const option = (name: string, option: string, label: string): Html =>
    html`<option value="${option}"${value(name) === option ? raw(' selected') : ''}>${label}</option>`
  return html`<form action="${link('/feeds')}#preview" method="get" class="form">${keepLanguage(context)}
<p><label for="feed">${locale.message('feeds.builder.from')}</label><select id="feed" name="feed">${feeds.map(({ id, title }) => option('feed', id, locale.label(title)))}</select></p>
<p><label for="bq">${locale.message('feeds.builder.q')}</label><input id="bq" name="q" value="${value('q')}" maxlength="4096" dir="auto" aria-describedby="bq-hint"><small id="bq-hint">${locale.message('feeds.builder.q.hint')}</small></p>
${languageChips(context)}
${topicChips(context)}
<p class="pair"><span><label for="group">${locale.message('feeds.builder.group')}</label><select id="group" name="group">${option('group', 'story', locale.message('feeds.grouped.story'))}${option('group', 'article', locale.message('feeds.grouped.article'))}</select></span>
<span><label for="limit">${locale.message('feeds.builder.limit')}</label><input id="limit" name="limit" type="number" min="1" max="1000" value="${value('limit') === '' ? '100' : value('limit')}"></span></p>
<p><button>${locale.message('feeds.builder.preview')}</button></p></form>`
}

const chip = (name: string, value: string, label: Html | string, ticked: boolean): Html =>
  html`<label class="chip"><input type="checkbox" name="${name}" value="${value}"${ticked ? raw(' checked') : ''}><span>${label}</span></label>`

const languageChips = (context: PageContext): Html => {
  const { locale, query } = context
  const ticked = chosen(query, 'lang')
  const offered = [...new Set([...languagesOf(context), ...ticked])]
  return html`<fieldset><legend>${locale.message('feeds.builder.languages')} <small>${locale.message('feeds.builder.fewer')}</small></legend>
<div class="boxes">${offered.map((language) => chip('lang', language, locale.languageName(language), ticked.includes(language)))}</div></fieldset>`
}

/** The languages with most sources, after the reader's own: the first ticked one provides the headline of a story in several. */
const languagesOf = ({ locale, configuration }: PageContext): readonly LanguageTag[] => {
  const counts = new Map<LanguageTag, number>()
  for (const { language } of configuration.sources) if (language !== null) counts.set(language, (counts.get(language) ?? 0) + 1)
  const own = (language: LanguageTag): number => locale.readable.toReversed().indexOf(language)
  return [...counts.keys()]
    .toSorted((a, b) => own(b) - own(a) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1))
    .slice(0, MOST_LANGUAGES)
}

/** One collapsible group per root topic, open if anything in it is ticked. */
const topicChips = (context: PageContext): Html => {
  const { locale, query, configuration } = context
  const { topics } = configuration.taxonomy
  const ticked = chosen(query, 'topic')
  const fold = (root: Topic): Html => {
    const within = topics.filter((topic) => topic !== root && rootOf(topic, topics) === root)
    const count = [root, ...within].filter(({ id }) => ticked.includes(id)).length
    const summary = html`<summary>${labelled(locale, root.label)}${count === 0 ? '' : html` <small>${locale.message('feeds.builder.chosen', { count })}</small>`}</summary>`
    return html`<details${count > 0 ? raw(' open') : ''}>${summary}<div class="boxes">${[root, ...within].map(({ id, label }) => chip('topic', id, labelled(locale, label), ticked.includes(id)))}</div></details>`
  }
  return html`<fieldset><legend>${locale.message('feeds.builder.topic')} <small>${locale.message('feeds.builder.fewer')}</small></legend>
${topics.filter(({ parent }) => parent === null).map(fold)}</fieldset>`
}

const rootOf = (topic: Topic, topics: readonly Topic[]): Topic => {
  let found = topic
  for (let steps = 0; found.parent !== null && steps < 10; steps += 1) {
    const { parent } = found
    found = topics.find(({ id }) => id === parent) ?? found
  }
  return found
}
