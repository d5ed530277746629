/** Pages of entries that meet a filter: the same steps on every engine, over rows that the engine supplies. */
import type { StoredArticle } from '../model/article.ts'
import { type Filter, readsText } from '../model/filter.ts'
import type { ArticleId, Instant } from '../model/ids.ts'
import type { Story } from '../model/story.ts'
import type { Grouping } from '../model/taxonomy.ts'
import { inSteps } from './in-steps.ts'
import { type QueryBudget, QueryStopped, UNLIMITED } from './ports/query-budget.ts'
import type { Cursor, MatchedStory, OngoingQuery, Page, StoryQuery } from './ports/story-search.ts'
import type { Position } from './position-streams.ts'
import { type FoundArticle, rankedPage, storiesFound } from './relevance-points.ts'
import {
  type Answer,
  type ArrivalScan,
  type Batch,
  type Match,
  MOST_LOOKED_AT,
  MOST_RANKED,
  MOST_READ,
  NEWEST,
  type ScanOptions,
} from './scan-steps.ts'

/** The rows that an engine supplies. Articles and stories are given by number; lists of rows follow the order of the numbers passed in, and
 * leave out what is no longer stored. */
export type EntryRows = {
  /** Scans the published order from a position on. */
  readonly scanEntries: (filter: Filter, options: ScanOptions) => AsyncIterable<Batch>
  /** Articles that meet the filter, in the order of arrival. Throws QueryStopped. */
  readonly scanArrivals: (filter: Filter, scan: ArrivalScan) => AsyncIterable<readonly number[]>
  /** Stories after the position that have one of the newest 2,048 articles, and were updated both since `since` and after they began; newest first. */
  readonly ongoing: (before: Position, since: Instant) => Answer<readonly number[]>
  /** By story: its articles that meet the filter; stories without one are left out. */
  readonly membersMeeting: (filter: Filter, stories: readonly number[]) => Answer<ReadonlyMap<number, readonly number[]>>
  readonly stories: (numbers: readonly number[], budget: QueryBudget | undefined) => Answer<readonly Story[]>
  readonly articles: (numbers: readonly number[]) => Answer<readonly StoredArticle[]>
  readonly articleIds: (numbers: readonly number[]) => Answer<readonly ArticleId[]>
  readonly placesOf: (articles: readonly number[]) => Answer<readonly FoundArticle[]>
  /** Points by story, see `pointsOf`. */
  readonly relevance: (filter: Filter, matches: readonly Match[]) => Answer<ReadonlyMap<number, number>>
  /** Undefined: there is no entry with this id. */
  readonly positionOf: (grouping: Grouping, id: string) => Answer<Position | undefined>
  /** Undefined: there is no entry with this number. */
  readonly idOf: (grouping: Grouping, n: number) => Answer<string | undefined>
}

export const storyPage = async (rows: EntryRows, query: StoryQuery): Promise<Page<MatchedStory>> => {
  const { reportedAfter } = query
  if (reportedAfter !== undefined) return await reportedPage(rows, query, reportedAfter)
  const { matches, next } = await (query.sort === 'relevance' ? rankedMatches(rows, query) : matchesOf(rows, query, 'story'))
  return { rows: await matchedStories(rows, matches, query.budget), next }
}

/** Only selects stories by time: their older reports count as matches too, so that one of these may give the headline. */
const reportedPage = async (rows: EntryRows, query: StoryQuery, at: Instant): Promise<Page<MatchedStory>> => {
  const { filter, budget } = query
  const recent: Filter = { kind: 'and', of: [filter, { kind: 'after', at }] }
  const { matches, next } = await matchesOf(rows, { ...query, filter: recent }, 'story')
  const whole = await inSteps(matches, budget, async (part): Promise<readonly Found[]> => {
    const met = await rows.membersMeeting(
      filter,
      part.map(({ n }) => n),
    )
    return part.map(({ n, articles }) => ({ n, articles: met.get(n) ?? articles }))
  })
  return { rows: await matchedStories(rows, whole, budget), next }
}

export const articlePage = async (rows: EntryRows, query: StoryQuery): Promise<Page<StoredArticle>> => {
  const { matches, next } = await matchesOf(rows, query, 'article')
  const numbers = matches.map(({ n }) => n)
  return { rows: await inSteps(numbers, query.budget, rows.articles), next }
}

