import { html, raw } from 'hono/html'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { feedNamed, feedQuery } from '../feeds/feed-query.ts'
import { Refusal } from '../http/refusal.ts'
import { keepLanguage } from './layout.ts'
import { FORMATS, refusalText, subscribeLinks } from './parts.ts'
import { storyCard } from './story-card.ts'
import { address, type Html, type PageContent, type Visit } from './visit.ts'

const PREVIEWED = 6

/** What there is to subscribe to, and a builder for anything else. */
export const feedsPage = async (visit: Visit): Promise<PageContent> => {
  const { words, configuration } = visit
  const all = feedNamed('all', configuration.feeds, words.say('feeds.all'))
  const feeds = [...(all === null ? [] : [all]), ...configuration.feeds.filter(({ id }) => id !== 'all')]
  const asked = visit.query.has('q') || visit.query.has('feed') || visit.query.has('topic') || visit.query.has('lang')
  const body = html`<div class="frame">
<header class="opening"><h1>${words.say('feeds.title')}</h1><p class="standfirst">${words.say('feeds.intro')}</p>
<p class="subscribe"><a href="${visit.link('/feeds.opml')}">${words.say('feeds.import')}</a> <span class="quiet">${words.say('feeds.import.text')}</span></p></header>
<div class="columns even"><section class="feed-list">${feeds.map((feed) => feedCard(visit, feed))}</section>
<section class="builder" id="builder" aria-labelledby="build"><h2 id="build">${words.say('feeds.builder')}</h2>
<p class="quiet">${words.say('feeds.builder.intro')}</p>
${builder(visit, feeds)}
${asked ? await preview(visit, feeds) : ''}
</section></div></div>`
  return { title: words.say('feeds.title'), section: 'feeds', body }
}

const titleOf = ({ words }: Visit, { title }: FeedDefinition): string => words.label(title)

const feedCard = (visit: Visit, feed: FeedDefinition): Html => {
  const { words, href } = visit
  const description =
    feed.id === 'all' && feed.description === null
      ? words.say('feeds.all.description')
      : feed.description === null
        ? ''
        : words.label(feed.description)
  return html`<article class="feed"><h2 id="${feed.id}"><a href="${href('/feeds', { feed: feed.id })}#builder">${titleOf(visit, feed)}</a></h2>
${description === '' ? '' : html`<p>${description}</p>`}
<p class="quiet">${feed.filter === '' ? words.say('feeds.filter.none') : html`<code dir="auto">${feed.filter}</code>`} <span class="sep">·</span> ${words.say(feed.group === 'story' ? 'feeds.grouped.story' : 'feeds.grouped.article')}</p>
${subscribeLinks(visit, {}, feed.id)}</article>`
}

const builder = (visit: Visit, feeds: readonly FeedDefinition[]): Html => {
  const { words, query, configuration } = visit
  const value = (name: string): string => query.get(name) ?? ''
  const option = (name: string, option: string, label: string): Html =>
    html`<option value="${option}"${value(name) === option ? raw(' selected') : ''}>${label}</option>`
  const { topics } = configuration.knowledge
  return html`<form action="${visit.link('/feeds')}#builder" method="get" class="form">${keepLanguage(visit)}
<p><label for="feed">${words.say('feeds.builder.from')}</label><select id="feed" name="feed">${feeds.map((feed) => option('feed', feed.id, titleOf(visit, feed)))}</select></p>
<p><label for="bq">${words.say('feeds.builder.q')}</label><input id="bq" name="q" value="${value('q')}" maxlength="4096" dir="auto" aria-describedby="bq-hint"><small id="bq-hint">${words.say('feeds.builder.q.hint')}</small></p>
<p><label for="topic">${words.say('feeds.builder.topic')}</label><select id="topic" name="topic"><option value="">${words.say('feeds.builder.any')}</option>${topics.map(({ id, parent, label }) => option('topic', id, `${parent === null ? '' : '– '}${words.label(label)}`))}</select></p>
<p><label for="lang">${words.say('feeds.builder.languages')}</label><input id="lang" name="lang" value="${value('lang')}" maxlength="200" dir="ltr" aria-describedby="lang-hint"><small id="lang-hint">${words.say('feeds.builder.languages.hint')}</small></p>
<p class="pair"><span><label for="group">${words.say('feeds.builder.group')}</label><select id="group" name="group">${option('group', 'story', words.say('feeds.grouped.story'))}${option('group', 'article', words.say('feeds.grouped.article'))}</select></span>
<span><label for="limit">${words.say('feeds.builder.limit')}</label><input id="limit" name="limit" type="number" min="1" max="1000" value="${value('limit') === '' ? '100' : value('limit')}"></span></p>
<p><button>${words.say('feeds.builder.preview')}</button></p></form>`
}

/** The address that the form describes, and what it holds now. A mistake is told beside the form, which keeps its values. */
const preview = async (visit: Visit, feeds: readonly FeedDefinition[]): Promise<Html> => {
  const { words, query, store } = visit
  const feed = feeds.find(({ id }) => id === (query.get('feed') ?? 'all'))
  if (feed === undefined) throw new Refusal(404, words.say('error.title.404'))
  const topic = query.get('topic') ?? ''
  const q = [topic === '' ? '' : `topic:${topic}`, groupedFilter(query.get('q') ?? '', topic)]
    .filter((part) => part !== '')
    .join(' ')
  const parameters = {
    q,
    lang: query.get('lang'),
    group: differing(query.get('group'), feed.group),
    limit: differing(query.get('limit'), String(feed.limit)),
  }
  try {
    const wanted = feedQuery(feed, new URLSearchParams(present(parameters)), visit.parse)
    const page = await store.stories({ filter: wanted.filter, limit: PREVIEWED, before: null })
    return html`<section class="preview" aria-labelledby="addresses"><h3 id="addresses">${words.say('feeds.builder.addresses')}</h3>
<ul class="addresses">${FORMATS.map(([ending, name]) => html`<li><a href="${visit.link(`/feeds/${feed.id}.${ending}`, parameters)}">${name}</a> <code dir="ltr">${visit.origin}${address(`/feeds/${feed.id}.${ending}`, parameters)}</code></li>`)}</ul>
<h3>${words.say('feeds.builder.first')}</h3>
${page.rows.length === 0 ? html`<p class="quiet">${words.say('feeds.builder.nothing')}</p>` : page.rows.map((match) => storyCard(visit, match, 'line'))}</section>`
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return html`<section class="mistake" role="alert"><p>${refusalText(words, error.message, error.said)}</p></section>`
  }
}

/** `a OR b` beside a topic means (a OR b). */
const groupedFilter = (q: string, topic: string): string => (topic !== '' && /\bOR\b/.test(q) ? `(${q.trim()})` : q.trim())
const differing = (value: string | null, usual: string): string | null => (value === usual ? null : value)
const present = (parameters: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]) => (value === null || value === '' ? [] : [[key, value]])),
  )
