/** How the API shows stored stories and articles. */
import { mapInSteps, type Steps } from '../../lib/steps.ts'
import type { StoredArticle } from '../../model/article.ts'
import { type ArticleId, type LanguageTag, type SourceId, type StoryId } from '../../model/ids.ts'
import { firstReports } from '../../model/firsts-by-language.ts'
import { originName, originsOf } from '../../model/origins.ts'
import type { Story as StoredStory } from '../../model/story.ts'
import { republished } from '../../publish/republished.ts'
import { translationFor } from '../../model/translation.ts'
import { tagsInSteps } from '../../model/story-tags.ts'
import { changesOf } from '../../publish/story-changes.ts'
import type { EarlierWording } from '../../model/wording.ts'
import { courseInSteps } from '../../publish/developments.ts'
import { storyDifferences } from '../../publish/differences.ts'
import type { MatchedStory, StoryChange } from '../../store/ports/story-search.ts'
import type { Store } from '../../store/ports/store.ts'
import { sourceIndex, sourceName, sourceOf } from '../pages/configuration-index.ts'
import type { PageContext } from '../pages/page-context.ts'
import { iso } from './catalogue-views.ts'
import { type Names, namesFor } from './names.ts'
import type { Article, Story, StoryEvent, StoryMatch } from './report-schemas.ts'

/** How many articles of a story lists show; a single story shows all of them. */
const ARTICLES_IN_LIST = 50

type Shown = Pick<PageContext, 'origin' | 'configuration' | 'translated'>

export type Affairs = ReadonlyMap<StoryId, readonly StoryId[]>
export const affairsOf = async (
  store: Pick<Store, 'affairs'>,
  stories: readonly Pick<StoredStory, 'affair'>[],
): Promise<Affairs> => await store.affairs([...new Set(stories.map(({ affair }) => affair))])

/** `preferred`: languages of titles and names, the preferred one first. */
export const reportViews = (context: Shown, preferred: readonly LanguageTag[]) => {
  const names = namesFor(context, preferred)
  function* story(match: MatchedStory, affairs: Affairs, wordings: Wordings): Steps<Story> {
    const view = yield* storyView(context, { match, affairs, preferred, names, most: Number.POSITIVE_INFINITY })
    const found = yield* storyDifferences(match.story, (id) => sourceOf(context.configuration, id) ?? undefined)
    const differences = found.map((one) => ({
      ...one,
      sayings: one.sayings.map((saying) => ({ ...saying, since: iso(saying.since) })),
    }))
    const changes = changesOf(
      match.story.articles,
      wordings,
      ({ source }) => sourceOf(context.configuration, source) ?? undefined,
    ).map(({ article, at, before, after }) => ({
      article: article.id,
      source: article.source,
      at: iso(at),
      before: wordingView(context, article, before),
      after: wordingView(context, article, after),
    }))
    return { ...view, differences, changes }
  }
  function* storyMatch(match: MatchedStory, affairs: Affairs): Steps<StoryMatch> {
    const view = yield* storyView(context, { match, affairs, preferred, names, most: ARTICLES_IN_LIST })
    return { ...view, matched: match.matched }
  }
  return {
    story,
    storyMatch,
    *storyEvent(change: StoryChange, affairs: Affairs): Steps<StoryEvent> {
      return { ...(yield* storyMatch(change, affairs)), report: newReport(context, change) }
    },
    article: (article: StoredArticle): Article => articleView(context, article, names),
  }
}

type Wordings = ReadonlyMap<ArticleId, readonly EarlierWording[]>
const wordingView = (
  { configuration }: Shown,
  { source }: StoredArticle,
  { title, summary }: Omit<EarlierWording, 'replacedAt'>,
) => ({
  title,
  summary: sourceOf(configuration, source)?.republish === 'title' ? null : summary,
})

const publisherOf = ({ configuration }: Shown, id: SourceId) => ({
  id,
  name: sourceName(configuration, id),
  country: sourceOf(configuration, id)?.country ?? null,
})

const reportView = ({ id, title, link, language, source, publishedAt, copyOf }: StoredArticle) => ({
  id,
  title,
  link,
  language,
  source,
  publishedAt: iso(publishedAt),
  copyOf,
})

const newReport = (context: Shown, { story, latest }: StoryChange): StoryEvent['report'] => {
  const article = story.articles.find(({ id }) => id === latest.article) ?? story.lead
  return { ...reportView(article), source: latest.source, publisher: publisherOf(context, latest.source) }
}

