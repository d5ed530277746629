/** API schemas of what the configuration names, and of the state of the service. Field names are a promise: add, never rename. */
import { z } from 'zod'
import type { CountedBy } from '../../store/ports/story-search.ts'
import { address, component, count, label, language, listOf, orNull, text, time } from './schema-parts.ts'

const name = text('In the first of the wished languages that has a name, else English')
const articles = count('Articles of the last 30 days that carry it itself; those of its parts are counted with these')
const links = (id: string, more: z.ZodRawShape = {}) =>
  component(id, 'Where to go on.', {
    self: address('In this API'),
    page: address('Its page'),
    stories: address('Its stories in this API'),
    ...more,
  })
const tagLinks = links('TagLinks', { feed: address('Atom feed of its stories') })

export const topic = component('Topic', 'A topic of the tree.', {
  id: z.string(),
  name,
  label: label('In all languages that have one'),
  parent: orNull(z.string()),
  children: listOf(z.string()).describe('Ids of the topics directly below; a filter for this one finds theirs too'),
  scope: component('Scope', 'What belongs to it and what does not, in English.', {
    in: orNull(z.string()),
    out: orNull(z.string()),
  }),
  iptc: listOf(z.string()).describe('IPTC Media Topics'),
  articles,
  links: tagLinks,
})

export const entity = component('Entity', 'An organisation, a company, a law.', {
  id: z.string(),
  name,
  kind: text('company, regulator, law …'),
  label: label('In all languages that have one'),
  parent: orNull(z.string()),
  children: listOf(z.string()).describe('Ids of those that belong to it'),
  place: orNull(z.string()).describe('Seat or jurisdiction'),
  topics: listOf(z.string()).describe('Topics that it makes more likely'),
  wikidata: orNull(z.string()),
  articles,
  links: tagLinks,
})

export const place = component('Place', 'A region, country, subdivision or city.', {
  id: text('ISO 3166-1 (CN), ISO 3166-2 (CN-GD), a city below one (CN-GD-shenzhen), or the name of a region'),
  name,
  kind: z.enum(['region', 'country', 'subdivision', 'city']),
  label: label('In all languages that have one'),
  parent: orNull(z.string()).describe('The next larger place'),
  children: listOf(z.string()).describe('Ids of the places directly in it; a filter for this one finds theirs too'),
  articles,
  links: tagLinks,
})

export const failure = orNull(
  component('Failure', 'Why the last poll brought nothing.', {
    kind: text('unreachable, refused, not-a-feed …'),
    message: text('What happened and what to do'),
  }),
)

const languageCount = component('LanguageCount', 'Articles in a language.', {
  language: language(),
  articles: count('How many'),
})

export const source = component('Source', 'A source and its health, without the address it is read at.', {
  id: z.string(),
  name: z.string(),
  site: orNull(z.string()).describe('Its home page'),
  country: orNull(z.string()).describe('ISO 3166-1, two letters'),
  language: orNull(language('As configured, else as its feed says')),
  health: z
    .enum(['ok', 'waiting', 'failing', 'gone', 'inactive'])
    .describe('waiting: not read yet; gone: it has ended for good; inactive: it is no longer read'),
  failure,
  failures: count('Polls that failed in a row'),
  polledAt: orNull(time('Last poll')),
  okAt: orNull(time('Last good answer')),
  changedAt: orNull(time('Last news')),
  nextDue: time('Next poll'),
  push: orNull(
    component('Push', 'What its hub sends us (WebSub).', {
      until: orNull(time('End of the subscription; null: the hub has not confirmed it')),
      pushedAt: orNull(time('Last push')),
      pushes: count('Pushes until now'),
      forged: count('Pushes with a wrong signature'),
      problem: orNull(z.string()),
    }),
  ),
  intervalSeconds: count('Between two polls'),
  format: orNull(z.string()).describe('rss20, atom10, json …'),
  encoding: orNull(z.string()),
  items: count('Items that it published'),
  articles: count('Articles of which it is the first source'),
  newestAt: orNull(time('Of its newest article')),
  perDay: listOf(z.int().min(0)).describe('New items a day, the last 30 days, oldest first'),
  languages: listOf(languageCount),
  links: links('SourceLinks'),
})

