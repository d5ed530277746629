import type { StoredArticle } from '../../model/article.ts'
import { readsText } from '../../model/filter.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { Cursor, MatchedStory, OngoingQuery, Page, StoryQuery } from '../ports/story-search.ts'
import { type QueryBudget, QueryStopped, UNLIMITED } from '../ports/query-budget.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { inSteps } from '../in-steps.ts'
import { loadArticles, loadStories } from './load-stories.ts'
import { articlesMeeting, scanEntries } from './article-scan.ts'
import { type Match, MOST_LOOKED_AT, MOST_RANKED, MOST_READ, NEWEST } from '../scan-steps.ts'
import { questionOf } from './filter-to-sql.ts'
import { type FoundArticle, rankedPage, storiesFound } from '../relevance-points.ts'
import type { Position } from '../position-streams.ts'
import { scanArrivals } from './arrival-scan.ts'
import { relevanceOf } from './relevance.ts'

export const storyPage = async (engine: Engine, query: StoryQuery): Promise<Page<MatchedStory>> => {
  const { matches, next } = await (query.sort === 'relevance'
    ? rankedMatches(engine, query)
    : matchesOf(engine, query, 'story'))
  return { rows: await matchedStories(engine, matches, query.budget), next }
}

export const ongoingStories = async (
  engine: Engine,
  { filter, before, since, limit, budget }: OngoingQuery,
): Promise<readonly MatchedStory[]> => {
  const { at, n } = positionOf(engine, before, 'story')
  const stories = engine.all<{ readonly n: number }>(ONGOING, { at, n, since }).map((story) => story.n)
  const met = articlesMeeting(engine, questionOf(engine, filter), stories, 'story')
  const matches = [...met].slice(0, limit).map(([story, articles]) => ({ n: story, articles }))
  return await matchedStories(engine, matches, budget)
}
const ONGOING = `
  SELECT DISTINCT s.n FROM (SELECT story FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 2048) a
  CROSS JOIN story s ON s.n = a.story
  WHERE (s.sort_at, s.n) < (@at, @n) AND s.updated_at >= @since ORDER BY s.sort_at DESC, s.n DESC`

type Found = Pick<Match, 'n' | 'articles'>

const matchedStories = async (
  engine: Engine,
  matches: readonly Found[],
  budget: QueryBudget | undefined,
): Promise<readonly MatchedStory[]> =>
  await inSteps(matches, budget, (part) => {
    const matchedIds = articleIds(engine, part)
    const numbers = part.map(({ n }) => n)
    return loadStories(engine, numbers).map((story) => ({
      story,
      matched: story.articles.filter(({ id }) => matchedIds.has(id)).map(({ id }) => id),
    }))
  })

export const articlePage = async (engine: Engine, query: StoryQuery): Promise<Page<StoredArticle>> => {
  const { matches, next } = await matchesOf(engine, query, 'article')
  const load = (part: readonly Match[]) =>
    loadArticles(
      engine,
      part.map(({ n }) => n),
    )
  return { rows: await inSteps(matches, query.budget, load), next }
}

const articleIds = ({ all }: Engine, matches: readonly Found[]): ReadonlySet<string> => {
  const list = JSON.stringify(matches.flatMap(({ articles }) => articles))
  const rows = all<{ readonly id: string }>('SELECT a.id FROM json_each(?) j CROSS JOIN article a ON a.n = j.value', list)
  return new Set(rows.map(({ id }) => id))
}

type Matches = { readonly matches: readonly Match[]; readonly next: Cursor | null }

const matchesOf = async (
  engine: Engine,
  { filter, limit, before, from = 0, budget = UNLIMITED }: StoryQuery,
  grouping: Grouping,
): Promise<Matches> => {
  const most = readsText(filter) ? MOST_READ : MOST_LOOKED_AT
  const options = { grouping, before: positionOf(engine, before, grouping), wanted: limit + 1, budget }
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
  return { matches: shown, next: end === null ? null : cursorOf(engine, end, grouping) }
}

/** By relevance, then newest first. The cursor holds points in place of a date. */
const rankedMatches = async (engine: Engine, { before, ...query }: StoryQuery): Promise<Matches> => {
  const matches = await newestMatches(engine, query)
  const points = relevanceOf(engine, query.filter, matches)
  const after = before === null ? null : { points: before.at, at: lastPosition(engine, before.id) }
  const page = rankedPage(matches, points, { after, limit: query.limit })
  const { end } = page
  return {
    matches: page.matches,
    next: end === null ? null : { ...cursorOf(engine, end.match, 'story'), at: end.points },
  }
}

const FOUND = `
  SELECT a.n AS article, s.n, s.sort_at AS at
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story`

/** A spent budget leaves older ones out. */
const newestMatches = async (
  engine: Engine,
  { filter, budget = UNLIMITED }: Pick<StoryQuery, 'filter' | 'budget'>,
): Promise<readonly Match[]> => {
  const rows: FoundArticle[] = []
  const scan = { from: Number.MAX_SAFE_INTEGER - 1, direction: 'older', wanted: MOST_RANKED, budget } as const
  try {
    for await (const met of scanArrivals(engine, filter, scan)) {
      rows.push(...engine.all<FoundArticle>(FOUND, JSON.stringify(met)))
      if (rows.length >= MOST_RANKED) break
    }
  } catch (error) {
    if (!(error instanceof QueryStopped) || rows.length === 0) throw error
  }
  return storiesFound(rows)
}

/** Of a story that has gone since, the list goes on among its equals. */
const lastPosition = ({ get }: Engine, id: string): Position =>
  get<Position>('SELECT sort_at AS at, n FROM story WHERE id = ?', id) ?? NEWEST

/** A cursor whose entry retention has taken goes on among its equals: one may come twice, none is left out. */
const positionOf = ({ get }: Engine, cursor: Cursor | null, grouping: Grouping): Position => {
  if (cursor === null) return NEWEST
  const n = get<{ readonly n: number }>(`SELECT n FROM ${grouping} WHERE id = ?`, cursor.id)?.n ?? NEWEST.n
  return { at: cursor.at, n }
}

const cursorOf = ({ get }: Engine, { at, n }: Position, grouping: Grouping): Cursor => {
  const row = get<{ readonly id: string }>(`SELECT id FROM ${grouping} WHERE n = ?`, n)
  if (row === undefined) throw new Error(`${grouping} ${n} was found and is not there: the database contradicts itself`)
  return { at, id: row.id }
}
