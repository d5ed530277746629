import { tagsOfStory } from '../../model/story-tags.ts'
import { html } from 'hono/html'
import type { StoredArticle } from '../../model/article.ts'
import { type LanguageTag, type SourceId, type TopicId, storyId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { representativeOf } from '../../publish/developments.ts'
import type { DecisionRecord } from '../../store/ports/story-view.ts'
import { HttpError } from '../http/http-error.ts'
import { type LanguageCount, countLanguages, languageBar, languageList } from './charts.ts'
import { sourceName, tagIndex } from './configuration-index.ts'
import { externalLink, foreign, foreignText, labelled } from './foreign.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { reasonList } from './reason-list.ts'
import { reported, summaryOf, timeOf, topicChips } from './story-card.ts'
import { subscribeLinks } from './subscribe-links.ts'
import { evidenceOf } from './tag-evidence.ts'

/** Keeps the page small enough for a phone even if a story has thousands of copies; the JSON has them all. */
const ARTICLES_A_LANGUAGE = 12
const DECISIONS = 60

/** One story: its sources, languages, times and evidence. */
export const storyPage = async (context: PageContext, id: string): Promise<PageContent> => {
  const { locale, store } = context
  const story = await store.story(storyId(id))
  if (story === null)
    throw new HttpError(404, 'There is no such story; it may be older than the retention period.', {
      localized: { key: 'story.gone' },
    })
  const languages = countLanguages(story.articles.map(({ language }) => language))
  const groups = groupsOf(story, languages)
  const shown = groups.flatMap(({ articles }) => articles.slice(0, ARTICLES_A_LANGUAGE))
  const copies = groups.flatMap((group) => shown.flatMap(({ id }) => group.copies.get(id) ?? []))
  const decisions = await decisionsOf(context, [...shown, ...copies].slice(0, DECISIONS))
  // An article in a language that the reader reads, if there is one, else the lead.
  const representative = representativeOf({ story, matched: [] }, locale.readable)
  const summary = summaryOf(context, representative)
  const body = html`<div class="frame story">
<header class="opening">${topicChips(context, story, 4)}
${foreignText('h1', 'headline', representative.language, representative.title)}
${summary === '' ? '' : foreignText('p', 'standfirst', representative.language, summary)}
<p class="meta">${reported(context, story)} <span class="sep">·</span> ${locale.message('story.first')} ${timeOf(context, story.publishedAt)}
${story.updatedAt > story.publishedAt ? html` <span class="sep">·</span> ${locale.message('story.updated')} ${timeOf(context, story.updatedAt)}` : ''}</p>
${languages.length > 1 ? html`<div class="spread wide">${languageBar(languages)}${languageList(locale, languages, 12)}</div>` : ''}</header>
${story.articles.length > 1 ? timeline(context, story, languages) : ''}
<div class="columns"><section aria-labelledby="articles"><h2 id="articles">${locale.message('story.byLanguage')}</h2>
${groups.map((group) => languageGroup(context, story, group, decisions))}
</section><aside class="rail">
${evidenceOf(context, story)}
${followLinks(context, story)}
</aside></div></div>`
  return { title: representative.title === '' ? locale.message('nav.today') : representative.title, section: null, body }
}

type Group = {
  readonly language: LanguageTag
  readonly articles: readonly StoredArticle[]
  readonly copies: ReadonlyMap<string, readonly StoredArticle[]>
}

/** By language, the one with most articles first; within it by time, copies under their original if it is shown. */
const groupsOf = (story: Story, languages: readonly LanguageCount[]): readonly Group[] => {
  const ids = new Set(story.articles.map(({ id }) => id))
  return languages.map(({ language }) => {
    const all = story.articles.filter((article) => article.language === language)
    const copies = new Map<string, StoredArticle[]>()
    for (const article of all)
      if (article.copyOf !== null && ids.has(article.copyOf))
        copies.set(article.copyOf, [...(copies.get(article.copyOf) ?? []), article])
    // A copy in another language than its original (a mislabelled feed) stays in its own group.
    const originals = all.filter(({ copyOf }) => copyOf === null || !all.some(({ id }) => id === copyOf))
    return { language, articles: originals, copies }
  })
}

const decisionsOf = async (
  { store }: PageContext,
  articles: readonly StoredArticle[],
): Promise<ReadonlyMap<string, DecisionRecord>> => {
  const decisions = new Map<string, DecisionRecord>()
  for (const { id } of articles) {
    const decision = await store.decision(id)
    if (decision !== null) decisions.set(id, decision)
  }
  return decisions
}

type Decisions = ReadonlyMap<string, DecisionRecord>

const languageGroup = (
  context: PageContext,
  story: Story,
  { language, articles, copies }: Group,
  decisions: Decisions,
): Html => {
  const { locale } = context
  const hidden = articles.length - ARTICLES_A_LANGUAGE
  return html`<section class="group"><h3>${locale.languageName(language)} <span class="figure">${locale.number(articles.length)}</span></h3>
<ol class="reports">${articles.slice(0, ARTICLES_A_LANGUAGE).map((article) => report(context, story, article, copies.get(article.id) ?? [], decisions))}</ol>
${hidden > 0 ? html`<p class="quiet"><a href="${context.link(`/api/v1/stories/${story.id}`)}">${locale.message('story.more', { count: hidden })}</a></p>` : ''}
</section>`
}

const report = (
  context: PageContext,
  story: Story,
  article: StoredArticle,
  copies: readonly StoredArticle[],
  decisions: Decisions,
): Html => {
  const { locale } = context
  const notes = [
    article.id === story.lead.id && story.articles.length > 1 ? locale.message('story.lead') : '',
    article.dateFrom === 'item' ? '' : locale.message(`story.undated.${article.dateFrom}`),
    article.revisions > 0 ? locale.message('story.revised', { count: article.revisions }) : '',
    article.alsoIn.length > 0
      ? locale.message('story.alsoIn', {
          sources: article.alsoIn.map((id) => nameOf(context, id)).join(locale.message('list.comma')),
        })
      : '',
  ].filter((note) => note !== '')
  return html`<li id="${article.id}"><p class="by"><bdi>${nameOf(context, article.source)}</bdi> <span class="sep">·</span> ${timeOf(context, article.publishedAt)}</p>
<p class="title">${foreign(article.language, externalLink(article.link, article.title))}</p>
${notes.length === 0 ? '' : html`<p class="notes">${notes.join(' · ')}</p>`}
${copies.length === 0 ? '' : folded(context, story, copies, decisions)}
${whyHere(context, story, decisions.get(article.id))}</li>`
}

const COPIES = 60

const folded = (context: PageContext, story: Story, copies: readonly StoredArticle[], decisions: Decisions): Html =>
  html`<details><summary>${context.locale.message('story.copies', { count: copies.length })}</summary><ul class="copies">
${copies.slice(0, COPIES).map((copy) => {
  const reasons = decisions.get(copy.id)?.reasons ?? []
  return html`<li id="${copy.id}"><bdi>${nameOf(context, copy.source)}</bdi>: ${foreign(copy.language, externalLink(copy.link, copy.title))}, ${timeOf(context, copy.publishedAt)}${reasons.length === 0 ? '' : reasonList(context, story, reasons)}</li>`
})}</ul></details>`

const whyHere = (context: PageContext, story: Story, decision: DecisionRecord | undefined): Html | '' => {
  if (decision === undefined || decision.reasons.length === 0) return ''
  return html`<details><summary>${context.locale.message('evidence.why')}</summary>${reasonList(context, story, decision.reasons)}</details>`
}

const nameOf = ({ configuration }: PageContext, source: SourceId): string => sourceName(configuration, source)

const followLinks = (context: PageContext, story: Story): Html => {
  const { locale } = context
  const [topic] = tagsOfStory(story).topics
  return html`<section class="offer"><h2>${locale.message('story.follow')}</h2>
${topic === undefined ? '' : html`${topicNamed(context, topic.id)}${subscribeLinks(context, { q: `topic:${topic.id}` })}`}
<p><a href="${context.link(`/api/v1/stories/${story.id}`)}">${locale.message('story.data')}</a></p></section>`
}

/** A story has no feed of its own, so the page offers the feed of its strongest topic. */
const topicNamed = ({ configuration, locale }: PageContext, id: TopicId): Html => {
  const known = tagIndex(configuration).topics.get(id)
  return html`<p>${known === undefined ? id : labelled(locale, known.label)}</p>`
}

const WIDTH = 1000

/**
 * One row per language, one dot per article, placed by time. The rows are a table with the first times, so that the order is
 * clear without the dots. Time runs in reading direction: the style sheet mirrors the drawing on right-to-left pages.
 */
const timeline = (context: PageContext, story: Story, languages: readonly LanguageCount[]): Html => {
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
