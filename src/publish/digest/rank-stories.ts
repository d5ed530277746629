/**
 * Selects the stories of an issue. A story's score is the number of its origins, times its languages, times the share of its
 * reports that came in the period of the issue. A story of an earlier issue returns only with a development.
 */
import { DAY, MINUTE } from '../../lib/durations.ts'
import { originsOf, type Owners } from '../../model/origins.ts'
import { countStory } from '../../model/story-counts.ts'
import { tagsOfStory } from '../../model/story-tags.ts'
import type { DigestItem } from '../../model/digest.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { excerpt } from '../../text/excerpt.ts'
import { courseOf, type StoryMatch, storyBefore } from '../developments.ts'
import { storyEntry } from '../entry.ts'
import type { PublishContext } from '../publish-context.ts'

export type IssuePeriod = { readonly since: Instant; readonly due: Instant }

/** A report that came so shortly before the last issue may have been grouped only after it: it counts for the next issue too. */
const GROUPED_WITHIN_MS = 15 * MINUTE
/** Reports published so long before the period are no news, such as those of last year that a new source brings. */
const OLD_AFTER_MS = DAY

/** The time after which a report must be published to count for the issue. */
export const newsSince = ({ since }: IssuePeriod): Instant => since - OLD_AFTER_MS

/** What a language does not report. `live`: how many of its sources could have. */
export type DigestGaps = { readonly stories: readonly StoryMatch[]; readonly live: number }

export type RankedStory = { readonly match: StoryMatch; readonly score: number }

/** The stories that have news, as they were when the issue was due, with their scores. */
export const scoreStories = (found: readonly StoryMatch[], period: IssuePeriod, owners: Owners): readonly RankedStory[] =>
  found
    .map((match) => storyBefore(match, period.due + 1))
    .map((match) => ({ match, score: scoreOf(match, period, owners) }))
    .filter(({ score }) => score > 0)

/** Orders by score, the highest first; of equal scores the newest story. */
export const byRank = (a: RankedStory, b: RankedStory): number => b.score - a.score || byNewest(a.match.story, b.match.story)

const scoreOf = ({ story, matched }: StoryMatch, period: IssuePeriod, owners: Owners): number => {
  const meeting = new Set(matched)
  const fresh = story.articles.filter((article) => isNews(article, period))
  if (!fresh.some(({ id }) => meeting.has(id))) return 0
  const origins = originsOf(story.articles, owners).length
  return (origins * Math.max(story.languages.length, 1) * fresh.length) / story.articles.length
}

const isNews = ({ firstSeen, publishedAt }: Story['articles'][number], period: IssuePeriod): boolean =>
  firstSeen > period.since - GROUPED_WITHIN_MS && firstSeen <= period.due && publishedAt > newsSince(period)

const byNewest = (a: Story, b: Story): number => b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1)

/** True: another headline, a first report in a language or every fifth source has come since an issue reported the story. */
export const hasDevelopedSince = (match: StoryMatch, since: Instant, preferred: readonly LanguageTag[]): boolean =>
  courseOf(match, preferred).developments.some(({ at }) => at > since)

const TITLE_LENGTH = 250
const SUMMARY_LENGTH = 300

/** What an issue says of a story. `context` has the languages that the digest prefers. */
export const digestItem = (match: StoryMatch, isUpdate: boolean, context: PublishContext): DigestItem => {
  const { story } = match
  const entry = storyEntry(match, context)
  const { reports, copies, sources } = countStory(story)
  const { id, publishedAt } = courseOf(match, context.preferred).representative
  return {
    story: story.id,
    headline: excerpt(entry.title.replaceAll(/\s+/g, ' '), TITLE_LENGTH),
    language: entry.language,
    summary: entry.summary === entry.title ? '' : excerpt(entry.summary, SUMMARY_LENGTH),
    link: entry.link,
    ...(entry.image?.startsWith('https://') === true ? { image: entry.image } : {}),
    report: id,
    source: entry.source.title,
    publishedAt,
    reports,
    copies,
    sources,
    languages: languagesOf(story),
    topic: tagsOfStory(story).topics.find(({ id }) => context.labels.topics.has(id))?.id ?? null,
    isUpdate,
  }
}

const languagesOf = ({ articles }: Story): DigestItem['languages'] =>
  [...Map.groupBy(articles, ({ language }) => language)]
    .map(([language, of]) => ({ language, reports: of.length }))
    .toSorted((a, b) => b.reports - a.reports || (a.language < b.language ? -1 : 1))
