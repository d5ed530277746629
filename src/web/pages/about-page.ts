import { html } from 'hono/html'
import type { MessageKey } from '../locale.ts'
import type { LocalizedDetail } from '../http/http-error.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { refusalText } from './parts.ts'
import { nearestWord } from '../../lib/nearest-word.ts'

/** What this site is, how it decides, and where programs find its data. */
export const aboutPage = (context: PageContext): PageContent => {
  const { locale, configuration, counts, version, link, href } = context
  const figures: readonly (readonly [MessageKey, string])[] = [
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
<aside class="rail"><section><h2>${locale.message('about.numbers')}</h2><dl class="figures">${figures.map(([key, value]) => html`<dt>${locale.message(key)}</dt><dd>${value}</dd>`)}</dl></section></aside></div></div>`
  return { title: locale.message('about.title'), section: 'about', body }
}

const PATHS = ['/', '/topics', '/feeds', '/sources', '/about', '/search', '/feeds.opml', '/feeds/all.atom']

type Trouble = { readonly detail: string; readonly localized: LocalizedDetail | null }

/** The page for a request that cannot be served. It never says more than the detail it is given. */
export const errorPage = (context: PageContext, status: number, { detail, localized }: Trouble): PageContent => {
  const { locale, href } = context
  const title = locale.message(titleKey(status))
  const path = context.path.split('?')[0] ?? '/'
  const near = status === 404 && detail === '' ? nearestWord(path.slice(0, 60), PATHS) : null
  const body = html`<div class="frame empty"><p class="kicker">${status}</p><h1>${title}</h1>${detail === '' && localized === null ? '' : html`<p>${refusalText(locale, detail, localized)}</p>`}
${near === null ? '' : html`<p><a href="${href(near)}">${locale.message('error.meant', { name: near })}</a></p>`}
<p><a class="button" href="${href('/')}">${locale.message('error.home')}</a></p></div>`
  return { title, section: null, status, body, robots: 'noindex' }
}

const titleKey = (status: number): MessageKey => {
  switch (status) {
    case 403:
      return 'error.title.401'
    case 401:
    case 404:
    case 405:
    case 414:
    case 429:
    case 500:
    case 503:
      return `error.title.${status}`
    default:
      return 'error.title.400'
  }
}
