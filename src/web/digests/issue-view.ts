/** An issue of a digest as part of a page, for reading and for printing. */
import { html } from 'hono/html'
import type { DigestIssue, DigestItem } from '../../model/digest.ts'
import type { DigestWords } from '../../publish/digest/digest-words.ts'
import { factsOf, type IssueSection, otherLanguages, sectionsOf } from '../../publish/digest/write-issue.ts'
import { tagIndex } from '../pages/configuration-index.ts'
import { externalLink, foreign, foreignText, labelled } from '../pages/foreign.ts'
import { around, HERE } from '../pages/message-parts.ts'
import type { Html, PageContext } from '../pages/page-context.ts'
import { timeOf } from '../pages/story-card.ts'
import { pictureAt } from '../pages/story-picture.ts'

export const issueView = (context: PageContext, issue: DigestIssue, words: DigestWords): Html =>
  issue.items.length === 0
    ? html`<p class="quiet">${words.empty}</p>`
    : html`${sectionsOf(issue).map((section) => sectionView(context, section, words))}`

const sectionView = (context: PageContext, section: IssueSection, words: DigestWords): Html =>
  html`<section class="topic"><h2>${topicName(context, section, words)}</h2>
${section.items.map((item) => itemView(context, item, words))}</section>`

const topicName = (
  { configuration, locale, href }: PageContext,
  { topic, missing }: IssueSection,
  words: DigestWords,
): Html => {
  if (missing !== undefined) return html`${words.missing(missing.language, missing.live)}`
  const known = tagIndex(configuration).topics.get(topic ?? '')
  return known === undefined
    ? html`${words.other}`
    : html`<a href="${href(`/topics/${known.id}`)}">${labelled(locale, known.label)}</a>`
}

const itemView = (context: PageContext, item: DigestItem, words: DigestWords): Html => {
  const { locale, href, configuration } = context
  const { story, headline, language, summary, source, link, publishedAt, isUpdate } = item
  const origin = around(words.source(HERE, HERE), externalLink(link, html`<bdi>${source}</bdi>`), timeOf(context, publishedAt))
  const facts = factsOf(item, words)
  const others = otherLanguages(item, words)
  const picture =
    configuration.service.pictures && item.image !== undefined
      ? html`<figure class="picture">${pictureAt(item.image)}</figure>`
      : ''
  return html`<article class="card full">${picture}<h3>${foreign(language, html`<a href="${href(`/stories/${story}`)}">${headline}</a>`)}</h3>
${summary === '' ? '' : foreignText('p', 'summary', language, summary)}
<p class="meta">${isUpdate ? html`<b class="update">${locale.message('digest.update')}</b> <span class="sep">·</span> ` : ''}${facts.map(
    (fact) => html`<span>${fact}</span> <span class="sep">·</span> `,
  )}${origin}</p>
${others === '' ? '' : html`<p class="meta">${others}</p>`}</article>`
}
