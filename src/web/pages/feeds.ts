import { html } from 'hono/html'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { openFeeds } from '../feeds/private-feeds.ts'
import { feedNamed } from '../feeds/feed-query.ts'
import { builderForm } from './feed-builder.ts'
import { feedPreview } from './feed-preview.ts'
import { labelled } from './names.ts'
import { subscribeLinks } from './parts.ts'
import type { Html, PageContent, Visit } from './visit.ts'

/** What there is to subscribe to, and a builder for anything else. */
export const feedsPage = async (visit: Visit): Promise<PageContent> => {
  const { words, configuration, link, query } = visit
  const open = openFeeds(configuration)
  const all = feedNamed('all', open, words.say('feeds.all'))
  const feeds = [...(all === null ? [] : [all]), ...open.filter(({ id }) => id !== 'all')]
  const asked = ['q', 'feed', 'topic', 'lang'].some((name) => query.has(name))
  const body = html`<div class="frame">
<header class="opening"><h1>${words.say('feeds.title')}</h1><p class="standfirst">${words.say('feeds.intro')}</p>
<p class="subscribe"><a class="button" href="#builder">${words.say('feeds.builder')}</a> <a href="${link('/feeds.opml')}">${words.say('feeds.import')}</a> <span class="quiet">${words.say('feeds.import.text')}</span></p></header>
<div class="feed-list">${feeds.map((feed) => feedCard(visit, feed))}</div>
<section class="builder" id="builder" aria-labelledby="build"><h2 id="build">${words.say('feeds.builder')}</h2>
<p class="quiet">${words.say('feeds.builder.intro')}</p>
<div class="columns even">${builderForm(visit, feeds)}
${asked ? await feedPreview(visit, feeds) : ''}</div>
</section></div>`
  return { title: words.say('feeds.title'), section: 'feeds', body }
}

const feedCard = (visit: Visit, feed: FeedDefinition): Html => {
  const { words, href } = visit
  const usual = feed.id === 'all' ? words.say('feeds.all.description') : ''
  const description = feed.description === null ? usual : labelled(words, feed.description)
  return html`<article class="feed"><h2 id="${feed.id}"><a href="${href('/feeds', { feed: feed.id })}#builder">${labelled(words, feed.title)}</a></h2>
${description === '' ? '' : html`<p>${description}</p>`}
<p class="quiet">${feed.filter === '' ? words.say('feeds.filter.none') : html`<code dir="auto">${feed.filter}</code>`} <span class="sep">·</span> ${words.say(feed.group === 'story' ? 'feeds.grouped.story' : 'feeds.grouped.article')}</p>
${subscribeLinks(visit, {}, feed.id)}</article>`
}
