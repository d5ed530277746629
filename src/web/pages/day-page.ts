import { html } from 'hono/html'
import type { Instant } from '../../model/ids.ts'
import { EVERYTHING, mainFeed } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import { DAY } from '../../lib/durations.ts'
import { monthAround, monthCalendar } from './month-calendar.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { pager, positionOf } from './paging.ts'
import { storyCards } from './story-card.ts'
import { dayHref, shownFeed, shownFilter, storyDays } from './story-days.ts'

const A_PAGE = 30

type Days = { readonly from: Instant; readonly to: Instant; readonly isMonth: boolean }

/** The stories that began on a day (`2026-11-24`), or the calendar of a month (`2026-11`). */
export const dayPage = async (context: PageContext, text: string): Promise<PageContent> => {
  const { locale } = context
  const days = daysIn(text)
  const title = days.isMonth ? locale.month(days.from) : locale.day(days.from)
  const { days: counted, earlier, later } = await storyDays(context, days.from, days.to)
  const count = counted.reduce((sum, { stories }) => sum + stories, 0)
  const description = `${title}: ${locale.message('day.count', { count })}`
  const shown = html`${count === 0 ? html`<p class="quiet">${locale.message('day.none')}</p>` : days.isMonth ? '' : await storiesOf(context, days, text)}`
  const calendar = html`<section class="calendar"><h2 class="unseen">${locale.message('day.calendar')}</h2>${await monthCalendar(context, days.from, text)}</section>`
  const body = html`<div class="frame">
<header class="opening"><h1>${title}</h1>
<p class="standfirst">${locale.message('day.count', { count })}</p><p class="meta">${locale.message('day.note')}</p>${otherFeed(context, text)}</header>
${days.isMonth ? html`${shown}${calendar}` : html`<div class="columns"><section aria-labelledby="stories"><h2 id="stories" class="unseen">${locale.message('topic.stories')}</h2>${shown}${neighbours(context, { earlier, later })}</section><aside class="rail">${calendar}</aside></div>`}
</div>`
  return { title, section: 'today', body, description, ...(count === 0 ? { robots: 'noindex' } : {}) }
}

const storiesOf = async (context: PageContext, { from, to }: Days, text: string): Promise<Html> => {
  const before = positionOf(context.query) ?? { at: to - 1, id: '' }
  const { rows, next } = await context.store.stories({ filter: shownFilter(context), limit: A_PAGE, before, from })
  return html`${await storyCards(context, rows, 'full')}${pager(context, `/days/${text}`, { feed: shownFeed(context) }, next)}`
}

/** Everything is one click away from the field, and the field from everything. */
const otherFeed = (context: PageContext, text: string): Html | '' => {
  const { locale, href } = context
  if (mainFeed(context.configuration) === EVERYTHING) return ''
  const isField = shownFeed(context) === null
  return html`<p class="meta"><a href="${href(`/days/${text}`, { feed: isField ? EVERYTHING : null })}">${locale.message(isField ? 'day.everything' : 'day.field')}</a></p>`
}

const neighbours = (
  context: PageContext,
  { earlier, later }: { readonly earlier: string | null; readonly later: string | null },
): Html => {
  const { locale } = context
  const link = (day: string | null, rel: 'prev' | 'next'): Html | '' =>
    day === null ? '' : html`<a rel="${rel}" href="${dayHref(context, day)}">${locale.day(Date.parse(`${day}T00:00:00Z`))}</a>`
  return html`<nav class="pager" aria-label="${locale.message('day.calendar')}">${link(earlier, 'prev')} ${link(later, 'next')}</nav>`
}

/** The day or month that `text` names; throws 404 if there is none, such as 2026-02-30. */
const daysIn = (text: string): Days => {
  const isMonth = /^\d{4}-\d\d$/.test(text)
  const at = Date.parse(`${isMonth ? `${text}-01` : text}T00:00:00Z`)
  const isKnown = /^\d{4}-\d\d(?:-\d\d)?$/.test(text) && Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
  if (!isKnown)
    throw new HttpError(404, 'There is no such day. Days are written as in /days/2026-11-24, months as in /days/2026-11.', {
      localized: { key: 'day.unknown' },
    })
  return isMonth ? { ...monthAround(at), isMonth } : { from: at, to: at + DAY, isMonth }
}
