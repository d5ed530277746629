import { html, raw } from 'hono/html'
import { INTERFACE_LANGUAGES, type MessageKey } from '../locale.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { SCRIPT, STYLE } from './page-files.ts'
import { pageHead } from './page-head.ts'

const SECTIONS = [
  ['today', '/', 'nav.today'],
  ['topics', '/topics', 'nav.topics'],
  ['feeds', '/feeds', 'nav.feeds'],
  ['sources', '/sources', 'nav.sources'],
  ['about', '/about', 'nav.about'],
] as const satisfies readonly (readonly [PageContent['section'], string, MessageKey])[]

export const layOut = (context: PageContext, content: PageContent): string => {
  const { locale } = context
  return textOf(html`<!doctype html>
<html lang="${locale.language}" dir="${locale.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${content.robots === undefined ? '' : html`<meta name="robots" content="${content.robots}">`}
${content.refreshMs === undefined ? '' : html`<noscript><meta http-equiv="refresh" content="${Math.ceil(content.refreshMs / 1000)}"></noscript>`}
<link rel="stylesheet" href="${context.link(STYLE.path)}">
<script type="module" src="${context.link(SCRIPT.path)}"></script>
<link rel="icon" type="image/svg+xml" href="${context.link('/icon.svg')}">
<link rel="apple-touch-icon" href="${context.link('/icon.png')}">
<link rel="manifest" href="${context.link('/manifest.webmanifest')}">
${pageHead(context, content)}
</head>
<body>
<a class="skip" href="#content">${locale.message('nav.skip')}</a>
${masthead(context, content)}
<main id="content" tabindex="-1">
${content.body}
</main>
${footer(context)}
${keysDialog(context)}
</body>
</html>
`)
}

/** A template of plain values is ready at once; the type allows for promises, which we never pass. */
const textOf = (page: Html): string => {
  if (page instanceof Promise) throw new TypeError('a page was given a promise')
  return page.toString()
}

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
<p>${locale.message('footer.state', { sources: counts.sources, edition: counts.edition })}<br>
${locale.message('footer.zone')} <span data-zone>UTC</span></p>
${INTERFACE_LANGUAGES.length < 2 ? '' : languageChoice(context)}
<p><a href="${href('/rights')}">${locale.message('rights.title')}</a> · <a href="${href('/about')}">${locale.message('footer.software', { version })}</a></p>
</div></footer>`
}

const KEYS = [
  ['j', 'keys.next'],
  ['k', 'keys.previous'],
  ['o', 'keys.open'],
  ['/', 'keys.search'],
  ['?', 'keys.title'],
] as const satisfies readonly (readonly [string, MessageKey])[]

/** Opened by the script alone. Single keys can be switched off (WCAG 2.2, 2.1.4). */
const keysDialog = ({
  locale,
}: PageContext): Html => html`<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">${locale.message('keys.title')}</h2>
<dl>${KEYS.map(([key, message]) => html`<dt><kbd>${key}</kbd></dt><dd>${locale.message(message)}</dd>`)}</dl>
<form method="dialog"><label><input type="checkbox" id="keys-on" checked> ${locale.message('keys.on')}</label><button>${locale.message('keys.close')}</button></form></dialog>`

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
