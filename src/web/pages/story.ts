import { html } from 'hono/html'
import type { StoredArticle } from '../../model/article.ts'
import { type LanguageTag, type SourceId, storyId, type TopicId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import type { DecisionRecord } from '../../store/store.ts'
import { faceOf } from '../../publish/face.ts'
import { Refusal } from '../http/refusal.ts'
import { countLanguages, languageBar, languageList, type LanguageCount } from './charts.ts'
import { evidenceOf } from './evidence.ts'
import { foreign, foreignText, outside } from './foreign.ts'
import { sourceName } from './lookup.ts'
import { labelled, namesOf } from './names.ts'
import { subscribeLinks } from './parts.ts'
import { reasonList } from './reasons.ts'
import { reported, summaryOf, timeOf, topicChips, topicsOf } from './story-card.ts'
import { timeline } from './timeline.ts'
import type { Html, PageContent, Visit } from './visit.ts'

/** A story with thousands of copies still makes a page that a phone loads at once; the JSON has them all. */
const ARTICLES_A_LANGUAGE = 12
const DECISIONS = 60

/** One story: who reported it, in which languages, when, and why we think so. */
export const storyPage = async (visit: Visit, id: string): Promise<PageContent> => {
  const { words, store } = visit
  const story = await store.story(storyId(id))
  if (story === null)
    throw new Refusal(404, 'There is no such story; it may be older than what is kept.', { said: { key: 'story.gone' } })
  const languages = countLanguages(story.articles.map(({ language }) => language))
  const groups = groupsOf(story, languages)
  const shown = groups.flatMap(({ articles }) => articles.slice(0, ARTICLES_A_LANGUAGE))
  const copies = groups.flatMap((group) => shown.flatMap(({ id }) => group.copies.get(id) ?? []))
  const decisions = await decisionsOf(visit, [...shown, ...copies].slice(0, DECISIONS))
  // As the reader's language puts it, where one of its articles does; else the first report.
  const face = faceOf({ story, matched: [] }, words.spoken)
  const summary = summaryOf(visit, face)
  const body = html`<div class="frame story">
<header class="opening">${topicChips(visit, story, 4)}
${foreignText('h1', 'headline', face.language, face.title)}
${summary === '' ? '' : foreignText('p', 'standfirst', face.language, summary)}
<p class="meta">${reported(visit, story)} <span class="sep">·</span> ${words.say('story.first')} ${timeOf(visit, story.publishedAt)}
${story.updatedAt > story.publishedAt ? html` <span class="sep">·</span> ${words.say('story.updated')} ${timeOf(visit, story.updatedAt)}` : ''}</p>
${languages.length > 1 ? html`<div class="spread wide">${languageBar(languages)}${languageList(words, languages, 12)}</div>` : ''}</header>
${story.articles.length > 1 ? timeline(visit, story, languages) : ''}
<div class="columns"><section aria-labelledby="articles"><h2 id="articles">${words.say('story.byLanguage')}</h2>
${groups.map((group) => languageGroup(visit, story, group, decisions))}
</section><aside class="rail">
${evidenceOf(visit, story)}
${followLinks(visit, story)}
</aside></div></div>`
  return { title: face.title === '' ? words.say('nav.today') : face.title, section: null, body }
}

type Group = {
  readonly language: LanguageTag
  readonly articles: readonly StoredArticle[]
  readonly copies: ReadonlyMap<string, readonly StoredArticle[]>
}

/** By language, the most reported first; within it by time, copies folded under what they copy where that is in sight. */
const groupsOf = (story: Story, languages: readonly LanguageCount[]): readonly Group[] => {
  const ids = new Set(story.articles.map(({ id }) => id))
  return languages.map(({ language }) => {
    const all = story.articles.filter((article) => article.language === language)
    const copies = new Map<string, StoredArticle[]>()
    for (const article of all)
      if (article.copyOf !== null && ids.has(article.copyOf))
        copies.set(article.copyOf, [...(copies.get(article.copyOf) ?? []), article])
    // A copy in another language than its original (a mislabelled feed) would vanish if it were folded away.
    const originals = all.filter(({ copyOf }) => copyOf === null || !all.some(({ id }) => id === copyOf))
    return { language, articles: originals, copies }
  })
}

const decisionsOf = async (
  { store }: Visit,
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

const languageGroup = (visit: Visit, story: Story, { language, articles, copies }: Group, decisions: Decisions): Html => {
  const { words } = visit
  const hidden = articles.length - ARTICLES_A_LANGUAGE
  return html`<section class="group"><h3>${words.languageName(language)} <span class="figure">${words.number(articles.length)}</span></h3>
<ol class="reports">${articles.slice(0, ARTICLES_A_LANGUAGE).map((article) => report(visit, story, article, copies.get(article.id) ?? [], decisions))}</ol>
${hidden > 0 ? html`<p class="quiet"><a href="${visit.link(`/api/v1/stories/${story.id}`)}">${words.say('story.more', { count: hidden })}</a></p>` : ''}
</section>`
}

const report = (
  visit: Visit,
  story: Story,
  article: StoredArticle,
  copies: readonly StoredArticle[],
  decisions: Decisions,
): Html => {
  const { words } = visit
  const notes = [
    article.id === story.lead.id && story.articles.length > 1 ? words.say('story.lead') : '',
    article.dated ? '' : words.say('story.undated'),
    article.revisions > 0 ? words.say('story.revised', { count: article.revisions }) : '',
    article.alsoIn.length > 0
      ? words.say('story.alsoIn', { sources: article.alsoIn.map((id) => nameOf(visit, id)).join(words.say('list.comma')) })
      : '',
  ].filter((note) => note !== '')
  return html`<li id="${article.id}"><p class="by"><bdi>${nameOf(visit, article.source)}</bdi> <span class="sep">·</span> ${timeOf(visit, article.publishedAt)}</p>
<p class="title">${foreign(article.language, outside(article.link, article.title))}</p>
${notes.length === 0 ? '' : html`<p class="notes">${notes.join(' · ')}</p>`}
${copies.length === 0 ? '' : folded(visit, story, copies, decisions)}
${whyHere(visit, story, decisions.get(article.id))}</li>`
}

const COPIES = 60

const folded = (visit: Visit, story: Story, copies: readonly StoredArticle[], decisions: Decisions): Html =>
  html`<details><summary>${visit.words.say('story.copies', { count: copies.length })}</summary><ul class="copies">
${copies.slice(0, COPIES).map((copy) => {
  const reasons = decisions.get(copy.id)?.reasons ?? []
  return html`<li id="${copy.id}"><bdi>${nameOf(visit, copy.source)}</bdi>: ${foreign(copy.language, outside(copy.link, copy.title))}, ${timeOf(visit, copy.publishedAt)}${reasons.length === 0 ? '' : reasonList(visit, story, reasons)}</li>`
})}</ul></details>`

const whyHere = (visit: Visit, story: Story, decision: DecisionRecord | undefined): Html | '' => {
  if (decision === undefined || decision.reasons.length === 0) return ''
  return html`<details><summary>${visit.words.say('evidence.why')}</summary>${reasonList(visit, story, decision.reasons)}</details>`
}

const nameOf = ({ configuration }: Visit, source: SourceId): string => sourceName(configuration, source)

const followLinks = (visit: Visit, story: Story): Html => {
  const { words } = visit
  const [topic] = topicsOf(story)
  return html`<section class="offer"><h2>${words.say('story.follow')}</h2>
${topic === undefined ? '' : html`${topicNamed(visit, topic.id)}${subscribeLinks(visit, { q: `topic:${topic.id}` })}`}
<p><a href="${visit.link(`/api/v1/stories/${story.id}`)}">${words.say('story.data')}</a></p></section>`
}

/** What one follows: a story has no feed of its own, the news of its weightiest topic have. */
const topicNamed = ({ configuration, words }: Visit, id: TopicId): Html => {
  const known = namesOf(configuration).topics.get(id)
  return html`<p>${known === undefined ? id : labelled(words, known.label)}</p>`
}
