import { html } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import type { DayCount } from '../../store/store.ts'
import type { Words } from '../words.ts'
import type { Html } from './visit.ts'

export type LanguageCount = { readonly language: LanguageTag; readonly count: number }

/** Most first, equal ones by tag, so that the same state draws the same picture. */
export const countLanguages = (tags: Iterable<LanguageTag>): readonly LanguageCount[] => {
  const counts = new Map<LanguageTag, number>()
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return byCount([...counts].map(([language, count]) => ({ language, count })))
}
export const byCount = (counts: readonly LanguageCount[]): readonly LanguageCount[] =>
  counts.toSorted((a, b) => b.count - a.count || (a.language < b.language ? -1 : 1))

const SHADES = 6
const WIDTH = 240

/** One bar cut by language, darkest the most frequent. Says nothing that the words beside it do not. */
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

/** `English 6 · Chinese 3`; the tags that do not fit are counted. */
export const languageList = (words: Words, counts: readonly LanguageCount[], most = 6): Html =>
  html`<ul class="languages">${counts
    .slice(0, most)
    .map(
      ({ language, count }) => html`<li>${words.languageName(language)} <b>${words.number(count)}</b></li>`,
    )}${counts.length > most ? html`<li>+${words.number(counts.length - most)}</li>` : ''}</ul>`

/** A table of horizontal bars: readable without the picture. */
export const languageTable = (words: Words, counts: readonly LanguageCount[], most = 12): Html => {
  const largest = counts[0]?.count ?? 1
  return html`<table class="bars"><tbody>${counts.slice(0, most).map(
    ({ language, count }) => html`<tr><th scope="row">${words.languageName(language)}</th>
<td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="s1" width="${round((count / largest) * 100)}" height="8"/></svg></td>
<td class="figure">${words.number(count)}</td></tr>`,
  )}</tbody></table>`
}

/** Small columns, one a day, oldest first. `label` says in words what they show. */
export const sparkline = (values: readonly number[], label: string): Html => {
  const most = Math.max(1, ...values)
  const d = values
    .map((value, index) => (value === 0 ? '' : `M${index * 4} 24v-${round(Math.max(1.5, (value / most) * 24))}`))
    .join('')
  return html`<svg class="spark" viewBox="-2 0 ${values.length * 4} 24" width="${values.length * 4}" height="24" role="img" aria-label="${label}"><path class="ground" d="M-2 24H${values.length * 4 - 2}"/><path d="${d}"/></svg>`
}

/** Sums a count by day into one figure a day, `days` of them up to and with `lastDay` (`2026-11-24`). */
export const perDay = (counts: readonly DayCount[], lastDay: string, days: number): readonly number[] => {
  const sums = new Map<string, number>()
  for (const { day, articles } of counts) sums.set(day, (sums.get(day) ?? 0) + articles)
  const last = Date.parse(`${lastDay}T00:00:00Z`)
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(last - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10)
    return sums.get(day) ?? 0
  })
}

const round = (value: number): string => String(Math.round(value * 10) / 10)
