import { html } from 'hono/html'
import type { DayRange } from './filter-days.ts'
import { keepLanguage } from './layout.ts'
import type { Html, PageContext } from './page-context.ts'

export type Order = 'date' | 'relevance'

type SearchForm = {
  readonly q: string
  readonly order: Order
  readonly usual?: Order
  /** The search without its days, and those days; left out: `q` is shown as it was written. */
  readonly days?: { readonly rest: string; readonly days: DayRange }
  readonly sorts?: boolean
}

/** The form with words and days to search for, and links that choose the order of the results. */
export const searchForm = (
  context: PageContext,
  { q, order, usual = 'date', days: split, sorts = false }: SearchForm,
): Html => {
  const { locale, link } = context
  const { rest, days } = split ?? { rest: q, days: { from: '', until: '' } }
  return html`<form action="${link('/search')}" method="get"><div class="big-find"><label class="unseen" for="q">${locale.message('search.label')}</label>
<input id="q" type="search" name="q" maxlength="4096" value="${rest}" dir="auto">${keepLanguage(context)}${order === usual ? '' : html`<input type="hidden" name="sort" value="${order}">`}<button>${locale.message('search.button')}</button></div>
<fieldset class="days"><legend class="unseen">${locale.message('search.dates')}</legend>
<label>${locale.message('search.from')} <input type="date" name="from" value="${days.from}"></label>
<label>${locale.message('search.until')} <input type="date" name="until" value="${days.until}"></label></fieldset></form>
${sorts ? orders(context, q, { order, usual }) : ''}`
}

const orders = (
  { locale, href }: PageContext,
  q: string,
  { order, usual }: { readonly order: Order; readonly usual: Order },
): Html =>
  html`<nav class="orders" aria-label="${locale.message('search.sort')}"><ul>${(['date', 'relevance'] as const).map(
    (one) =>
      html`<li><a href="${href('/search', { q, sort: one === usual ? null : one })}" rel="nofollow"${one === order ? html` aria-current="true"` : ''}>${locale.message(`search.sort.${one}`)}</a></li>`,
  )}</ul></nav>`
