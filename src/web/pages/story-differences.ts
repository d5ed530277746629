/** Who says it otherwise: the numbers in which the reports of a story differ, each with the sentence that says so. */
import { html } from 'hono/html'
import type { Story } from '../../model/story.ts'
import type { Difference, Saying } from '../../publish/differences.ts'
import { languagesIn, valueIn } from '../sayings.ts'
import { sourceName } from './configuration-index.ts'
import { foreign } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'
import { timeOf } from './story-card.ts'

export const storyDifferencesBox = (context: PageContext, story: Story, differences: readonly Difference[]): Html | '' =>
  differences.length === 0
    ? ''
    : html`<section class="differs" aria-labelledby="differs"><h2 id="differs">${context.locale.message('differs.title')}</h2>
${differences.map(
  (difference) => html`<h3>${context.locale.message(`differs.${difference.thing}`)}</h3>
<ul>${difference.sayings.map((saying) => said(context, story, difference, saying))}</ul>`,
)}</section>`

const said = (context: PageContext, story: Story, difference: Difference, saying: Saying): Html => {
  const { locale, configuration } = context
  const report = story.articles.find(({ id }) => id === saying.article)
  const value = { value: valueIn(locale, difference, saying), languages: languagesIn(locale, saying) }
  return html`<li><strong>${locale.message('differs.says', value)}</strong>
<p class="quiet">${report === undefined ? '' : foreign(report.language, html`<a href="#${report.id}">${saying.sentence}</a>`)}
<bdi>${report === undefined ? '' : sourceName(configuration, report.source)}</bdi> <span class="sep">·</span> ${timeOf(context, saying.since)}</p></li>`
}
