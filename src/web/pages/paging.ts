import { html } from 'hono/html'
import { cursorText, parseCursor } from '../../publish/feed-document.ts'
import type { Cursor } from '../../store/ports/story-search.ts'
import { HttpError } from '../http/http-error.ts'
import type { Html, PageContext, Parameters } from './page-context.ts'

/** The position in `?before=`, from which a page continues; null on the first page. Throws 400 if it is not valid. */
export const positionOf = (query: URLSearchParams): Cursor | null => {
  const text = query.get('before')
  if (text === null || text === '') return null
  const cursor = parseCursor(text)
  if (cursor === null)
    throw new HttpError(400, 'before must be a position from a “next” link, or a date such as 2026-11-24.', {
      extra: { parameter: 'before' },
      localized: { key: 'error.cursor' },
    })
  return cursor
}

/** Links to the newest and to older entries; empty if there is only one page. */
export const pager = (context: PageContext, path: string, parameters: Parameters, next: Cursor | null): Html | '' => {
  const { locale, href, query } = context
  const isFirst = query.get('before') === null
  if (isFirst && next === null) return ''
  return html`<nav class="pager" aria-label="${locale.message('list.pages')}">
${isFirst ? '' : html`<a href="${href(path, parameters)}">${locale.message('list.newest')}</a>`}
${next === null ? '' : html`<a rel="next" href="${href(path, { ...parameters, before: cursorText(next) })}">${locale.message('list.older')}</a>`}
</nav>`
}
