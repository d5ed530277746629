/** Stories that other languages report and one does not, with how many of its sources could have reported them. */
import { DAY } from '../lib/durations.ts'
import { comparesMeaning, type Configuration } from '../model/configuration.ts'
import type { Filter } from '../model/filter.ts'
import type { LanguageTag } from '../model/ids.ts'
import { originsOf } from '../model/origins.ts'
import { tagsOfStory } from '../model/story-tags.ts'
import { speaks } from '../model/translation.ts'
import { readLanguage } from '../publish/filter/language-names.ts'
import { type DigestGaps, type IssuePeriod, newsSince } from '../publish/digest/rank-stories.ts'
import type { Store } from '../store/ports/store.ts'
import type { MatchedStory } from '../store/ports/story-search.ts'
import { HttpError } from './http/http-error.ts'
import { sourceIndex } from './pages/configuration-index.ts'
import type { PageContext } from './pages/page-context.ts'
import type { Statistics } from './statistics.ts'
import { type CoveredDays, COVERED_DAYS, coveredSources, liveShares, type LiveShare } from './source-coverage.ts'

export type LanguageGaps = {
  /** Those in most languages first, then those with most origins. */
  readonly stories: readonly MatchedStory[]
  /** The sources of the language: how many are configured, and how many delivered in these days. */
  readonly share: LiveShare
  /** By the country that is reported on, those with most missing stories first. */
  readonly countries: readonly CountryGap[]
}
/** `missing` of the `stories` about the country in two languages or more are missing. */
export type CountryGap = { readonly country: string; readonly missing: number; readonly stories: number }

export type GapQuery = { readonly language: LanguageTag; readonly days: CoveredDays; readonly filter: Filter }

/** The most stories that are looked at, missing and reported ones, and that are shown. */
const MOST_STORIES = 300
const MOST_SHOWN = 30
/** In fewer languages, another one is not missing yet. */
const FEWEST_LANGUAGES = 2
/** How long before and after a story a report of its event may have been published. */
const AROUND_MS = 2 * DAY

type GapContext = Pick<PageContext, 'configuration' | 'hour'> & {
  readonly store: Pick<Store, 'stories' | 'articles'>
  readonly statistics: Pick<Statistics, 'sourceSummaries'>
}
export const languageGaps = async (context: GapContext, { language, days, filter }: GapQuery): Promise<LanguageGaps> => {
  const [since, sources] = [context.hour - days * DAY, await coveredSources(context, days)]
  const share = liveShares(sources, (one) => (one.language !== null && speaks(one.language, language) ? language : null)).find(
    ({ of }) => of === language,
  ) ?? { of: language, live: 0, configured: 0 }
  // Who does not speak cannot be silent about something.
  if (share.live === 0) return { stories: [], share, countries: [] }
  const find = async (one: Filter): Promise<readonly MatchedStory[]> => {
    const wanted: Filter = { kind: 'and', of: [filter, one] }
    const { rows } = await context.store.stories({ filter: wanted, limit: MOST_STORIES, before: null, from: since })
    return rows.filter(({ story }) => story.languages.length >= FEWEST_LANGUAGES)
  }
  const ranked = (await find({ kind: 'missing', anyOf: [language] }))
    .map((match) => ({ match, origins: originsOf(match.story.articles, sourceIndex(context.configuration)).length }))
    .toSorted((a, b) => b.match.story.languages.length - a.match.story.languages.length || b.origins - a.origins)
  const stories: MatchedStory[] = []
  for (const { match } of ranked) {
    if (stories.length === MOST_SHOWN) break
    if (!(await isReportedElsewhere(context, match, language))) stories.push(match)
  }
  const reported = await find({ kind: 'language', anyOf: [language] })
  return { stories, share, countries: byCountry(stories, [...stories, ...reported]) }
}

/** For a digest: what the language does not report of the stories since then. */
export const gapsSince =
  (store: Store, configuration: () => Configuration) =>
  async (language: LanguageTag, filter: Filter, { since, due }: IssuePeriod): Promise<DigestGaps> => {
    // A source that is silent for a day is not dead.
    const days = COVERED_DAYS.find((one) => due - since < one * DAY) ?? 30
    const recent: Filter = { kind: 'and', of: [filter, { kind: 'after', at: newsSince({ since, due }) }] }
    const statistics = { sourceSummaries: async () => await store.sourceSummaries(due) }
    const context = { store, configuration: configuration(), hour: due, statistics }
    const { stories, share } = await languageGaps(context, { language, days, filter: recent })
    return { stories, live: share.live }
  }

const byCountry = (missing: readonly MatchedStory[], all: readonly MatchedStory[]): readonly CountryGap[] => {
  const found = countOf(all.flatMap(countriesOf))
  return Array.from(countOf(missing.flatMap(countriesOf)), ([country, count]) => ({
    country,
    missing: count,
    stories: found.get(country) ?? count,
  })).toSorted((a, b) => b.missing - a.missing || b.stories - a.stories || (a.country < b.country ? -1 : 1))
}
const countOf = (values: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(values, (value) => value)].map(([value, of]) => [value, of.length]))

/** Countries, of which regions have none; the ids of cities and provinces begin with theirs. */
const countriesOf = ({ story }: MatchedStory): readonly string[] => [
  ...new Set(tagsOfStory(story).places.flatMap(({ id }) => /^(?!EU$)[A-Z]{2}(?=-|$)/.exec(id) ?? [])),
]

/** True: a report in the language is so like the story that it may tell of the same event, though it was not joined. */
const isReportedElsewhere = async (
  { store, configuration }: GapContext,
  { story }: MatchedStory,
  language: LanguageTag,
): Promise<boolean> => {
  if (!comparesMeaning(configuration)) return false
  const [from, to] = [story.publishedAt - AROUND_MS, story.updatedAt + AROUND_MS]
  const near: Filter[] = [
    { kind: 'like', to: { kind: 'story', story: story.id }, near: null },
    { kind: 'language', anyOf: [language] },
    { kind: 'after', at: from },
    { kind: 'before', at: to },
  ]
  return (await store.articles({ filter: { kind: 'and', of: near }, limit: 1, before: null })).rows.length > 0
}

/** The language of `?in=`; left out, that of the reader. */
export const missingLanguage = ({ query, locale }: PageContext): LanguageTag => {
  const written = query.get('in') ?? locale.language
  const language = readLanguage(written, [])
  if (language !== null) return language
  throw new HttpError(400, 'in must be a language: en, zh-Hant.', {
    extra: { parameter: 'in' },
    localized: { key: 'error.parameter', values: { name: 'in' } },
  })
}
