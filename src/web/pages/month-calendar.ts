import { html, raw } from 'hono/html'
import { DAY } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import type { Html, PageContext } from './page-context.ts'
import { dayHref, storyDays } from './story-days.ts'

const WEEK = 7

export const dayText = (at: Instant): string => new Date(at).toISOString().slice(0, 10)
export const monthText = (at: Instant): string => dayText(at).slice(0, 7)

/** The first instants of the month and of the next one. */
export const monthAround = (at: Instant): { readonly from: Instant; readonly to: Instant } => {
  const date = new Date(at)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) }
}

/** The month of a day, with the number of stories on each; days without stories are no links. `chosen`: the day that the page shows. */
export const monthCalendar = async (context: PageContext, at: Instant, chosen: string | null = null): Promise<Html> => {
  const { locale } = context
  const { from, to } = monthAround(at)
  const { days, earlier, later } = await storyDays(context, from, to)
  const stories = new Map(days.map(({ day, stories }) => [day, stories]))
  const cell = (day: Instant | null): Html => {
    if (day === null) return html`<td></td>`
    const text = dayText(day)
    const [number, count] = [locale.number(new Date(day).getUTCDate()), stories.get(text)]
    if (count === undefined) return html`<td><span>${number}</span></td>`
    const current = text === chosen ? raw(' aria-current="date"') : ''
    return html`<td><a href="${dayHref(context, text)}"${current}>${number} <small aria-hidden="true">${locale.number(count)}</small><span class="unseen">${locale.message('day.count', { count })}</span></a></td>`
  }
  const weekdays = Array.from({ length: WEEK }, (_, day) => locale.weekday((locale.weekStart + day) % WEEK))
  const month = (text: string | null, rel: 'prev' | 'next'): Html | '' =>
    text === null
      ? ''
      : html`<a rel="${rel}" href="${dayHref(context, text.slice(0, 7))}">${locale.month(Date.parse(`${text}T00:00:00Z`))}</a>`
  return html`<table class="month"><caption>${chosen === monthText(at) ? html`<span class="unseen">${locale.month(from)}</span>` : html`<a href="${dayHref(context, monthText(at))}">${locale.month(from)}</a>`}</caption>
<thead><tr>${weekdays.map(({ letter, name }) => html`<th scope="col"><abbr title="${name}">${letter}</abbr></th>`)}</tr></thead>
<tbody>${weeksOf(from, to, locale.weekStart).map((week) => html`<tr>${week.map(cell)}</tr>`)}</tbody></table>
<p class="months">${month(earlier, 'prev')} ${month(later, 'next')}</p>`
}

/** Rows of seven days; null: a day of another month. */
const weeksOf = (from: Instant, to: Instant, weekStart: number): readonly (readonly (Instant | null)[])[] => {
  const before = (new Date(from).getUTCDay() - weekStart + WEEK) % WEEK
  const days = (to - from) / DAY
  return Array.from({ length: Math.ceil((before + days) / WEEK) }, (_, week) =>
    Array.from({ length: WEEK }, (_, weekday) => {
      const day = week * WEEK + weekday - before
      return day < 0 || day >= days ? null : from + day * DAY
    }),
  )
}