/** Stories after a cursor that sources still report on. */
export const ongoingStories = async (
  rows: EntryRows,
  { filter, before, since, limit, budget }: OngoingQuery,
): Promise<readonly MatchedStory[]> => {
  const stories = await rows.ongoing(await positionAt(rows, before, 'story'), since)
  const met = await rows.membersMeeting(filter, stories)
  const matches = [...met].slice(0, limit).map(([n, articles]) => ({ n, articles }))
  return await matchedStories(rows, matches, budget)
}

type Found = Pick<Match, 'n' | 'articles'>

const matchedStories = async (
  rows: EntryRows,
  matches: readonly Found[],
  budget: QueryBudget | undefined,
): Promise<readonly MatchedStory[]> =>
  await inSteps(matches, budget, async (part) => {
    const met = new Set(await rows.articleIds(part.flatMap(({ articles }) => articles)))
    const stories = await rows.stories(
      part.map(({ n }) => n),
      budget,
    )
    return stories.map((story) => ({
      story,
      matched: story.articles.filter(({ id }) => met.has(id)).map(({ id }) => id),
    }))
  })

type Matches = { readonly matches: readonly Match[]; readonly next: Cursor | null }

const matchesOf = async (
  rows: EntryRows,
  { filter, limit, before, from = 0, budget = UNLIMITED }: StoryQuery,
  grouping: Grouping,
): Promise<Matches> => {
  const most = readsText(filter) ? MOST_READ : MOST_LOOKED_AT
  const options = { grouping, before: await positionAt(rows, before, grouping), wanted: limit + 1, budget }
  const matches: Match[] = []
  let lookedAt = 0
  let reached: Position | null = null
  for await (const batch of rows.scanEntries(filter, options)) {
    matches.push(...batch.matches.filter(({ at }) => at >= from))
    reached = batch.reached === null || batch.reached.at < from ? null : batch.reached
    lookedAt += batch.lookedAt
    if (matches.length > limit || reached === null || lookedAt >= most || budget.isSpent()) break
  }
  const shown = matches.slice(0, limit)
  const end = matches.length > limit ? (shown.at(-1) ?? null) : reached
  return { matches: shown, next: end === null ? null : await cursorAt(rows, end, grouping) }
}

/** Sorted by relevance, then newest first. The cursor holds points in place of a date. */
const rankedMatches = async (rows: EntryRows, { before, ...query }: StoryQuery): Promise<Matches> => {
  const matches = await newestMatches(rows, query)
  const points = await rows.relevance(query.filter, matches)
  const after = before === null ? null : { points: before.at, at: (await rows.positionOf('story', before.id)) ?? NEWEST }
  const page = rankedPage(matches, points, { after, limit: query.limit })
  const { end } = page
  return {
    matches: page.matches,
    next: end === null ? null : { ...(await cursorAt(rows, end.match, 'story')), at: end.points },
  }
}

/** The newest matches. Where the budget is spent, older ones are missing. */
const newestMatches = async (
  rows: EntryRows,
  { filter, budget = UNLIMITED }: Pick<StoryQuery, 'filter' | 'budget'>,
): Promise<readonly Match[]> => {
  const found: FoundArticle[] = []
  const scan = { from: Number.MAX_SAFE_INTEGER - 1, direction: 'older', wanted: MOST_RANKED, budget } as const
  try {
    for await (const met of rows.scanArrivals(filter, scan)) {
      found.push(...(await rows.placesOf(met)))
      if (found.length >= MOST_RANKED) break
    }
  } catch (error) {
    if (!(error instanceof QueryStopped) || found.length === 0) throw error
  }
  return storiesFound(found)
}

/** The position of a cursor. If its entry no longer exists, the position is the first one at the cursor's date: an entry may appear twice, none
 * is left out. */
const positionAt = async (rows: EntryRows, cursor: Cursor | null, grouping: Grouping): Promise<Position> => {
  if (cursor === null) return NEWEST
  const position = await rows.positionOf(grouping, cursor.id)
  return { at: cursor.at, n: position?.n ?? NEWEST.n }
}

/** The id in a cursor whose entry was deleted between two queries. */
const GONE = 'gone'
const cursorAt = async (rows: EntryRows, { at, n }: Position, grouping: Grouping): Promise<Cursor> => ({
  at,
  id: (await rows.idOf(grouping, n)) ?? GONE,
})
