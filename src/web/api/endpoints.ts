/** The table of everything that can be read below /api/v1; the routes and the OpenAPI document are made from it. */
import { z } from 'zod'
import type { WebDeps } from '../deps.ts'
import type { PageContext } from '../pages/page-context.ts'
import * as catalogue from './catalogue-schemas.ts'
import { entityViews, feedViews, placeViews, sourceViews, topicViews } from './catalogue-views.ts'
import { digestViews, ISSUES, listIssues } from './digest-views.ts'
import { gapsView } from './gaps-view.ts'
import { articleDetail, rowNamed, storyDetail } from './details.ts'
import { coverageView } from './coverage-view.ts'
import { countReports, VALUES } from './count-reports.ts'
import { suggest } from './suggested-filters.ts'
import { listArticles, listNamed, listStories, NAMED, REPORTS } from './lists.ts'
import {
  BEFORE,
  BY,
  DAYS,
  FROM,
  LANG,
  limit,
  MISSING,
  NAME,
  NAMES_IN,
  namesIn,
  type Parameter,
  POSITION,
  PREFER,
  Q,
  SORT,
  TO,
} from './parameters.ts'
import * as reports from './report-schemas.ts'
import { address, component, listOf, orNull } from './schema-parts.ts'

type Service = Pick<WebDeps, 'store' | 'problems' | 'version'>

export type Endpoint = {
  /** As OpenAPI writes it: `/api/v1/stories/{id}`. */
  readonly path: string
  readonly operation: string
  readonly tag: 'Reports' | 'Catalogue' | 'Service'
  readonly summary: string
  readonly parameters: readonly Parameter[]
  readonly schema: z.ZodType
  /** True: it shows things whose changes do not raise the edition, so it is rendered for each request. */
  readonly isFresh: boolean
  readonly make: (context: PageContext, id: string, service: Service) => Promise<unknown>
}

type Checked<Schema extends z.ZodType> = Omit<Endpoint, 'schema' | 'make' | 'isFresh'> & {
  readonly schema: Schema
  readonly isFresh?: boolean
  readonly make: (context: PageContext, id: string, service: Service) => Promise<z.output<Schema>>
}
/** Makes the compiler check the answer against the schema. */
const endpoint = <Schema extends z.ZodType>(checked: Checked<Schema>): Endpoint => ({ isFresh: false, ...checked })

const listLinks = component('ListLinks', 'Where to go on.', {
  self: address('This page'),
  next: orNull(address('The next page; null at the end')),
})
const listSchema = <Schema extends z.ZodType>(id: string, row: Schema) =>
  component(id, 'One page of a list.', {
    data: listOf(row),
    next: orNull(z.string()).describe('Cursor for “before”; null at the end'),
    links: listLinks,
  })

const REPORT_LIST = [Q, LANG, PREFER, limit(REPORTS.usual, REPORTS.most, 'Rows'), POSITION]
const NAMED_LIST = [NAME, NAMES_IN, limit(NAMED.usual, NAMED.most, 'Rows'), BEFORE]

type Views<Row> = (context: PageContext, preferred: readonly string[]) => Promise<readonly Row[]> | readonly Row[]
type Catalogued<Schema extends z.ZodType> = {
  readonly path: string
  readonly one: string
  readonly many: string
  readonly what: string
  readonly about: string
  readonly schema: Schema
  readonly views: Views<z.output<Schema>>
  readonly isFresh?: boolean
}

/** Two endpoints for one kind of thing that the configuration names: the list, and one by its id. */
const catalogued = <Schema extends z.ZodType<{ readonly id: string; readonly name: string }>>({
  path,
  one,
  many,
  what,
  about,
  schema,
  views,
  isFresh = false,
}: Catalogued<Schema>): readonly Endpoint[] => [
  endpoint({
    path: `/api/v1/${path}`,
    operation: `list${many}`,
    tag: 'Catalogue',
    summary: about,
    parameters: NAMED_LIST,
    schema: listSchema(`${one}List`, schema),
    isFresh,
    make: async (context) => listNamed(context, await views(context, await namesIn(context))),
  }),
  endpoint({
    path: `/api/v1/${path}/{id}`,
    operation: `get${one}`,
    tag: 'Catalogue',
    summary: `One ${what}`,
    parameters: [NAMES_IN],
    schema,
    isFresh,
    make: async (context, id) => rowNamed(await views(context, await namesIn(context)), id, what),
  }),
]

