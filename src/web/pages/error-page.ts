import { html } from 'hono/html'
import { nearestWord } from '../../lib/nearest-word.ts'
import type { LocalizedDetail } from '../http/http-error.ts'
import type { Locale, MessageKey } from '../locale.ts'
import { inEnglish } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

const PATHS = ['/', '/topics', '/feeds', '/sources', '/about', '/search', '/feeds.opml', '/feeds/all.atom']

type ErrorDetail = { readonly detail: string; readonly localized: LocalizedDetail | null }

/** The page for a request that cannot be served. It shows no more than the given detail. */
export const errorPage = (context: PageContext, status: number, { detail, localized }: ErrorDetail): PageContent => {
  const { locale, href } = context
  const title = locale.message(titleKey(status))
  const path = context.path.split('?')[0] ?? '/'
  const near = status === 404 && detail === '' ? nearestWord(path.slice(0, 60), PATHS) : null
  const body = html`<div class="frame empty"><p class="kicker">${status}</p><h1>${title}</h1>${detail === '' && localized === null ? '' : html`<p>${errorText(locale, detail, localized)}</p>`}
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

/** An HTTP error in the reader's language if there is a message for it, else in English. */
export const errorText = (locale: Locale, detail: string, localized: LocalizedDetail | null): Html => {
  if (localized === null) return inEnglish(detail)
  return html`${locale.message(localized.key, localized.values)} ${errorDetail(locale, localized)}`
}

/** The full detail in English; in other languages the messages that come closest to it. */
export const errorDetail = (
  locale: Locale,
  { english, instead = [] }: Pick<LocalizedDetail, 'english' | 'instead'>,
): Html | '' => {
  if (locale.language !== 'en' && instead.length > 0)
    return html`${instead.map(({ key, values }) => html`${locale.message(key, values)} `)}`
  return english === undefined ? '' : inEnglish(english)
}
