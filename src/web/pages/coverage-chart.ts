import { html } from 'hono/html'
import type { Filter } from '../../model/filter.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { DayCount } from '../../store/ports/story-search.ts'
import { plot, type Series } from './charts.ts'
import type { Html, PageContext } from './page-context.ts'

const DAY = 86_400_000
/** Thirteen whole weeks, today the last day. */
const DAYS = 91
const WEEK = 7
const MOST_LANGUAGES = 5

/** The days that charts cover: the same until midnight (UTC), so that counts can be cached. */
export const chartedDays = (hour: Instant): { readonly from: Instant; readonly to: Instant } => {
  const to = (Math.floor(hour / DAY) + 1) * DAY
  return { from: to - DAYS * DAY, to }
}

/** The number of articles that match the filter on each day of thirteen weeks, by language; empty if there are none. */
export const coverageChart = async (context: PageContext, filter: Filter): Promise<Html | ''> => {
  const { locale } = context
  const { from, to } = chartedDays(context.hour)
  const counts = await context.statistics.countByDay(filter, 'article', from, to)
  if (counts.length === 0) return ''
  const coverage = coverageOf(counts, from)
  const nameOf = (language: LanguageTag | null): string =>
    language === null ? locale.message('coverage.others') : locale.languageName(language)
  const days = Array.from({ length: DAYS }, (_, day) => sum(coverage.map(({ values }) => values[day] ?? 0)))
  const summary = locale.message('coverage.text', {
    count: sum(days),
    from: locale.day(from),
    to: locale.day(to - DAY),
    most: Math.max(...days),
  })
  return html`<section class="coverage" aria-labelledby="coverage"><h2 id="coverage">${locale.message('coverage.title')}</h2>
<p class="quiet">${summary}</p>
${plot(locale, coverage, { from, step: DAY, label: locale.message('coverage.title') })}
<ul class="legend">${coverage.map(
    ({ language, values }, index) =>
      html`<li><svg viewBox="0 0 1 1" aria-hidden="true"><rect class="c${index}" width="1" height="1"/></svg><span>${nameOf(language)}</span> <b>${locale.number(sum(values))}</b></li>`,
  )}</ul>
${weeks(context, coverage, nameOf)}</section>`
}

type Coverage = Series & { readonly language: LanguageTag | null }

/** The most frequent languages, each with its number per day, and the sum of all others (`language` null). */
const coverageOf = (counts: readonly DayCount[], from: Instant): readonly Coverage[] => {
  const byLanguage = Map.groupBy(counts, ({ language }) => language)
  const all = [...byLanguage].map(([language, own]) => ({ language, values: perDay(own, from) }))
  const sorted = all.toSorted((a, b) => sum(b.values) - sum(a.values) || (a.language < b.language ? -1 : 1))
  // A sixth language takes no more room than “others”.
  const shown = sorted.length <= MOST_LANGUAGES + 1 ? sorted : sorted.slice(0, MOST_LANGUAGES)
  const rest = new Set(sorted.slice(shown.length).map(({ language }) => language))
  if (rest.size === 0) return shown
  return [
    ...shown,
    {
      language: null,
      values: perDay(
        counts.filter(({ language }) => rest.has(language)),
        from,
      ),
    },
  ]
}

/** One number per day, oldest first. */
export const perDay = (counts: readonly DayCount[], from: Instant): readonly number[] => {
  const values = Array.from<number>({ length: DAYS }).fill(0)
  for (const { day, articles } of counts) {
    const at = Math.round((Date.parse(`${day}T00:00:00Z`) - from) / DAY)
    if (at >= 0 && at < DAYS) values[at] = (values[at] ?? 0) + articles
  }
  return values
}

export const perWeek = (days: readonly number[]): readonly number[] =>
  Array.from({ length: DAYS / WEEK }, (_, week) => sum(days.slice(week * WEEK, (week + 1) * WEEK)))

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The same numbers as a table, one row per week, newest first: for readers who cannot see the chart, and for exact numbers. */
const weeks = (context: PageContext, coverage: readonly Coverage[], nameOf: (language: LanguageTag | null) => string): Html => {
  const { locale } = context
  const { from } = chartedDays(context.hour)
  const columns = coverage.map(({ values }) => perWeek(values))
  const rows = Array.from({ length: DAYS / WEEK }, (_, week) => week).toReversed()
  return html`<details><summary>${locale.message('chart.table')}</summary><div class="scroll" tabindex="0" role="region" aria-label="${locale.message('chart.table')}"><table class="grid"><thead><tr>
<th scope="col">${locale.message('chart.week')}</th>${coverage.map(({ language }) => html`<th scope="col" class="figure">${nameOf(language)}</th>`)}<th scope="col" class="figure">${locale.message('chart.total')}</th></tr></thead>
<tbody>${rows.map(
    (week) =>
      html`<tr><th scope="row">${locale.shortDay(from + week * WEEK * DAY)}</th>${columns.map((values) => html`<td class="figure">${locale.number(values[week] ?? 0)}</td>`)}<td class="figure">${locale.number(sum(columns.map((values) => values[week] ?? 0)))}</td></tr>`,
  )}</tbody></table></div></details>`
}
