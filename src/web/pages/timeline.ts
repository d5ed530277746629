import { html } from 'hono/html'
import type { Story } from '../../model/story.ts'
import type { LanguageCount } from './charts.ts'
import type { Html, PageContext } from './page-context.ts'

const WIDTH = 1000

/**
 * One row per language, one dot per article, placed by time. The rows are a table with the first times, so that the order is
 * clear without the dots. Time runs in reading direction: the style sheet mirrors the drawing on right-to-left pages.
 */
export const timeline = (context: PageContext, story: Story, languages: readonly LanguageCount[]): Html => {
  const { locale } = context
  const times = story.articles.map(({ publishedAt }) => publishedAt)
  const from = Math.min(...times)
  const to = Math.max(...times, from + 60_000)
  const x = (at: number): number => Math.round(8 + ((at - from) / (to - from)) * (WIDTH - 16))
  const rows = languages
    .map(({ language }) => ({ language, articles: story.articles.filter((article) => article.language === language) }))
    .map(({ language, articles }) => ({
      language,
      articles,
      first: Math.min(...articles.map(({ publishedAt }) => publishedAt)),
    }))
    .toSorted((a, b) => a.first - b.first || (a.language < b.language ? -1 : 1))
  return html`<section class="timeline" aria-labelledby="timeline"><h2 id="timeline">${locale.message('story.timeline')}</h2>
<table><tbody>${rows.map(
    ({ language, articles, first }) => html`<tr><th scope="row">${locale.languageName(language)}</th>
<td class="dots"><svg viewBox="0 0 ${WIDTH} 16" preserveAspectRatio="none" aria-hidden="true"><path class="track" d="M0 8H${WIDTH}"/>${places(
      articles.map(({ publishedAt }) => x(publishedAt)),
    ).map((at) => html`<path class="dot" d="M${at} 8h0"/>`)}</svg></td>
<td class="first"><time datetime="${new Date(first).toISOString()}">${locale.moment(first)}</time></td></tr>`,
  )}</tbody></table></section>`
}

/** Articles at the same position are one dot. */
const places = (all: readonly number[]): readonly number[] => [...new Set(all)].toSorted((a, b) => a - b).slice(0, 80)