export const ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    path: '/api/v1/stories',
    operation: 'listStories',
    tag: 'Reports',
    summary: 'Stories that a filter finds, newest first or best match first',
    parameters: [...REPORT_LIST, SORT],
    schema: listSchema('StoryList', reports.storyMatch),
    make: listStories,
  }),
  endpoint({
    path: '/api/v1/stories/{id}',
    operation: 'getStory',
    tag: 'Reports',
    summary: 'One story with all of its articles',
    parameters: [NAMES_IN],
    schema: reports.story,
    make: storyDetail,
  }),
  endpoint({
    path: '/api/v1/articles',
    operation: 'listArticles',
    tag: 'Reports',
    summary: 'Articles that a filter finds, newest first',
    parameters: REPORT_LIST,
    schema: listSchema('ArticleList', reports.article),
    make: listArticles,
  }),
  endpoint({
    path: '/api/v1/articles/{id}',
    operation: 'getArticle',
    tag: 'Reports',
    summary: 'One article with its tags, their evidence, and why it is in its story',
    parameters: [NAMES_IN],
    schema: reports.articleDetail,
    make: articleDetail,
  }),
  endpoint({
    path: '/api/v1/stats',
    operation: 'getStatistics',
    tag: 'Reports',
    summary: 'How many articles and stories a filter finds, by topic, language, day …',
    parameters: [Q, LANG, PREFER, BY, FROM, TO, limit(VALUES.usual, VALUES.most, 'Values of each facet')],
    schema: catalogue.statistics,
    make: countReports,
  }),
  endpoint({
    path: '/api/v1/coverage',
    operation: 'getCoverage',
    tag: 'Reports',
    summary: 'What came in the last days by topic, language and country, and which sources delivered',
    parameters: [DAYS, NAMES_IN],
    schema: catalogue.coverage,
    make: coverageView,
  }),
  endpoint({
    path: '/api/v1/gaps',
    operation: 'getGaps',
    tag: 'Reports',
    summary: 'What other languages report and one does not, with how many of its sources could have reported it',
    parameters: [MISSING, DAYS, Q, PREFER],
    schema: reports.gaps,
    make: gapsView,
  }),
  endpoint({
    path: '/api/v1/suggest',
    operation: 'suggestFilters',
    tag: 'Reports',
    summary: 'Filters that a search may have meant: names that its words stand for, other spellings, corrected mistakes',
    parameters: [Q],
    schema: catalogue.suggestions,
    make: suggest,
  }),
  ...catalogued({
    path: 'topics',
    one: 'Topic',
    many: 'Topics',
    what: 'topic',
    about: 'Topics',
    schema: catalogue.topic,
    views: topicViews,
  }),
  ...catalogued({
    path: 'entities',
    one: 'Entity',
    many: 'Entities',
    what: 'organisation or law',
    about: 'Organisations, companies and laws',
    schema: catalogue.entity,
    views: entityViews,
  }),
  ...catalogued({
    path: 'places',
    one: 'Place',
    many: 'Places',
    what: 'place',
    about: 'Regions, countries, subdivisions and cities',
    schema: catalogue.place,
    views: placeViews,
  }),
  // Polls and failures do not raise the edition, so sources are never cached.
  ...catalogued({
    path: 'sources',
    one: 'Source',
    many: 'Sources',
    what: 'source',
    about: 'Sources and their health',
    schema: catalogue.source,
    views: sourceViews,
    isFresh: true,
  }),
  ...catalogued({
    path: 'feeds',
    one: 'Feed',
    many: 'Feeds',
    what: 'feed',
    about: 'Published feeds',
    schema: catalogue.feed,
    views: feedViews,
  }),
  ...catalogued({
    path: 'digests',
    one: 'Digest',
    many: 'Digests',
    what: 'digest',
    about: 'Digests',
    schema: catalogue.digest,
    views: digestViews,
  }),
  endpoint({
    path: '/api/v1/digests/{id}/issues',
    operation: 'listDigestIssues',
    tag: 'Catalogue',
    summary: 'Issues of a digest, the newest first, with their stories',
    parameters: [limit(ISSUES.usual, ISSUES.most, 'Issues'), BEFORE],
    schema: listSchema('DigestIssueList', catalogue.digestIssue),
    isFresh: true,
    make: listIssues,
  }),
  endpoint({
    path: '/api/v1/status',
    operation: 'getStatus',
    tag: 'Service',
    summary: 'What is stored, and whether all is well',
    parameters: [],
    schema: catalogue.status,
    isFresh: true,
    make: async ({ counts }, _, { store, problems, version }) => {
      const { writable, reason } = await store.health()
      return { ...counts, version, writable, reason, configurationProblems: problems().length }
    },
  }),
]