type ShownStory = {
  readonly match: MatchedStory
  readonly affairs: Affairs
  readonly preferred: readonly LanguageTag[]
  readonly names: Names
  readonly most: number
}
function* storyView(
  context: Shown,
  { match, affairs, preferred, names, most }: ShownStory,
): Steps<Omit<Story, 'differences' | 'changes'>> {
  const { story } = match
  const { origin } = context
  const { representative } = yield* courseInSteps(match, preferred)
  const { topics, entities, places, of } = yield* tagsInSteps(story)
  return {
    id: story.id,
    url: `${origin}/stories/${story.id}`,
    title: representative.title,
    language: representative.language,
    summary: shownOf(context, representative).summary,
    ...translationOf(context, representative, preferred),
    link: representative.link,
    representative: representative.id,
    lead: story.lead.id,
    publishedAt: iso(story.publishedAt),
    lastAt: iso(Math.max(story.publishedAt, ...story.articles.map(({ publishedAt }) => publishedAt))),
    updatedAt: iso(story.updatedAt),
    affair: { id: story.affair, continues: story.continues, size: affairs.get(story.affair)?.length ?? 1 },
    languages: story.languages,
    sources: story.sources,
    publishers: story.sources.map((id) => publisherOf(context, id)),
    origins: originsOf(story.articles, sourceIndex(context.configuration)).map((one) => ({
      kind: one.kind,
      name: originName(one, sourceIndex(context.configuration)),
      sources: [...one.sources],
    })),
    firsts: firstReports(story.articles).map(({ language, source, at, lagMs }) => ({
      language,
      source,
      publishedAt: iso(at),
      lagSeconds: Math.round(lagMs / 1_000),
    })),
    topics: topics.map((topic) => ({ name: names.topic(topic.id), ...topic })),
    entities: entities.map((entity) => ({ name: names.entity(entity.id), kind: names.entityKind(entity.id), ...entity })),
    places: places.map((place) => ({ name: names.place(place.id), kind: names.placeKind(place.id), ...place })),
    reports: of,
    articleCount: story.articles.length,
    copyCount: story.articles.filter(({ copyOf }) => copyOf !== null).length,
    articles: yield* mapInSteps(story.articles.slice(0, most), reportView),
    links: {
      self: `${origin}/api/v1/stories/${story.id}`,
      page: `${origin}/stories/${story.id}`,
      feed: `${origin}/stories/${story.id}.atom`,
    },
  }
}

/**
 * The translation of the title into the first preferred language that has one; without preferred languages, into any. Empty if the operator
 * has nothing translated.
 */
const translationOf = (
  { configuration, translated }: Shown,
  { title, language }: StoredArticle,
  preferred: readonly LanguageTag[],
): Pick<Story, 'translation'> => {
  const { translation: settings } = configuration.service
  if (settings === null || translated === null) return {}
  const found = translationFor({ text: title, language }, preferred.length > 0 ? preferred : settings.to, translated)
  return { translation: found === null ? null : { language: found.language, headline: found.text, machine: true } }
}

/** The parts of an article that its source allows us to show. */
const shownOf = ({ configuration }: Shown, article: StoredArticle) => {
  const source = sourceOf(configuration, article.source)
  const { summary, html, image } = republished(article, source ?? undefined)
  return { summary: source?.republish === 'title' ? null : summary, html, image }
}

const articleView = (context: Shown, article: StoredArticle, names: Names): Article => {
  const { origin } = context
  const { id, story, alsoIn, authors, categories, confidence, dateFrom, updatedAt, firstSeen, revisedAt, revisions } = article
  return {
    ...reportView(article),
    ...shownOf(context, article),
    story,
    publisher: publisherOf(context, article.source),
    alsoIn,
    authors,
    categories,
    kind: article.kind,
    confidence,
    dated: dateFrom === 'item',
    dateFrom,
    updatedAt: iso(updatedAt),
    firstSeen: iso(firstSeen),
    revisedAt: iso(revisedAt),
    revisions,
    topics: article.topics.map((topic) => ({ name: names.topic(topic.id), ...topic })),
    storyTopics: article.listed.topics,
    entities: article.entities.map((one) => ({ name: names.entity(one.id), kind: names.entityKind(one.id), ...one })),
    places: article.places.map((one) => ({ name: names.place(one.id), kind: names.placeKind(one.id), ...one })),
    links: {
      self: `${origin}/api/v1/articles/${id}`,
      story: `${origin}/api/v1/stories/${story}`,
      page: `${origin}/stories/${story}`,
    },
  }
}
