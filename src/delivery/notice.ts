import type { AlertDefinition, Named, Notice } from '../model/alert.ts'
import { storyId } from '../model/ids.ts'
import { originsOf, type Owners } from '../model/origins.ts'
import type { Story } from '../model/story.ts'
import { labelIn } from '../model/taxonomy.ts'
import { courseOf, type StoryMatch } from '../publish/developments.ts'
import { storyEntry } from '../publish/entry.ts'
import type { PublishContext } from '../publish/publish-context.ts'
import { excerpt } from '../text/excerpt.ts'
import { stepOf } from './thresholds.ts'

const TITLE_LENGTH = 250
const SUMMARY_LENGTH = 500
/** The most topics, organisations and places of a message, each. */
const MOST_NAMED = 5

/** The notice of a story for an alert. `isPublic`: our pages have a public address. */
export const noticeOf = (
  { id, title, language, preferred, thresholds }: AlertDefinition,
  match: StoryMatch,
  context: PublishContext,
  isPublic: boolean,
): Notice => {
  const preferring = { ...context, preferred }
  const entry = storyEntry(match, preferring)
  const { story } = match
  const { source, publishedAt } = courseOf(match, preferring.preferred).representative
  const name = context.sources.get(source)?.name ?? source
  const coverage = coverageOf(story, context.sources)
  const named = (kind: string): readonly Named[] =>
    entry.categories
      .filter(({ scheme }) => scheme === `${context.publicUrl}/${kind}/`)
      .slice(0, MOST_NAMED)
      .map(({ term, label }) => ({ id: term, label: label ?? term }))
  return {
    alert: id,
    label: labelIn(title, language),
    story: story.id,
    headline: excerpt(entry.title.replaceAll(/\s+/g, ' '), TITLE_LENGTH),
    language: entry.language,
    summary: entry.summary === entry.title ? '' : excerpt(entry.summary, SUMMARY_LENGTH),
    link: entry.link,
    source: name,
    publishedAt,
    page: isPublic ? entry.page : null,
    coverage,
    topics: named('topics'),
    entities: named('entities'),
    places: named('places'),
    languages: story.languages,
    step: stepOf(thresholds, coverage) + 1,
    reported: context.words.reported(story.sources.length, story.languages.length),
    pageWords: context.words.storyPage(story.articles.length),
    byline: `${name}, ${context.words.time(publishedAt)}`,
    words: context.words.language,
  }
}

/** One notice in place of these, which came after more messages than may be sent in an hour; `first` is one of them. */
export const summaryNotice = (
  notices: readonly Notice[],
  first: Notice,
  { words, publicUrl }: PublishContext,
  isPublic: boolean,
): Notice => ({
  ...first,
  headline: words.moreStories(notices.length),
  summary: excerpt(notices.map(({ headline }) => headline).join(' · '), SUMMARY_LENGTH),
  link: null,
  page: isPublic ? `${publicUrl}/` : null,
  topics: [],
  entities: [],
  places: [],
  more: notices.length,
})

export const coverageOf = ({ articles, sources, languages }: Story, owners: Owners): Notice['coverage'] => ({
  origins: originsOf(articles, owners).length,
  sources: sources.length,
  languages: languages.length,
})

/** The notice of an invented story, which `polywire alerts test` sends. */
export const exampleNotice = ({ id, title, language }: AlertDefinition, context: PublishContext, now: number): Notice => ({
  alert: id,
  label: labelIn(title, language),
  story: storyId('s00000000000000000000'),
  ...context.words.example,
  language: context.words.language,
  link: 'https://example.org/report',
  source: 'Example Times',
  publishedAt: now,
  page: null,
  coverage: { origins: 4, sources: 5, languages: 3 },
  topics: [],
  reported: context.words.reported(5, 3),
  pageWords: context.words.storyPage(5),
  byline: `Example Times, ${context.words.time(now)}`,
  words: context.words.language,
})