export const feed = component('Feed', 'A published feed.', {
  id: z.string(),
  name,
  title: label('In all languages that have one'),
  description: orNull(label('In all languages that have one')),
  filter: text('Empty: everything'),
  group: z.enum(['story', 'article']).describe('What an entry is'),
  limit: count('Entries at most'),
  atom: address('As Atom'),
  rss: address('As RSS'),
  json: address('As JSON Feed'),
})

export const digest = component('Digest', 'The most widely reported stories of a day or a week, at a fixed time.', {
  id: z.string(),
  name,
  title: label('In all languages that have one'),
  filter: text('Empty: everything'),
  at: text('When an issue is made, by the clock of the zone: 07:30'),
  zone: text('IANA name: Europe/Brussels'),
  days: listOf(z.enum(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'])).describe('On which days'),
  language: language('Of its sentences'),
  prefer: listOf(language()).describe('Languages of its headlines, best first'),
  top: count('Stories of an issue at most'),
  links: component('DigestLinks', 'Where to go on.', {
    self: address('In this API'),
    issues: address('Its issues in this API'),
    page: address('Its page'),
    atom: address('As Atom'),
    rss: address('As RSS'),
    json: address('As JSON Feed'),
  }),
})

export const digestIssue = component('DigestIssue', 'An issue of a digest, as it was published.', {
  id: text('As the address of its page ends'),
  due: time('When it was due'),
  since: time('Its reports came after this'),
  madeAt: time('When it was made'),
  found: count('Stories that were reported in this time'),
  page: address('Its page'),
  stories: listOf(
    component('DigestStory', 'A story as an issue tells it.', {
      id: text('Of the story'),
      title: z.string(),
      language: language('Of title and summary'),
      summary: text('As much as the source lets us show'),
      url: orNull(address('The report that gives the title')),
      source: text('Who published it'),
      published: time('When'),
      reports: count('That are no copies'),
      copies: count('Articles that are near copies of another'),
      sources: count('That report it'),
      languages: listOf(languageCount).describe('The most frequent first'),
      topic: orNull(z.string()).describe('Its strongest one'),
      isUpdate: z.boolean().describe('An earlier issue told of it, and something new has come since'),
      page: address('The page of the story'),
    }),
  ).describe('The most widely reported first'),
})

export const status = component('Status', 'What is stored, and whether all is well.', {
  items: count('What each source published: one per source and item'),
  articles: count('After exact identity'),
  copies: count('Articles that are near copies of another'),
  stories: count('Groups of reports of one event'),
  sources: count('That are configured'),
  edition: count('Grows whenever something published has changed'),
  version: text('Of the service'),
  writable: z.boolean().describe('False: nothing can be stored now'),
  reason: orNull(z.string()).describe('Why not'),
  configurationProblems: count('Mistakes in the last edit of the configuration'),
})

const facetCount = component('FacetCount', 'How often a value was found.', {
  id: text('As a filter names it; a day as 2026-11-24'),
  name: text('In words'),
  articles: count('Articles that carry it'),
  stories: count('Stories with such an article'),
})
const facet = component('FacetValues', 'The values of one facet.', {
  values: listOf(facetCount).describe('Days in their order, other values the most frequent first'),
  distinct: count('How many values there are; more than shown, where limit cut them'),
})
const one = facet.optional()
const byFacet = component('FacetsByName', 'One member for each facet that was asked for.', {
  topic: one,
  entity: one,
  place: one,
  language: one,
  source: one,
  country: one,
  day: one,
} satisfies Record<CountedBy, unknown>)
export const statistics = component('Statistics', 'How many articles and stories a filter finds, in all and by value.', {
  articles: count('Articles that the filter meets'),
  stories: count('Stories with such an article'),
  isLowerBound: z
    .boolean()
    .describe('True: the count ended early, and the true numbers are as large or larger. The newest were counted first'),
  from: orNull(time('Published at this time or later')),
  to: orNull(time('Published before this time')),
  by: byFacet,
})

const counted = { articles: count('Articles'), sources: count('Sources that carried them') }
const coveredCountry = component('CoveredCountry', 'What came of the sources of one country.', {
  country: text('ISO 3166-1'),
  ...counted,
})
const coverageCell = component('CoverageCell', 'What came of one topic in one language; a topic counts what is below it too.', {
  topic: orNull(text('Id')).describe('null: articles without a topic'),
  name: orNull(text('Of the topic')),
  language: language(),
  ...counted,
  newest: time('Of its newest article'),
  countries: listOf(coveredCountry).describe('An article of sources in two countries counts for both'),
})
const liveShare = component('LiveShare', 'How many of the sources that are polled delivered.', {
  id: orNull(text('The language or country')).describe('null: not known'),
  live: count('Sources that delivered'),
  configured: count('Sources that are polled'),
})
const silentSource = component('SilentSource', 'A source that delivered nothing.', {
  id: text('Id'),
  name: text('Name'),
  language: orNull(language()),
  country: orNull(text('ISO 3166-1')),
  last: orNull(time('When it last brought anything')).describe('null: never'),
})
export const coverage = component('Coverage', 'What came in the last days, and which sources delivered.', {
  days: count('So many days are looked at'),
  since: time('Their beginning'),
  articles: count('Articles published since then'),
  isLowerBound: z.boolean().describe('True: the count ended early; the newest were counted first'),
  cells: listOf(coverageCell).describe('The fullest first; none is empty'),
  sources: component('LiveSources', 'Of all sources that are polled.', {
    live: count('Delivered'),
    configured: count('Polled'),
  }),
  languages: listOf(liveShare),
  countries: listOf(liveShare),
  silent: listOf(silentSource).describe('Those that have been silent longest first'),
})
export type Coverage = z.output<typeof coverage>

const concept = component('Concept', 'What a name stands for.', {
  field: z.enum(['topic', 'entity', 'place', 'source']),
  id: text('As the filter language writes it'),
})
const suggestion = component('Suggestion', 'A filter that may be meant.', {
  filter: text('The whole filter, for “q”'),
  name: text('The name that was recognised, or the word in another spelling'),
  concept: orNull(concept).describe('null: a word'),
  stories: count('Stories that the filter finds'),
  isLowerBound: z.boolean().describe('True: the count ended early'),
})
export const suggestions = component('Suggestions', 'What a search may have meant, likeliest first.', {
  data: listOf(suggestion),
  mistake: orNull(text('What is wrong with the filter; null: it can be read')),
})

const poll = {
  source: text('Id of the source'),
  outcome: z.enum(['read', 'unchanged', 'failed']),
  added: count('New articles'),
  revised: count('Changed articles'),
  failure,
}
export const pollResult = component('PollResult', 'What one poll brought.', poll)
export const pollResults = component('PollResults', 'What the polls brought.', {
  read: count('Sources with a document'),
  unchanged: count('Sources without news'),
  failed: count('Sources that failed'),
  polls: listOf(pollResult),
})
export const accepted = component('Accepted', 'The polls have begun.', {
  accepted: listOf(z.string()).describe('Ids of the sources'),
})

export const problem = component('Problem', 'What is wrong and what to do (RFC 9457).', {
  type: text('Always about:blank'),
  title: text('The status in words'),
  status: z.int().min(400).max(599),
  detail: text('A sentence that helps'),
  parameter: z.string().optional().describe('The parameter that is wrong'),
  column: z.int().min(1).optional().describe('Where in the parameter, from 1'),
})

export type Topic = z.output<typeof topic>
export type Entity = z.output<typeof entity>
export type Place = z.output<typeof place>
export type SourceView = z.output<typeof source>
export type Feed = z.output<typeof feed>
export type Digest = z.output<typeof digest>
export type DigestIssueView = z.output<typeof digestIssue>
export type Statistics = z.output<typeof statistics>
