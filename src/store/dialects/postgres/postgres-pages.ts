import type { StoredArticle } from '../../../model/article.ts'
import { readsText } from '../../../model/filter.ts'
import type { Grouping } from '../../../model/taxonomy.ts'
import { inSteps } from '../../in-steps.ts'
import { type QueryBudget, QueryStopped, UNLIMITED } from '../../ports/query-budget.ts'
import type { Cursor, MatchedStory, OngoingQuery, Page, StoryQuery } from '../../ports/story-search.ts'
import { type FoundArticle, rankedPage, storiesFound } from '../../relevance-points.ts'
import type { Position } from '../../position-streams.ts'
import { type Match, MOST_LOOKED_AT, MOST_RANKED, MOST_READ, NEWEST } from '../../scan-steps.ts'
import { scanArrivals } from './postgres-arrival-scan.ts'
import { loadArticles, loadStories } from './postgres-articles.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { postgresQuestion } from './postgres-filter.ts'
import { relevanceOf } from './postgres-relevance.ts'
import { articlesMeeting, scanEntries } from './postgres-scan.ts'
import type { Queries } from './queries.ts'

export const storyPage = async (engine: PostgresEngine, query: StoryQuery): Promise<Page<MatchedStory>> => {
  const { matches, next } = await (query.sort === 'relevance'
    ? rankedMatches(engine, query)
    : matchesOf(engine, query, 'story'))
  return { rows: await matchedStories(engine, matches, query.budget), next }
}

export const ongoingStories = async (
  engine: PostgresEngine,
  { filter, before, since, limit, budget }: OngoingQuery,
): Promise<readonly MatchedStory[]> => {
  const { at, n } = await positionOf(engine, before, 'story')
  const rows = await engine.all<{ readonly n: number }>(ONGOING, at, n, since)
  const question = await postgresQuestion(engine, filter)
  const stories = rows.map((story) => story.n)
  const met = await articlesMeeting(engine, question, stories, 'story')
  const matches = [...met].slice(0, limit).map(([story, articles]) => ({ n: story, articles }))
  return await matchedStories(engine, matches, budget)
}
const ONGOING = `
  SELECT s.n FROM story s WHERE (s.sort_at, s.n) < ($1::bigint, $2::bigint) AND s.updated_at >= $3
    AND s.n IN (SELECT story FROM (SELECT story FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 2048) newest)
  ORDER BY s.sort_at DESC, s.n DESC`

type Found = Pick<Match, 'n' | 'articles'>

const matchedStories = async (
  engine: PostgresEngine,
  matches: readonly Found[],
  budget: QueryBudget | undefined,
): Promise<readonly MatchedStory[]> =>
  await inSteps(matches, budget, async (part) => {
    const matchedIds = await articleIds(engine, part)
    const stories = await loadStories(
      engine,
      part.map(({ n }) => n),
    )
    return stories.map((story) => ({
      story,
      matched: story.articles.filter(({ id }) => matchedIds.has(id)).map(({ id }) => id),
    }))
  })

export const articlePage = async (engine: PostgresEngine, query: StoryQuery): Promise<Page<StoredArticle>> => {
  const { matches, next } = await matchesOf(engine, query, 'article')
  const rows = await inSteps(
    matches.map(({ n }) => n),
    query.budget,
    async (part) => await loadArticles(engine, part),
  )
  return { rows, next }
}

const articleIds = async ({ all }: Queries, matches: readonly Found[]): Promise<ReadonlySet<string>> => {
  const numbers = matches.flatMap(({ articles }) => articles)
  const rows = await all<{ readonly id: string }>('SELECT id FROM article WHERE n = ANY ($1::bigint[])', numbers)
  return new Set(rows.map(({ id }) => id))
}

type Matches = { readonly matches: readonly Match[]; readonly next: Cursor | null }

const matchesOf = async (
  engine: PostgresEngine,
  { filter, limit, before, from = 0, budget = UNLIMITED }: StoryQuery,
  grouping: Grouping,
): Promise<Matches> => {
  const most = readsText(filter) ? MOST_READ : MOST_LOOKED_AT
  const options = { grouping, before: await positionOf(engine, before, grouping), wanted: limit + 1, budget }
  const matches: Match[] = []
  let lookedAt = 0
  let reached: Position | null = null
  for await (const batch of scanEntries(engine, filter, options)) {
    matches.push(...batch.matches.filter(({ at }) => at >= from))
    reached = batch.reached === null || batch.reached.at < from ? null : batch.reached
    lookedAt += batch.lookedAt
    if (matches.length > limit || reached === null || lookedAt >= most || budget.isSpent()) break
  }
  const shown = matches.slice(0, limit)
  const end = matches.length > limit ? (shown.at(-1) ?? null) : reached
  return { matches: shown, next: end === null ? null : await cursorOf(engine, end, grouping) }
}

/** By relevance, then newest first. The cursor holds points in place of a date. */
const rankedMatches = async (engine: PostgresEngine, { before, ...query }: StoryQuery): Promise<Matches> => {
  const matches = await newestMatches(engine, query)
  const points = await relevanceOf(engine, query.filter, matches)
  const after = before === null ? null : { points: before.at, at: await lastPosition(engine, before.id) }
  const page = rankedPage(matches, points, { after, limit: query.limit })
  const { end } = page
  return {
    matches: page.matches,
    next: end === null ? null : { ...(await cursorOf(engine, end.match, 'story')), at: end.points },
  }
}

const FOUND = `
  SELECT a.n AS article, s.n, s.sort_at AS at FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place)
  JOIN article a ON a.n = j.n JOIN story s ON s.n = a.story ORDER BY j.place`

/** A spent budget leaves older ones out. */
const newestMatches = async (
  engine: PostgresEngine,
  { filter, budget = UNLIMITED }: Pick<StoryQuery, 'filter' | 'budget'>,
): Promise<readonly Match[]> => {
  const rows: FoundArticle[] = []
  const scan = { from: Number.MAX_SAFE_INTEGER - 1, direction: 'older', wanted: MOST_RANKED, budget } as const
  try {
    for await (const met of scanArrivals(engine, filter, scan)) {
      rows.push(...(await engine.all<FoundArticle>(FOUND, met)))
      if (rows.length >= MOST_RANKED) break
    }
  } catch (error) {
    if (!(error instanceof QueryStopped) || rows.length === 0) throw error
  }
  return storiesFound(rows)
}

/** Of a story that has gone since, the list goes on among its equals. */
const lastPosition = async ({ get }: Queries, id: string): Promise<Position> =>
  (await get<Position>('SELECT sort_at AS at, n FROM story WHERE id = $1', id)) ?? NEWEST

/** A cursor whose entry retention has taken goes on among its equals: one may come twice, none is left out. */
const positionOf = async ({ get }: Queries, cursor: Cursor | null, grouping: Grouping): Promise<Position> => {
  if (cursor === null) return NEWEST
  const n = (await get<{ readonly n: number }>(`SELECT n FROM ${grouping} WHERE id = $1`, cursor.id))?.n ?? NEWEST.n
  return { at: cursor.at, n }
}

/** An entry that went between two queries: the list goes on among its equals. */
const GONE = 'gone'
const cursorOf = async ({ get }: Queries, { at, n }: Position, grouping: Grouping): Promise<Cursor> => {
  const row = await get<{ readonly id: string }>(`SELECT id FROM ${grouping} WHERE n = $1`, n)
  return { at, id: row?.id ?? GONE }
}
