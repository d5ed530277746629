import { html } from 'hono/html'
import { MINUTE } from '../../lib/durations.ts'
import { firstReports } from '../../model/firsts-by-language.ts'
import type { Story } from '../../model/story.ts'
import type { LanguageCount } from './charts.ts'
import { sourceName } from './configuration-index.ts'
import type { Html, PageContext } from './page-context.ts'
import { timeOf } from './story-card.ts'

const WIDTH = 1000
const MOST_LANGUAGES = 12

/**
 * One row per language, one dot per article, placed by time. The rows are a table with the first times, so that the order is
 * clear without the dots. Time runs in reading direction: the style sheet mirrors the drawing on right-to-left pages.
 */
export const timeline = (context: PageContext, story: Story, languages: readonly LanguageCount[]): Html => {
  const { locale } = context
  const times = story.articles.map(({ publishedAt }) => publishedAt)
  const from = Math.min(...times)
  const to = Math.max(...times, from + MINUTE)
  const x = (at: number): number => Math.round(8 + ((at - from) / (to - from)) * (WIDTH - 16))
  const ofLanguage = Map.groupBy(story.articles, ({ language }) => language)
  const firstOf = new Map(firstReports(story.articles).map((first) => [first.language, first]))
  const rows = languages
    .map(({ language }) => {
      const own = (ofLanguage.get(language) ?? []).map(({ publishedAt }) => publishedAt)
      return { language, own, first: Math.min(...own) }
    })
    .toSorted((a, b) => a.first - b.first || (a.language < b.language ? -1 : 1))
  return html`<section class="timeline" aria-labelledby="timeline"><h2 id="timeline">${locale.message('story.timeline')}</h2>
<table><tbody>${rows.slice(0, MOST_LANGUAGES).map(
    ({ language, own, first }) => html`<tr><th scope="row">${locale.languageName(language)}</th>
<td class="dots"><svg viewBox="0 0 ${WIDTH} 16" preserveAspectRatio="none" aria-hidden="true"><path class="track" d="M0 8H${WIDTH}"/><path class="dot" d="${dots(own.map(x))}"/></svg></td>
<td class="first">${timeOf(context, first, 'brief')} <bdi>${sourceName(context.configuration, firstOf.get(language)?.source ?? story.lead.source)}</bdi></td></tr>`,
  )}</tbody></table>
${rows.length <= MOST_LANGUAGES ? '' : html`<p class="quiet">${locale.message('story.languages', { count: rows.length - MOST_LANGUAGES })}</p>`}</section>`
}

const dots = (places: readonly number[]): string => [...new Set(places)].map((at) => `M${at} 8h0`).join('')
