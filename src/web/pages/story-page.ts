import { html } from 'hono/html'
import { type Instant, type LanguageTag, storyId, type TopicId } from '../../model/ids.ts'
import { originNames, originsOf } from '../../model/origins.ts'
import type { Story } from '../../model/story.ts'
import { countStory } from '../../model/story-counts.ts'
import { type StoryTags, tagsInSteps } from '../../model/story-tags.ts'
import { courseInSteps } from '../../publish/developments.ts'
import { storyDifferences } from '../../publish/differences.ts'
import { isolatedIn } from '../../text/isolated.ts'
import { missingStory } from '../missing.ts'
import { countLanguages, languageBar, languageList } from './charts.ts'
import { sourceIndex, sourceOf, tagIndex } from './configuration-index.ts'
import { foreign, foreignText, labelled } from './foreign.ts'
import type { Html, OfferedFeed, PageContent, PageContext } from './page-context.ts'
import { kindLabel } from './kind-label.ts'
import { storyChangesBox } from './story-wordings.ts'
import { storyDifferencesBox } from './story-differences.ts'
import { affairOf } from './story-affair.ts'
import { storiesLike } from './story-like.ts'
import { latestLine, reported, reportedText, summaryOf, timeOf, topicChips } from './story-card.ts'
import { pictureBox, pictureOf } from './story-picture.ts'
import { whyOneStory, type Reasons } from './story-reasons.ts'
import { A_PAGE, reportsByLanguage, reportsIn } from './story-reports.ts'
import { timeline } from './story-timeline.ts'
import { FORMATS, formatLinks, preferredBy, subscribeLinks } from './subscribe-links.ts'
import { evidenceOf } from './tag-evidence.ts'
import { headlineNote, translationLine } from './translation-line.ts'

const MOST_LANGUAGES = 12
const MOST_TOPICS = 6

/** The page of one story: its sources, languages, times and evidence; with `?lang=fr` all of its articles in one language. */
export const storyPage = async (context: PageContext, id: string): Promise<PageContent> => {
  const { locale, store, configuration } = context
  const story = await store.story(storyId(id))
  if (story === null) throw await missingStory(store, storyId(id))
  const reasons = await store.reasonsIn(story.id)
  // An article in a language that the reader reads, if there is one, else the lead.
  const { representative, latestSince } = await context.inTurns(courseInSteps({ story, matched: [] }, locale.readable))
  const summary = summaryOf(context, representative)
  const language = story.languages.find((one) => one === context.query.get('lang'))
  const title = representative.title === '' ? locale.message('nav.today') : representative.title
  const isOfPage = representative.language.split('-')[0] === locale.language.split('-')[0]
  const image = pictureOf(configuration, story, representative)?.url
  return {
    title: language === undefined ? title : `${locale.languageName(language)} · ${title}`,
    section: null,
    description: [reportedText(context, story), ...(isOfPage && summary !== '' ? [summary] : [])].join(' · '),
    published: story.publishedAt,
    ...(image === undefined ? {} : { image }),
    feeds: feedsOf(context, story, title),
    body:
      language === undefined
        ? await wholeStory(context, { story, reasons, representative, latestSince })
        : oneLanguage(context, { story, reasons, language, title: foreign(representative.language, title) }),
  }
}

type Shown = {
  readonly story: Story
  readonly reasons: Reasons
  readonly representative: Story['lead']
  readonly latestSince: Instant | null
}

