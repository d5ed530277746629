import { html } from 'hono/html'
import type { MessageKey } from '../messages/en.ts'
import type { Said } from '../http/refusal.ts'
import type { Html, PageContent, Visit } from './visit.ts'
import { refusalText } from './parts.ts'
import { nearestWord } from '../../lib/nearest-word.ts'

/** What this site is, how it decides, and where programs find its data. */
export const aboutPage = (visit: Visit): PageContent => {
  const { words, configuration, counts, version, link, href } = visit
  const figures: readonly (readonly [MessageKey, string])[] = [
    ['about.items', words.number(counts.items)],
    ['about.articles', words.number(counts.articles)],
    ['about.copies', words.number(counts.copies)],
    ['about.stories', words.number(counts.stories)],
    ['about.sources', words.number(counts.sources)],
    ['about.edition', words.number(counts.edition)],
    ['about.version', version],
  ]
  const part = (heading: MessageKey, text: MessageKey, more: Html | '' = ''): Html =>
    html`<section><h2>${words.say(heading)}</h2><p>${words.say(text, { title: configuration.service.title })}</p>${more}</section>`
  const apis = html`<ul class="plain-list"><li><a href="${link('/openapi.json')}"><code>/openapi.json</code></a></li><li><a href="${link('/api/v1/status')}"><code>/api/v1/status</code></a></li>
<li><a href="${link('/api/v1/stories')}"><code>/api/v1/stories</code></a></li><li><a href="${link('/feeds.opml')}"><code>/feeds.opml</code></a></li></ul>`
  const taxonomy = html`<p><a href="${href('/about/topics')}">${words.say('taxonomy.title')}</a></p>`
  const body = html`<div class="frame"><header class="opening"><h1>${words.say('about.title')}</h1></header>
<div class="columns"><div class="prose">${part('about.what', 'about.what.text')}${part('about.rules', 'about.rules.text', taxonomy)}${part('about.rights', 'about.rights.text')}${part('about.machines', 'about.machines.text', apis)}</div>
<aside class="rail"><section><h2>${words.say('about.numbers')}</h2><dl class="figures">${figures.map(([key, value]) => html`<dt>${words.say(key)}</dt><dd>${value}</dd>`)}</dl></section></aside></div></div>`
  return { title: words.say('about.title'), section: 'about', body }
}

const PATHS = ['/', '/topics', '/feeds', '/sources', '/about', '/search', '/feeds.opml', '/feeds/all.atom']

type Trouble = { readonly detail: string; readonly said: Said | null }

/** The page for a request that cannot be served. It never says more than the detail it is given. */
export const errorPage = (visit: Visit, status: number, { detail, said }: Trouble): PageContent => {
  const { words, href } = visit
  const title = words.say(titleKey(status))
  const path = visit.path.split('?')[0] ?? '/'
  const near = status === 404 && detail === '' ? nearestWord(path.slice(0, 60), PATHS) : null
  const body = html`<div class="frame empty"><p class="kicker">${status}</p><h1>${title}</h1>${detail === '' && said === null ? '' : html`<p>${refusalText(words, detail, said)}</p>`}
${near === null ? '' : html`<p><a href="${href(near)}">${words.say('error.meant', { name: near })}</a></p>`}
<p><a class="button" href="${href('/')}">${words.say('error.home')}</a></p></div>`
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
