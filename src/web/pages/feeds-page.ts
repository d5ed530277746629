import { html } from 'hono/html'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { feedNamed } from '../feeds/feed-query.ts'
import { openFeeds } from '../feeds/private-feeds.ts'
import { builderForm } from './feed-builder.ts'
import { feedPreview } from './feed-preview.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { subscribeLinks } from './subscribe-links.ts'

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
