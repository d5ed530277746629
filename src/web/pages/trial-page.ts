/** The page on which the operator sees how well a topic by example does, and answers about the doubtful articles. */
import { html } from 'hono/html'
import type { Share } from '../../lib/wilson-interval.ts'
import type { Topic } from '../../model/taxonomy.ts'
import type { TopicTrial } from '../../model/topic-trial.ts'
import { judgementForm } from './judgement.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { topicLink } from './topics-page.ts'

const MOST_SHOWN = 10

export const trialPage = (context: PageContext, topic: Topic, trial: TopicTrial): PageContent => {
  const { locale } = context
  const title = locale.message('trial.title', { topic: locale.label(topic.label) })
  const asked = trial.next.slice(0, MOST_SHOWN)
  const body = html`<div class="frame prose">
<header class="opening"><p class="kicker">${topicLink(context, topic)}</p><h1>${title}</h1><p class="standfirst" dir="auto">${topic.about ?? ''}</p><p>${locale.message('trial.intro')}</p></header>
${figures(context, trial)}
${trial.isEnough ? html`<p role="status">${locale.message(trial.tagged + trial.doubtful === 0 ? 'trial.none' : 'trial.enough')}</p>` : ''}
${asked.map((one) =>
  judgementForm(locale, {
    ...one,
    asked: one.id,
    below: `${locale.languageName(one.language)} · ${locale.message('trial.certain', { value: decimal(one.probability) })}`,
  }),
)}
${trial.answers === 0 ? '' : thresholds(context, trial)}
</div>`
  return { title, section: 'topics', robots: 'noindex', body }
}

const figures = ({ locale }: PageContext, { tagged, doubtful, answers, precision, recall }: TopicTrial): Html => {
  const share = ({ value, low, high }: Share): string =>
    answers === 0
      ? locale.message('trial.unknown')
      : locale.message('trial.interval', { value: decimal(value), low: decimal(low), high: decimal(high) })
  const facts = [
    ['trial.tagged', locale.number(tagged)],
    ['trial.doubtful', locale.number(doubtful)],
    ['trial.answers', locale.number(answers)],
    ['trial.precision', share(precision)],
    ['trial.recall', share(recall)],
  ] as const
  return html`<dl class="facts across">${facts.map(([key, value]) => html`<div><dt>${locale.message(key)}</dt><dd>${value}</dd></div>`)}</dl>`
}

const thresholds = ({ locale }: PageContext, trial: TopicTrial): Html => {
  const interval = (low: number, high: number) => locale.message('trial.range', { low: decimal(low), high: decimal(high) })
  return html`<section><h2>${locale.message('trial.higher')}</h2><div class="scroll"><table class="grid"><thead><tr><th scope="col">${locale.message('trial.least')}</th><th scope="col">${locale.message('trial.tagged')}</th><th scope="col">${locale.message('trial.right')}</th><th scope="col">${locale.message('trial.precision')}</th><th scope="col">${locale.message('trial.lost')}</th></tr></thead><tbody>
${trial.thresholds.map(
  ({ least, tagged, right, asked, low, high, lost }) =>
    html`<tr><th scope="row">${decimal(least)}</th><td>${locale.number(tagged)}</td><td>${locale.message('trial.of', { right, asked })}</td><td>${asked === 0 ? '' : interval(low, high)}</td><td>${locale.number(lost)}</td></tr>`,
)}
</tbody></table></div></section>`
}

const decimal = (share: number): string => share.toFixed(2)
