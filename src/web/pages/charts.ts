import { html } from 'hono/html'
import { DAY } from '../../lib/durations.ts'
import type { Filter } from '../../model/filter.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { DayCount } from '../../store/ports/story-search.ts'
import type { Locale } from '../locale.ts'
import type { Html, PageContext } from './page-context.ts'

export type LanguageCount = { readonly language: LanguageTag; readonly count: number }

/** The number of articles in each language, the most frequent first; equal counts by tag, so that the same state gives the same chart. */
export const countLanguages = (tags: Iterable<LanguageTag>): readonly LanguageCount[] => {
  const counts = new Map<LanguageTag, number>()
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return byCount([...counts].map(([language, count]) => ({ language, count })))
}
const byCount = (counts: readonly LanguageCount[]): readonly LanguageCount[] =>
  counts.toSorted((a, b) => b.count - a.count || (a.language < b.language ? -1 : 1))

const SHADES = 6
const WIDTH = 240

/** One bar divided by language, the most frequent darkest. Decorative: the list next to it has the same content. */
export const languageBar = (counts: readonly LanguageCount[]): Html => {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const shown = counts.slice(0, SHADES - 1)
  const rest = counts.slice(SHADES - 1).reduce((sum, { count }) => sum + count, 0)
  const parts = [...shown.map(({ count }) => count), ...(rest > 0 ? [rest] : [])]
  let x = 0
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} 6" preserveAspectRatio="none" aria-hidden="true">${parts.map(
    (count, index) => {
      const width = (count / total) * WIDTH
      const start = x
      x += width
      return html`<rect class="s${index}" x="${round(start)}" width="${round(Math.max(1, width - 1.5))}" height="6"/>`
    },
  )}</svg>`
}

/** `English 6 · Chinese 3`, then the number of languages that are not listed. */
export const languageList = (locale: Locale, counts: readonly LanguageCount[], most = 6): Html =>
  html`<ul class="languages">${counts
    .slice(0, most)
    .map(
      ({ language, count }) => html`<li>${locale.languageName(language)} <b>${locale.number(count)}</b></li>`,
    )}${counts.length > most ? html`<li>+${locale.number(counts.length - most)}</li>` : ''}</ul>`

/** A table of horizontal bars, readable without the drawing. */
export const languageTable = (locale: Locale, counts: readonly LanguageCount[], most = 12): Html => {
  const largest = counts[0]?.count ?? 1
  return html`<table class="bars"><tbody>${counts.slice(0, most).map(
    ({ language, count }) => html`<tr><th scope="row">${locale.languageName(language)}</th>
<td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="s1" width="${round((count / largest) * 100)}" height="8"/></svg></td>
<td class="figure">${locale.number(count)}</td></tr>`,
  )}</tbody></table>`
}

/** Small columns, one per day, oldest first. `label` describes them for screen readers. */
export const sparkline = (values: readonly number[], label: string): Html => {
  const most = Math.max(1, ...values)
  const d = values
    .map((value, index) => (value === 0 ? '' : `M${index * 4} 24v-${round(Math.max(1.5, (value / most) * 24))}`))
    .join('')
  return html`<svg class="spark" viewBox="-2 0 ${values.length * 4} 24" width="${values.length * 4}" height="24" role="img" aria-label="${label}"><path class="ground" d="M-2 24H${values.length * 4 - 2}"/><path d="${d}"/></svg>`
}

/** One colour of a chart: a number for each step of time, oldest first. */
type Series = { readonly values: readonly number[] }

type Scale = {
  readonly from: Instant
  readonly step: number
  readonly label: string
}

const COLUMN = 10
const HEIGHT = 100

/**
 * Stacked columns over time. The scale is text outside the drawing, so that the drawing may be stretched to any width. Time runs
 * in reading direction: the style sheet mirrors the drawing on right-to-left pages.
 */
export const plot = (locale: Locale, series: readonly Series[], { from, step, label }: Scale): Html => {
  const length = Math.max(...series.map(({ values }) => values.length))
  const sums = Array.from({ length }, (_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))
  const top = niceTop(Math.max(...sums))
  const base = Array.from<number>({ length }).fill(0)
  const gap = length > 40 ? 2 : 3
  const paths = series.map(({ values }) =>
    values
      .map((value, at) => {
        if (value === 0) return ''
        const low = base[at] ?? 0
        base[at] = low + value
        const height = round(((base[at] ?? 0) - low) * (HEIGHT / top))
        return `M${at * COLUMN + gap / 2} ${round(HEIGHT - low * (HEIGHT / top))}v-${height}h${COLUMN - gap}v${height}z`
      })
      .join(''),
  )
  const ticks = [0, 1, 2, 3].map((third) => from + Math.round(((length - 1) * third) / 3) * step)
  return html`<div class="plot"><p class="scale" aria-hidden="true"><span>${locale.number(top)}</span><span>${locale.number(top / 2)}</span><span>${locale.number(0)}</span></p>
<svg viewBox="0 0 ${length * COLUMN} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="ground" d="M0 0H${length * COLUMN}M0 ${HEIGHT / 2}H${length * COLUMN}M0 ${HEIGHT}H${length * COLUMN}"/>${paths.map((d, index) => html`<path class="c${index}" d="${d}"/>`)}</svg>
<p class="ticks" aria-hidden="true">${ticks.map((at) => html`<span>${locale.shortDay(at)}</span>`)}</p></div>`
}

/** The next of 2, 4, 6, 10, 20, 40, 60, 100 …: its half is a whole number as well. */
const niceTop = (most: number): number => {
  for (let power = 1; ; power *= 10) {
    const found = [2, 4, 6, 10].find((step) => step * power >= most)
    if (found !== undefined) return found * power
  }
}

const round = (value: number): string => String(Math.round(value * 10) / 10)

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
