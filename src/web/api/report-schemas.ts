/** Stories and articles as the API shows them. Field names are a promise: add, never rename. */
import { z } from 'zod'
import { DATE_ORIGINS } from '../../model/article.ts'
import { KINDS } from '../../model/kind.ts'
import { DIFFERING } from '../../publish/differences.ts'
import { address, component, count, language, listOf, orNull, text, time } from './schema-parts.ts'

const storyId = text('Id of a story')
const articleId = text('Id of an article')
const copyOf = orNull(z.string()).describe('The article that this one is a near copy of; null: none')
const link = orNull(address('The publisher’s page; null: the item came without a usable one'))
const publishedAt = time('When it was published, as `dateFrom` says')

export const publisher = component('Publisher', 'Who published a report.', {
  id: text('Id of the source'),
  name: text('As the operator calls it; the id, if the source has left the configuration'),
  country: orNull(z.string()).describe('ISO 3166-1, two letters'),
})

const evidence = component('Evidence', 'A word that speaks for a tag, and where it stands.', {
  term: z.string(),
  field: z.enum(['title', 'text']),
  start: count('Offset in UTF-16 code units'),
  end: count('Offset behind the last code unit'),
  kind: text('strong, weak, pair, entity, pattern …'),
})

const tag = {
  id: z.string(),
  name: text(
    'In the first of the wished languages that has a name, else English; the id, if the configuration no longer has it',
  ),
}
const score = z.number().min(0).max(1).describe('How likely it is about the topic')
const reports = count('How many reports say so themselves; 0: the story lends it')
const kind = orNull(z.string()).describe('company, regulator, law, country …; null: the configuration no longer has it')

const storyTopic = component('StoryTopic', 'A topic of a story.', { ...tag, score, reports })
const storyName = component('StoryName', 'An organisation, law or place of a story.', { ...tag, kind, reports })
const articleTopic = component('ArticleTopic', 'A topic of an article.', { ...tag, score, evidence: listOf(evidence) })
const articleName = component('ArticleName', 'An organisation, law or place of an article.', {
  ...tag,
  kind,
  evidence: listOf(evidence),
})

const reportFields = {
  id: articleId,
  title: text('Plain text'),
  link,
  language: language(),
  source: text('Id of the source that published it first'),
  publishedAt,
  copyOf,
}
const report = component('Report', 'An article in short.', reportFields)
export const newReport = component('NewReport', 'The report that an event is about.', {
  ...reportFields,
  source: text('Id of the source that has just published it'),
  publisher,
})

const translation = component('Translation', 'A machine translation of the title.', {
  language: language(),
  headline: text('Plain text'),
  machine: z.literal(true),
})

const affair = component('Affair', 'The chain of stories that a story belongs to: `affair:ID` finds them all.', {
  id: text('Id of its first story'),
  continues: orNull(z.string()).describe('Id of the story that this one continues; null: none'),
  size: count('How many stories it has; 1: this one alone'),
})

const origin = component('Origin', 'Where reports of a story come from.', {
  kind: z
    .enum(['agency', 'owner', 'source', 'release'])
    .describe('release: a press release, of an authority, a company or a distributor'),
  name: text('Of the agency, the owner or the source'),
  sources: listOf(z.string()).describe('Ids of the sources that carry it'),
})

const firstReport = component('FirstReport', 'The first report of a story in a language.', {
  language: language(),
  source: text('Id of the source'),
  publishedAt,
  lagSeconds: count('After the first report in any language'),
})

const storyFields = {
  id: storyId,
  url: address('Its page'),
  title: text('Of the report that represents it; plain text'),
  language: language('Language of the title'),
  summary: orNull(z.string()).describe('Of the same report, plain text; null: its source allows the title only'),
  translation: orNull(translation)
    .optional()
    .describe('Into the first wished language that has one; null: none, or not yet; left out: the operator has none made'),
  link,
  representative: text('Id of the report that represents it: title, summary and link are its'),
  lead: text('Id of its first report, or of the one that a correction made its lead'),
  publishedAt,
  lastAt: time('When its newest report was published'),
  updatedAt: time('Moves when a source or language joins'),
  affair,
  languages: listOf(language()),
  sources: listOf(z.string()).describe('Ids of the sources that reported it'),
  publishers: listOf(publisher).describe('The same sources, by name'),
  origins: listOf(origin).describe(
    'Who stands behind the reports: copies, what names one agency, and sources of one owner count once',
  ),
  firsts: listOf(firstReport).describe('Who reported first in each language, the earliest first'),
  topics: listOf(storyTopic).describe('The likeliest first'),
  entities: listOf(storyName).describe('Organisations, companies and laws, the most often named first'),
  places: listOf(storyName).describe('The most often named first'),
  reports: count('Articles that were asked for these tags: all but copies'),
  articleCount: count('All articles, copies included'),
  copyCount: count('Articles that are near copies of another'),
  articles: listOf(report).describe('In order of publication; in lists the first 50'),
  links: component('StoryLinks', 'Where to go on.', {
    self: address('The story in this API, with all of its articles'),
    page: address('The story’s page'),
    feed: address('Atom feed of the story’s reports'),
  }),
}
const difference = component(
  'Difference',
  'A number, place, organisation, day or decision that reports of a story tell differently.',
  {
    thing: z.enum(DIFFERING).describe('What is counted or told'),
    unit: orNull(z.string()).describe(
      'Currency of a sum: its ISO 4217 code, or the name that several countries’ currencies share',
    ),
    sayings: listOf(
      component('Saying', 'What some of the reports say.', {
        value: z
          .union([z.number(), z.string()])
          .describe(
            'A number; of a place or an organisation its id, of a day month and day (06-30), of a decision its outcome',
          ),
        written: text('As the first of these reports writes it'),
        languages: listOf(language()),
        reports: count('How many reports say so'),
        article: text('Id of the first report that says so'),
        sentence: text('Its sentence; plain text'),
        since: time('When this report was published'),
      }),
    ).describe('The earliest first'),
  },
)
const wording = component('Wording', 'A headline and an excerpt.', {
  title: text('Plain text'),
  summary: orNull(z.string()).describe('Plain text; null: the source allows the title only'),
})
const change = component('Change', 'A headline or an excerpt that was changed after publication.', {
  article: articleId,
  source: text('Id of the source'),
  at: time('When a poll found the new wording'),
  before: wording,
  after: wording,
})
const matched = listOf(z.string()).describe('Ids of its articles that the filter met')

