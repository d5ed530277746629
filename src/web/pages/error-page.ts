import { html } from 'hono/html'
import { MOST_ENTRIES } from '../feeds/feed-query.ts'
import type { LocalizedDetail } from '../http/http-error.ts'
import { INTERFACE_LANGUAGES, type Locale, localeFor, type MessageKey } from '../locale.ts'
import { inEnglish } from './foreign.ts'
import { type NearAddress, nearAddresses, wordsOf } from './near-addresses.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

type ErrorDetail = {
  readonly detail: string
  readonly localized: LocalizedDetail | null
  readonly extra?: Readonly<Record<string, unknown>>
}

/** The page for a request that cannot be served: what is wrong, and what may be meant. It shows no more than the given detail. */
export const errorPage = async (context: PageContext, status: number, error: ErrorDetail): Promise<PageContent> => {
  const { locale, href } = context
  const title = locale.message(titleKey(status))
  const near = status === 404 ? await nearAddresses(context) : correctionsOf(context, error)
  const words = status === 404 ? wordsOf(context) : ''
  const body = html`<div class="frame empty"><p class="kicker">${status}</p><h1>${title}</h1><p>${sentenceOf(locale, status, error)}</p>
${nearList(context, near, error.extra?.['parameter'] === 'ui')}
${words === '' ? '' : html`<p><a href="${href('/search', { q: words })}" rel="nofollow">${locale.message('error.search', { name: words })}</a></p>`}
<p><a class="button" href="${href('/')}">${locale.message('error.home')}</a></p></div>`
  return { title, section: null, status, body, robots: 'noindex' }
}

const sentenceOf = (locale: Locale, status: number, { detail, localized, extra = {} }: ErrorDetail): Html | string => {
  if (detail === '' && localized === null) return status === 404 ? locale.message('error.nothing') : ''
  const help = HELP[String(extra['parameter'])]
  return html`${errorText(locale, detail, localized)} ${help === undefined ? '' : locale.message(help, { most: MOST_ENTRIES })}`
}

/** What to write instead, by the parameter of the address. */
const HELP: Readonly<Record<string, MessageKey>> = {
  lang: 'error.help.lang',
  group: 'error.help.group',
  limit: 'feeds.builder.limit.wrong',
}

/** `introduces`: the sentence before the list already introduces it. */
const nearList = ({ locale, href }: PageContext, near: readonly NearAddress[], introduces: boolean): Html | '' => {
  const [only, ...others] = near
  if (only === undefined) return ''
  const link = ({ path, parameters = {} }: NearAddress, name: Html | string): Html =>
    html`<a href="${href(path, parameters)}" rel="nofollow">${name}</a>`
  if (others.length === 0 && typeof only.name === 'string')
    return html`<p>${link(only, locale.message('error.meant', { name: only.name }))}</p>`
  return html`${introduces ? '' : html`<p>${locale.message('error.near')}</p>`}<ul class="near">${near.map((one) => html`<li>${link(one, one.name)}</li>`)}</ul>`
}

/** The same address with each value that was probably meant. */
const correctionsOf = (context: PageContext, { localized, extra = {} }: ErrorDetail): readonly NearAddress[] => {
  const { query } = context
  const [path = '/'] = context.path.split('?')
  const parameters = Object.fromEntries(query)
  if (extra['parameter'] === 'ui')
    return INTERFACE_LANGUAGES.map((language) => ({
      path,
      parameters: { ...parameters, ui: language },
      name: localeFor(language, undefined).languageName(language),
    }))
  const [what, meant] = localized?.instead ?? []
  const { column, parameter } = extra
  if (typeof column !== 'number' || typeof parameter !== 'string' || meant?.key !== 'error.meant') return []
  const written = Array.from(query.get(parameter) ?? '')
  const before = written.slice(0, column - 1).join('')
  const after = written.slice(column - 1).join('')
  return String(meant.values?.['name'] ?? '')
    .split(', ')
    .map((name) => {
      const corrected = before + after.replace(String(what?.values?.['name'] ?? ''), name)
      return { path, parameters: { ...parameters, [parameter]: corrected }, name: corrected }
    })
}

const titleKey = (status: number): MessageKey => {
  switch (status) {
    case 403:
      return 'error.title.401'
    case 401:
    case 404:
    case 405:
    case 410:
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
