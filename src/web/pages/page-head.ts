/** The metadata of a page for programs: its address, its description, its other languages, its feeds. */
import { html } from 'hono/html'
import { pathWithQuery } from '../../lib/url.ts'
import { INTERFACE_LANGUAGES, type MessageKey } from '../locale.ts'
import type { Html, OfferedFeed, PageContent, PageContext } from './page-context.ts'

/** Parameters that make another page of the same path, and so belong to its canonical address. All others only change the view, or are not ours. */
const TELLING = ['before', 'page', 'q', 'state', 'lang', 'days', 'by'] as const

export const pageHead = (context: PageContext, content: PageContent): Html => {
  const { locale, configuration } = context
  const description =
    content.description ?? locale.message(DESCRIPTIONS[content.section ?? 'about'], { title: configuration.service.title })
  return html`<title>${content.section === 'today' ? `${configuration.service.title} · ${content.title}` : `${content.title} · ${configuration.service.title}`}</title>
<meta name="description" content="${description}">
<meta property="og:title" content="${content.title}">
<meta property="og:description" content="${description}">
<meta property="og:site_name" content="${configuration.service.title}">
<meta property="og:locale" content="${territoryOf(locale.language)}">
<meta property="og:type" content="${content.published === undefined ? 'website' : 'article'}">
${content.published === undefined ? '' : html`<meta property="article:published_time" content="${new Date(content.published).toISOString()}">\n`}${
  content.image === undefined ? '' : html`<meta property="og:image" content="${content.image}">\n`
}${content.status === undefined ? addresses(context) : ''}${(content.feeds ?? []).map(feedLink)}`
}

/** Descriptions for pages that have none of their own, by section. */
const DESCRIPTIONS = {
  today: 'home.subscribe.text',
  topics: 'topics.intro',
  feeds: 'feeds.intro',
  sources: 'about.what.text',
  about: 'about.what.text',
} as const satisfies Readonly<Record<string, MessageKey>>

/** Links to the page's own address and to its other languages. The own address names a language only if the reader chose it. */
const addresses = ({ origin, path, query }: PageContext): Html => {
  const [route = '/'] = path.split('?')
  const telling = Object.fromEntries(TELLING.map((name) => [name, query.get(name)]))
  const addressIn = (ui: string | null): string => origin + pathWithQuery(route, { ...telling, ui })
  const own = addressIn(query.get('ui'))
  return html`<meta property="og:url" content="${own}">
<link rel="canonical" href="${own}">
<link rel="alternate" hreflang="x-default" href="${addressIn(null)}">
${INTERFACE_LANGUAGES.map((language) => html`<link rel="alternate" hreflang="${language}" href="${addressIn(language)}">\n`)}`
}

const TYPES = { atom: 'application/atom+xml', rss: 'application/rss+xml', json: 'application/feed+json' } as const

const feedLink = ({ title, href, format = 'atom' }: OfferedFeed): Html =>
  html`<link rel="alternate" type="${TYPES[format]}" title="${title}" href="${href}">\n`

/** fr → fr_FR, zh-Hant → zh_TW: the form that OpenGraph asks for, with the largest territory of the language. */
const territoryOf = (language: string): string => {
  const { language: base, region } = new Intl.Locale(language).maximize()
  return `${base}_${region}`
}
