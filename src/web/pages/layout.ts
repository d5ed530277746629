import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html, raw } from 'hono/html'
import { INTERFACE_LANGUAGES, type MessageKey } from '../locale.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

const SECTIONS = [
  ['today', '/', 'nav.today'],
  ['topics', '/topics', 'nav.topics'],
  ['feeds', '/feeds', 'nav.feeds'],
  ['sources', '/sources', 'nav.sources'],
  ['about', '/about', 'nav.about'],
] as const satisfies readonly (readonly [PageContent['section'], string, MessageKey])[]

/** The whole page around one content. */
export const layOut = (context: PageContext, content: PageContent): string => {
  const { locale, configuration } = context
  const site = configuration.service.title
  return textOf(html`<!doctype html>
<html lang="${locale.language}" dir="${locale.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${content.section === 'today' ? `${site} · ${content.title}` : `${content.title} · ${site}`}</title>
<meta name="color-scheme" content="light dark">
${content.robots === undefined ? '' : html`<meta name="robots" content="${content.robots}">`}
<link rel="stylesheet" href="${context.link(STYLE_PATH)}">
<link rel="icon" type="image/svg+xml" href="${context.link('/icon.svg')}">
${feedLinks(content)}
</head>
<body>
<a class="skip" href="#content">${locale.message('nav.skip')}</a>
${masthead(context, content)}
<main id="content" tabindex="-1">
${content.body}
</main>
${footer(context)}
</body>
</html>
`)
}

/** A template of plain values is ready at once; the type allows for promises, which we never pass. */
const textOf = (page: Html): string => {
  if (page instanceof Promise) throw new TypeError('a page was given a promise')
  return page.toString()
}

const feedLinks = ({ feeds = [] }: PageContent): Html =>
  html`${feeds.map(({ title, href }) => html`<link rel="alternate" type="application/atom+xml" title="${title}" href="${href}">\n`)}`

const masthead = (context: PageContext, content: PageContent): Html => {
  const { locale, href, configuration } = context
  return html`<header class="masthead"><div class="frame">
<p class="brand"><a href="${href('/')}">${EMBLEM}<span>${configuration.service.title}</span></a></p>
<nav aria-label="${locale.message('nav.label')}"><ul>
${SECTIONS.map(
  ([section, path, key]) =>
    html`<li><a href="${href(path)}"${content.section === section ? raw(' aria-current="page"') : ''}>${locale.message(key)}</a></li>`,
)}
</ul></nav>
<form class="find" action="${context.link('/search')}" method="get" role="search">
<label class="unseen" for="find">${locale.message('search.label')}</label>
<input id="find" type="search" name="q" maxlength="4096" placeholder="${locale.message('search.placeholder')}" value="${content.searched ?? ''}" dir="auto">
${keepLanguage(context)}<button>${locale.message('search.button')}</button>
</form>
</div></header>`
}

/** A form drops the query of its address, so the chosen language is a hidden field. */
export const keepLanguage = ({ query }: PageContext): Html | '' => {
  const chosen = query.get('ui')
  return chosen === null ? '' : html`<input type="hidden" name="ui" value="${chosen}">`
}

const footer = (context: PageContext): Html => {
  const { locale, counts, href, version } = context
  return html`<footer class="colophon"><div class="frame">
<p>${locale.message('footer.state', { stories: counts.stories, sources: counts.sources, edition: counts.edition })}</p>
${INTERFACE_LANGUAGES.length < 2 ? '' : languageChoice(context)}
<p><a href="${href('/about')}">${locale.message('footer.software', { version })}</a></p>
</div></footer>`
}

const languageChoice = ({ locale, query, path, link }: PageContext): Html => {
  const to = (language: string): string => {
    const parameters = new URLSearchParams(query)
    parameters.set('ui', language)
    return `${link(path.split('?')[0] ?? '/')}?${parameters.toString()}`
  }
  return html`<nav aria-label="${locale.message('nav.languages')}"><ul class="plain">
${INTERFACE_LANGUAGES.map(
  (language) =>
    html`<li><a lang="${language}" hreflang="${language}" rel="nofollow" href="${to(language)}"${language === locale.language ? raw(' aria-current="true"') : ''}>${ownName(language)}</a></li>`,
)}
</ul></nav>`
}

/** français → Français, русский → Русский: a name on its own begins with a capital if its script has capitals. */
const ownName = (language: string): string => {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
  const [first = ''] = name
  return first.toLocaleUpperCase(language) + name.slice(first.length)
}

const EMBLEM = raw(
  '<svg class="emblem" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M3 5h18M3 10h13M3 15h18M3 20h8"/><circle cx="19" cy="10" r="2"/><circle cx="14" cy="20" r="2"/></svg>',
)
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0b5465"/><g fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"><path d="M5 7h14M5 11h8M5 15h14M5 19h4"/></g><g fill="#f2b84b"><circle cx="16.5" cy="11" r="1.7"/><circle cx="12.5" cy="19" r="1.7"/></g></svg>'

/** The one style sheet. Its address contains its hash, so that browsers may cache it forever. */
export const STYLE = readFileSync(new URL('../styles/style.css', import.meta.url), 'utf8')
export const STYLE_PATH = `/style-${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`