export const story = component('Story', 'Reports of one event, in all languages.', {
  ...storyFields,
  differences: listOf(difference).describe('What reports say differently; roundings and bounds of numbers are none'),
  changes: listOf(change).describe('The earliest first: who corrected first. Cosmetic changes are none'),
})
export const storyMatch = component('StoryMatch', 'A story as the filter found it.', { ...storyFields, matched })
export const gaps = component('Gaps', 'Stories that other languages report and one does not.', {
  language: language(),
  days: count('So many days are looked at'),
  sources: component('GapSources', 'Who could have reported them: sources in the language that are polled.', {
    live: count('Delivered in these days'),
    configured: count('Are polled'),
  }),
  countries: listOf(
    component('CountryGap', 'A country that is reported on.', {
      country: text('ISO 3166-1'),
      name: text('Its name'),
      missing: count('Stories about it that the language does not report'),
      stories: count('Stories about it in two languages or more'),
    }),
  ).describe('Those with most missing stories first'),
  stories: listOf(storyMatch).describe('Those in most languages first; 30 at most'),
})
export type Gaps = z.output<typeof gaps>
export const storyEvent = component('StoryEvent', 'A story that has begun or gone on: the data of an event.', {
  ...storyFields,
  matched,
  report: newReport,
})

const articleFields = {
  id: articleId,
  story: storyId,
  copyOf,
  source: text('Id of the source that published it first'),
  publisher,
  alsoIn: listOf(z.string()).describe('Ids of sources that published the same article later'),
  title: text('Plain text'),
  link,
  summary: orNull(z.string()).describe('Plain text; null: the source allows the title only'),
  html: orNull(z.string()).describe('Sanitised; null: the source does not allow its full text'),
  image: orNull(address('A picture')),
  authors: listOf(z.string()),
  categories: listOf(z.string()).describe('As its publisher wrote them'),
  language: language(),
  kind: orNull(z.enum(KINDS)).describe('What sort of item it is; null: nobody has judged it by its meaning'),
  confidence: z.number().min(0).max(1).describe('How sure the language is'),
  publishedAt,
  dated: z.boolean().describe('False: it came without a date'),
  dateFrom: z.enum(DATE_ORIGINS).describe('Where its date is from: docs/operating.md has the rules'),
  updatedAt: orNull(time('As its publisher says')),
  firstSeen: time('When we saw it first'),
  revisedAt: orNull(time('When we last saw it change')),
  revisions: count('How often we saw it change'),
  topics: listOf(articleTopic).describe('What it says itself'),
  storyTopics: listOf(z.string()).describe('Ids of the topics it is found under: its own, and those its story lends it'),
  entities: listOf(articleName),
  places: listOf(articleName),
  links: component('ArticleLinks', 'Where to go on.', {
    self: address('The article in this API, with the reasons for its place'),
    story: address('Its story in this API'),
    page: address('Its story’s page'),
  }),
}
export const article = component('Article', 'One report.', articleFields)
export const articleDetail = component('ArticleDetail', 'One report, and why it stands where it stands.', {
  ...articleFields,
  reasons: listOf(
    component('Reason', 'Why an article is in its story.', {
      kind: text('entities, title, copy, link …'),
      detail: text('What was found'),
      score: orNull(z.number()).describe('Likeness, where it was measured'),
    }),
  ),
  items: listOf(
    component('Item', 'A source that shows the article.', {
      source: text('Id of the source'),
      firstSeen: time('When its feed showed it first'),
      lastSeen: time('When its feed showed it last, to the day'),
    }),
  ),
})
export type Story = z.output<typeof story>
export type StoryMatch = z.output<typeof storyMatch>
export type StoryEvent = z.output<typeof storyEvent>
export type Article = z.output<typeof article>
export type ArticleDetail = z.output<typeof articleDetail>
