import { html } from 'hono/html'
import type { MessageKey } from '../locale.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

/** The purpose of this site, its rules, and the addresses of its data. */
export const aboutPage = (context: PageContext): PageContent => {
  const { locale, configuration, counts, version, link, href } = context
  const numbers: readonly (readonly [MessageKey, string])[] = [
    ['about.items', locale.number(counts.items)],
    ['about.articles', locale.number(counts.articles)],
    ['about.copies', locale.number(counts.copies)],
    ['about.stories', locale.number(counts.stories)],
    ['about.sources', locale.number(counts.sources)],
    ['about.edition', locale.number(counts.edition)],
    ['about.version', version],
  ]
  const part = (heading: MessageKey, text: MessageKey, more: Html | '' = ''): Html =>
    html`<section><h2>${locale.message(heading)}</h2><p>${locale.message(text, { title: configuration.service.title })}</p>${more}</section>`
  const apis = html`<ul class="plain-list"><li><a href="${link('/openapi.json')}"><code>/openapi.json</code></a></li><li><a href="${link('/api/v1/status')}"><code>/api/v1/status</code></a></li>
<li><a href="${link('/api/v1/stories')}"><code>/api/v1/stories</code></a></li><li><a href="${link('/feeds.opml')}"><code>/feeds.opml</code></a></li></ul>`
  const taxonomy = html`<p><a href="${href('/about/topics')}">${locale.message('taxonomy.title')}</a></p>`
  const body = html`<div class="frame"><header class="opening"><h1>${locale.message('about.title')}</h1></header>
<div class="columns"><div class="prose">${part('about.what', 'about.what.text')}${part('about.rules', 'about.rules.text', taxonomy)}${part('about.rights', 'about.rights.text')}${part('about.machines', 'about.machines.text', apis)}</div>
<aside class="rail"><section><h2>${locale.message('about.numbers')}</h2><dl class="figures">${numbers.map(([key, value]) => html`<dt>${locale.message(key)}</dt><dd>${value}</dd>`)}</dl></section></aside></div></div>`
  return { title: locale.message('about.title'), section: 'about', body }
}