const wholeStory = async (context: PageContext, { story, reasons, representative, latestSince }: Shown): Promise<Html> => {
  const { locale, configuration } = context
  const languages = countLanguages(story.articles.map(({ language }) => language))
  const summary = summaryOf(context, representative)
  const { reports, copies } = countStory(story)
  const tags = await context.inTurns(tagsInSteps(story))
  const why = await context.inTurns(whyOneStory(context, story, reasons))
  const evidence = await context.inTurns(evidenceOf(context, story, tags))
  const affair = await affairOf(context, story)
  const like = await storiesLike(context, story)
  const changes = await storyChangesBox(context, story)
  const differences = await context.inTurns(storyDifferences(story, (id) => sourceOf(configuration, id) ?? undefined))
  return html`<div class="frame story">
<div class="columns"><div><header class="opening">${latestSince === null ? '' : latestLine(context, latestSince)}
${foreignText('h1', 'headline', representative.language, representative.title)}${headlineNote(context, representative.title, representative.language)}
${summary === '' ? '' : foreignText('p', 'standfirst', representative.language, summary)}${translationLine(context, summary, representative.language)}
<p class="meta">${kindLabel(context, representative.kind)}${reported(context, story)} <span class="sep">·</span> ${story.sources.length === 1 ? '' : html`${originsText(context, story)} <span class="sep">·</span> `}${reports + copies === 1 ? '' : html`${locale.message('story.reports', { reports, copies })} <span class="sep">·</span> `}${locale.message('story.first')} ${timeOf(context, story.publishedAt)}
${story.updatedAt > story.publishedAt ? html` <span class="sep">·</span> ${locale.message('story.updated')} ${timeOf(context, story.updatedAt)}` : ''}</p></header>
${storyDifferencesBox(context, story, differences)}
<section aria-labelledby="articles"><h2 id="articles">${locale.message('story.byLanguage')}</h2>
${reportsByLanguage(context, { story, reasons })}
</section></div><aside class="rail">
${pictureBox(context, story, representative, true)}
${topicChips(context, tags, MOST_TOPICS)}
${languages.length > 1 ? html`<div class="spread">${languageBar(languages)}${languageList(locale, languages, MOST_LANGUAGES)}</div>` : ''}
${story.articles.length > 1 ? timeline(context, story, languages) : ''}
${changes}
${affair}
${like}
${why}
${evidence}
${followLinks(context, story, tags)}
</aside></div></div>`
}

const originsText = ({ locale, configuration }: PageContext, { articles }: Story): string => {
  const sources = sourceIndex(configuration)
  const origins = originsOf(articles, sources)
  const names = originNames(origins, sources, (name) => locale.message('story.release', { name })).map((name) =>
    isolatedIn(locale.language, name),
  )
  return locale.message('story.origins', { origins: origins.length, names: names.join(locale.message('list.comma')) })
}

type InLanguage = { readonly story: Story; readonly reasons: Reasons; readonly language: LanguageTag; readonly title: Html }

const oneLanguage = (context: PageContext, { story, reasons, language, title }: InLanguage): Html => {
  const { locale, href, query } = context
  const articles = story.articles.filter((article) => article.language === language)
  const pages = Math.ceil(articles.length / A_PAGE)
  const page = Math.min(pages, Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1))
  const [from, to] = [(page - 1) * A_PAGE, Math.min(articles.length, page * A_PAGE)]
  const turn = (target: number, rel: 'prev' | 'next', text: string): Html | '' =>
    target < 1 || target > pages
      ? ''
      : html`<a rel="${rel}" href="${href(`/stories/${story.id}`, { lang: language, page: target === 1 ? null : target })}">${text}</a>`
  return html`<div class="frame story"><header class="opening"><p class="kicker"><a href="${href(`/stories/${story.id}`)}">${locale.message('story.all')}</a></p>
<h1 class="headline">${title}</h1><p class="standfirst">${locale.languageName(language)}</p></header>
<div class="columns"><section aria-labelledby="articles"><h2 id="articles">${locale.message('list.range', { from: from + 1, to, total: articles.length })}</h2>
${reportsIn(context, { story, reasons }, articles.slice(from, to))}
${pages === 1 ? '' : html`<nav class="pager" aria-label="${locale.message('list.pages')}">${turn(page - 1, 'prev', locale.message('list.previous'))} ${turn(page + 1, 'next', locale.message('list.next'))}</nav>`}
</section></div></div>`
}

const feedsOf = ({ link, locale }: PageContext, { id }: Story, title: string): readonly OfferedFeed[] =>
  FORMATS.map(([format]) => ({ title, href: link(`/stories/${id}.${format}`, { prefer: preferredBy(locale) }), format }))

const followLinks = (context: PageContext, story: Story, { topics }: StoryTags): Html => {
  const { locale, link } = context
  const [topic] = topics
  return html`<section class="offer"><h2>${locale.message('story.follow')}</h2>
${formatLinks(locale.message('story.feed'), (ending) => link(`/stories/${story.id}.${ending}`, { prefer: preferredBy(locale) }))}
${topic === undefined ? '' : html`${topicNamed(context, topic.id)}${subscribeLinks(context, { q: `topic:${topic.id}` })}`}
<p><a href="${link(`/api/v1/stories/${story.id}`)}">${locale.message('story.data')}</a></p></section>`
}

const topicNamed = ({ configuration, locale }: PageContext, id: TopicId): Html => {
  const known = tagIndex(configuration).topics.get(id)
  return html`<p>${known === undefined ? id : labelled(locale, known.label)}</p>`
}
