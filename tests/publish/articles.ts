/** Stored articles and stories to publish. */
import type { StoredArticle } from '../../src/model/article.ts'
import { articleId, entityId, placeId, sourceId, storyId, topicId } from '../../src/model/ids.ts'
import type { Story } from '../../src/model/story.ts'
import { createPublishContext, type PublishContext } from '../../src/publish/publish-context.ts'
import { entryWordsIn } from '../../src/web/feeds/entry-locale.ts'
import { localeFor } from '../../src/web/locale.ts'
import { taxonomy, sources } from './filter/vocabulary.ts'

export const AT = Date.parse('2026-11-23T08:30:00Z')
export const HOUR = 3_600_000

export const article = (id: string, over: Partial<StoredArticle> = {}): StoredArticle => ({
  id: articleId(id),
  key: id,
  hash: id,
  guid: null,
  link: `https://ripe-labs.example/${id}`,
  canonicalUrl: `https://ripe-labs.example/${id}`,
  title: `Title of ${id}`,
  html: `<p>Text of ${id}</p>`,
  summary: `Summary of ${id}`,
  text: `Text of ${id}`,
  publishedAt: AT,
  dateFrom: 'item',
  updatedAt: null,
  authors: [],
  categories: [],
  enclosures: [],
  image: null,
  comments: null,
  rights: null,
  declaredLanguage: null,
  origin: null,
  topics: [],
  doubtful: [],
  entities: [],
  places: [],
  source: sourceId('ripe-labs'),
  alsoIn: [],
  language: 'en',
  confidence: 1,
  kind: null,
  story: storyId('s1'),
  copyOf: null,
  tells: null,
  firstSeen: AT,
  revisedAt: null,
  revisions: 0,
  listed: {
    topics: (over.topics ?? []).map(({ id: topic }) => topic),
    entities: (over.entities ?? []).map(({ id: entity }) => entity),
    places: (over.places ?? []).map(({ id: place }) => place),
  },
  ...over,
})

export const story = (articles: readonly [StoredArticle, ...StoredArticle[]], over: Partial<Story> = {}): Story => ({
  id: storyId('s1'),
  lead: articles[0],
  isPinned: false,
  articles,
  sources: [...new Set(articles.map(({ source }) => source))],
  languages: [...new Set(articles.map(({ language }) => language))],
  publishedAt: articles[0].publishedAt,
  updatedAt: articles[0].publishedAt,
  continues: null,
  affair: over.id ?? storyId('s1'),
  ...over,
})

export const context: PublishContext = createPublishContext(
  {
    publicUrl: 'https://news.example/',
    serviceTitle: 'Field News',
    hub: 'https://news.example/websub/hub',
    language: 'en',
    words: entryWordsIn(localeFor('en', undefined)),
  },
  taxonomy,
  sources,
)

export const topicTag = (id: string, score = 1, term = id) => ({
  id: topicId(id),
  score,
  evidence: [{ term, field: 'title' as const, start: 0, end: term.length, kind: 'strong' }],
})
export const entityTag = (id: string) => ({ id: entityId(id), evidence: [] })
export const placeTag = (id: string) => ({ id: placeId(id), evidence: [] })
