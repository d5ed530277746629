import { html } from 'hono/html'
import { cursorText } from '../../publish/cursor.ts'
import type { Cursor } from '../../store/store.ts'
import type { LocalizedDetail } from '../http/http-error.ts'
import type { Locale } from '../locale.ts'
import type { Html, PageContext } from './page-context.ts'

/** What the program tells operators and programmers: in English only, and marked so for readers of other languages. */
export const inEnglish = (text: string): Html => html`<span lang="en" dir="ltr">${text}</span>`

/** A refusal in the reader's language where there are words for it, else as programs are told. */
export const refusalText = (locale: Locale, detail: string, localized: LocalizedDetail | null): Html => {
  if (localized === null) return inEnglish(detail)
  return html`${locale.message(localized.key, localized.values)} ${detailOf(locale, localized)}`
}

/** In English as exactly as it is known, in other languages as far as there are words for it. */
export const detailOf = (
  locale: Locale,
  { english, instead = [] }: Pick<LocalizedDetail, 'english' | 'instead'>,
): Html | '' => {
  if (locale.language !== 'en' && instead.length > 0)
    return html`${instead.map(({ key, values }) => html`${locale.message(key, values)} `)}`
  return english === undefined ? '' : inEnglish(english)
}

type Parameters = Readonly<Record<string, string | number | null>>

export const FORMATS = [
  ['atom', 'Atom'],
  ['rss', 'RSS'],
  ['json', 'JSON Feed'],
] as const

/** `Subscribe: Atom · RSS · JSON Feed` for a feed narrowed by parameters. */
export const subscribeLinks = ({ locale, link }: PageContext, parameters: Parameters, feed = 'all'): Html =>
  html`<p class="subscribe"><span>${locale.message(feed === 'health' ? 'health.title' : 'home.subscribe')}</span> ${FORMATS.map(
    ([ending, name]) => html`<a href="${link(`/feeds/${feed}.${ending}`, parameters)}">${name}</a>`,
  )}</p>`

/** Newest and older; nothing on the only page. */
export const pager = (context: PageContext, path: string, parameters: Parameters, next: Cursor | null): Html | '' => {
  const { locale, href, query } = context
  const isFirst = query.get('before') === null
  if (isFirst && next === null) return ''
  return html`<nav class="pager" aria-label="${locale.message('list.pages')}">
${isFirst ? '' : html`<a href="${href(path, parameters)}">${locale.message('list.newest')}</a>`}
${next === null ? '' : html`<a rel="next" href="${href(path, { ...parameters, before: cursorText(next) })}">${locale.message('list.older')}</a>`}
</nav>`
}
