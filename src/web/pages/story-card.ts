import { html } from 'hono/html'
import { mapByTheirSteps, type Steps } from '../../lib/steps.ts'
import type { StoredArticle } from '../../model/article.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { countStory } from '../../model/story-counts.ts'
import { type StoryTags, tagsInSteps } from '../../model/story-tags.ts'
import { republished } from '../../publish/republished.ts'
import { courseInSteps, type StoryMatch } from '../../publish/developments.ts'
import { countLanguages, languageBar, languageList } from './charts.ts'
import { sourceName, sourceOf, tagIndex } from './configuration-index.ts'
import { externalLink, foreign, foreignText, labelled } from './foreign.ts'
import { kindLabel } from './kind-label.ts'
import { around, HERE } from './message-parts.ts'
import type { Html, PageContext } from './page-context.ts'
import { pictureBox } from './story-picture.ts'
import { headlineNote } from './translation-line.ts'

/** Ranks stories by the number of sources and, counted double, of further languages. */
export const breadth = ({ sources, languages }: Story): number => sources.length + 2 * (languages.length - 1)

/** The summary of an article; empty if the publisher allows only the title to be shown. */
export const summaryOf = ({ configuration }: PageContext, article: StoredArticle): string =>
  republished(article, sourceOf(configuration, article.source) ?? undefined).summary

/** `brief` is for a list under the topic's heading, without chips; `line` is a headline only. */
export type CardSize = 'lead' | 'full' | 'brief' | 'line'

export type Marked = (text: string, language: LanguageTag, where: 'title' | 'text') => Html | string
const unmarked: Marked = (text) => text

/** The cards of stories, rendered in steps, since a story may have thousands of reports. */
export const storyCards = async (
  context: PageContext,
  matches: readonly StoryMatch[],
  size: CardSize,
): Promise<readonly Html[]> => await context.inTurns(mapByTheirSteps(matches, (match) => storyCard(context, match, size)))

export function* storyCard(context: PageContext, match: StoryMatch, size: CardSize, marked: Marked = unmarked): Steps<Html> {
  const { locale, href } = context
  const { story } = match
  const { representative, latestSince } = yield* courseInSteps(match, locale.readable)
  const summary = size === 'line' ? '' : summaryOf(context, representative)
  const counts = countLanguages(story.articles.map(({ language }) => language))
  const chips =
    size === 'line' || size === 'brief' ? '' : topicChips(context, yield* tagsInSteps(story), size === 'lead' ? 4 : 2)
  const text = html`${size === 'full' ? pictureBox(context, story, representative, false) : ''}
<h3>${foreign(representative.language, html`<a href="${href(`/stories/${story.id}`)}">${marked(representative.title, representative.language, 'title')}</a>`)}</h3>${headlineNote(context, representative.title, representative.language)}
${summary === '' ? '' : foreignText('p', 'summary', representative.language, marked(summary, representative.language, 'text'))}
<p class="meta">${kindLabel(context, representative.kind)}${reported(context, story)} <span class="sep">·</span> ${latestSince === null ? timeOf(context, story.publishedAt) : latestAt(context, latestSince)}</p>
${counts.length > 1 && size !== 'line' ? html`<div class="spread">${languageBar(counts)}${languageList(locale, counts, size === 'lead' ? 8 : 4)}</div>` : ''}
${chips}`
  if (size !== 'lead') return html`<article class="card ${size}">${text}</article>`
  const [picture, voices] = [pictureBox(context, story, representative, true), elsewhere(context, story, representative)]
  // A picture fills a column by itself, so that both columns end at about one height.
  const [below, beside] = picture === '' ? ['', voices] : [voices, picture]
  return html`<article class="card lead"><div>${text}${below}</div><div class="beside">${beside}</div></article>`
}

/** When the phase began that the headline tells. */
const latestAt = (context: PageContext, since: Instant): Html =>
  html`<span class="latest">${around(context.locale.message('entry.latestAt', { at: HERE }), timeOf(context, since))}</span>`

export const latestLine = (context: PageContext, since: Instant): Html =>
  html`<p class="kicker">${latestAt(context, since)}</p>`

const MOST_HEADLINES = 5

/** One headline in each other language. */
const elsewhere = ({ locale, configuration }: PageContext, { articles }: Story, representative: StoredArticle): Html | '' => {
  const seen = new Set([representative.language])
  const headlines = articles.filter(({ language }) => !seen.has(language) && seen.add(language)).slice(0, MOST_HEADLINES)
  if (headlines.length === 0) return ''
  return html`<ul class="voices">${headlines.map(
    (article) =>
      html`<li><span class="voice">${locale.languageName(article.language)}</span> ${foreign(article.language, externalLink(article.link, article.title))} <small><bdi>${sourceName(configuration, article.source)}</bdi></small></li>`,
  )}</ul>`
}

/** The number of sources and languages that report a story; for a single source, its name and language. */
export const reported = (context: PageContext, story: Story): Html => {
  const only = onlySource(context, story)
  return only === null
    ? html`<span>${reportedText(context, story)}</span>`
    : html`<span><bdi>${only.name}</bdi>${context.locale.message('list.comma')}${only.language}</span>`
}

/** The text of `reported`, without HTML. */
export const reportedText = (context: PageContext, story: Story): string => {
  const { locale } = context
  const { languages, sources } = countStory(story)
  const only = onlySource(context, story)
  if (only !== null) return `${only.name}${locale.message('list.comma')}${only.language}`
  return locale.message('story.reported', { languages, sources })
}

const onlySource = ({ locale, configuration }: PageContext, { sources, languages }: Story) => {
  const [source, another] = sources
  const [language, other] = languages
  if (source === undefined || language === undefined || another !== undefined || other !== undefined) return null
  return { name: sourceName(configuration, source), language: locale.languageName(language) }
}

export const topicChips = (context: PageContext, { topics: all }: StoryTags, most: number): Html | '' => {
  const { configuration, href, locale } = context
  const { topics: known } = tagIndex(configuration)
  const topics = all.slice(0, most).flatMap(({ id }) => known.get(id) ?? [])
  if (topics.length === 0) return ''
  return html`<ul class="chips">${topics.map(({ id, label }) => html`<li><a href="${href(`/topics/${id}`)}">${labelled(locale, label)}</a></li>`)}</ul>`
}

/** A time in the reader's language; its `datetime` has the exact instant. `brief`: without the time zone, which the footer names. */
export const timeOf = ({ locale }: PageContext, at: Instant, length: 'full' | 'brief' = 'full'): Html =>
  length === 'full'
    ? html`<time datetime="${new Date(at).toISOString()}">${locale.moment(at)}</time>`
    : html`<time datetime="${new Date(at).toISOString()}" data-brief>${locale.briefMoment(at)}</time>`
