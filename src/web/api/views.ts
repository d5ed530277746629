/** How the API shows what the store holds. Field names are a promise: add, never rename. */
import { type StoryTags, tagsOfStory } from '../../model/story-tags.ts'
import type { StoredArticle } from '../../model/article.ts'
import type { Instant } from '../../model/ids.ts'
import type { PushedSource } from '../../model/push.ts'
import { type Source, type SourceFailure, describeFailure } from '../../model/source.ts'
import { siteOf } from '../../publish/attribution.ts'
import type { MatchedStory } from '../../store/ports/story-search.ts'
import type { SourceSummary } from '../../store/ports/source-queue.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import type { Story } from '../../model/story.ts'
import { healthOf } from '../pages/sources-page.ts'
import { sourceOf } from '../pages/configuration-index.ts'
import type { PageContext } from '../pages/page-context.ts'

/** In lists; a single story shows all of its articles. */
const ARTICLES_IN_LIST = 50

const iso = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString())

export const storyView = ({ origin }: PageContext, story: Story, most = Number.POSITIVE_INFINITY) => ({
  id: story.id,
  url: `${origin}/stories/${story.id}`,
  title: story.lead.title,
  language: story.lead.language,
  lead: story.lead.id,
  publishedAt: iso(story.publishedAt),
  updatedAt: iso(story.updatedAt),
  languages: story.languages,
  sources: story.sources,
  ...tagsView(tagsOfStory(story)),
  articleCount: story.articles.length,
  articles: story.articles.slice(0, most).map((article) => ({
    id: article.id,
    title: article.title,
    link: article.link,
    language: article.language,
    source: article.source,
    publishedAt: iso(article.publishedAt),
    copyOf: article.copyOf,
  })),
})

/** What the story's reports say together, each with how many of them say so; `reports`: how many there are, copies left out. */
const tagsView = ({ topics, entities, places, of }: StoryTags) => ({ topics, entities, places, reports: of })

export const matchedStoryView = (context: PageContext, { story, matched }: MatchedStory) => ({
  ...storyView(context, story, ARTICLES_IN_LIST),
  matched,
})

export const articleView = ({ configuration }: PageContext, article: StoredArticle) => {
  const republish = sourceOf(configuration, article.source)?.republish ?? 'excerpt'
  return {
    id: article.id,
    story: article.story,
    copyOf: article.copyOf,
    source: article.source,
    alsoIn: article.alsoIn,
    title: article.title,
    link: article.link,
    summary: republish === 'title' ? null : article.summary,
    html: republish === 'full' ? article.html : null,
    image: republish === 'title' ? null : article.image,
    authors: article.authors,
    categories: article.categories,
    language: article.language,
    confidence: article.confidence,
    publishedAt: iso(article.publishedAt),
    dated: article.dateFrom === 'item',
    dateFrom: article.dateFrom,
    updatedAt: iso(article.updatedAt),
    firstSeen: iso(article.firstSeen),
    revisedAt: iso(article.revisedAt),
    revisions: article.revisions,
    topics: article.topics,
    storyTopics: article.listed.topics,
    entities: article.entities,
    places: article.places,
  }
}

export const failureView = (failure: SourceFailure | null) =>
  failure === null ? null : { kind: failure.kind, message: describeFailure(failure) }

/** Without addresses and secrets. `until` null: the hub has not confirmed, or no longer. */
const pushView = ({ expiresAt, pushedAt, pushes, forged, problem }: PushedSource) => ({
  until: iso(expiresAt),
  pushedAt: iso(pushedAt),
  pushes,
  forged,
  problem,
})

/** Without the address it is read at: that may hold a subscriber's key. */
export const sourceView = (summary: SourceSummary, source: Source | undefined, push: PushedSource | null) => ({
  id: summary.id,
  name: summary.name,
  site: (source === undefined ? null : siteOf(source)) ?? summary.feedLink,
  country: source?.country ?? null,
  language: source?.language ?? summary.feedLanguage,
  health: healthOf(summary, source),
  failure: failureView(summary.failure),
  failures: summary.failures,
  polledAt: iso(summary.polledAt),
  okAt: iso(summary.okAt),
  changedAt: iso(summary.changedAt),
  nextDue: iso(summary.nextDue),
  push: push === null ? null : pushView(push),
  intervalSeconds: Math.round(summary.intervalMs / 1000),
  format: summary.format,
  encoding: summary.encoding,
  items: summary.items,
  articles: summary.articles,
  newestAt: iso(summary.newestAt),
  perDay: summary.perDay,
  languages: summary.languages,
})

export const feedView = ({ origin }: PageContext, { id, title, description, filter, group, limit }: FeedDefinition) => ({
  id,
  title,
  description,
  filter,
  group,
  limit,
  atom: `${origin}/feeds/${id}.atom`,
  rss: `${origin}/feeds/${id}.rss`,
  json: `${origin}/feeds/${id}.json`,
})
