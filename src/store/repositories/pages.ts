import type { StoredArticle } from '../../model/article.ts'
import { readsText } from '../../model/filter.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { Cursor, MatchedStory, OngoingQuery, Page, StoryQuery } from '../ports/story-search.ts'
import { type QueryBudget, UNLIMITED } from '../ports/query-budget.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { inSteps } from '../in-steps.ts'
import { loadArticles, loadStories } from './load-stories.ts'
import { articlesMeeting, type Match, NEWEST, scanEntries } from './article-scan.ts'
import { conditionOf } from './filter-to-sql.ts'
import type { Position } from './candidate-stream.ts'

export const storyPage = async (engine: Engine, query: StoryQuery): Promise<Page<MatchedStory>> => {
  const { matches, next } = await matchesOf(engine, query, 'story')
  return { rows: await matchedStories(engine, matches, query.budget), next }
}

export const ongoingStories = async (
  engine: Engine,
  { filter, before, since, limit, budget }: OngoingQuery,
): Promise<readonly MatchedStory[]> => {
  const { at, n } = positionOf(engine, before, 'story')
  const stories = engine.all<{ readonly n: number }>(ONGOING, { at, n, since }).map((story) => story.n)
  const met = articlesMeeting(engine, conditionOf(engine, filter), stories, 'story')
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

/** Entries looked at for one page. Where few match, the page comes short and its cursor goes on from there. */
const MAX_LOOKED_AT = 300_000
/** Regular expressions read every text. */
const MAX_READ = 20_000

const matchesOf = async (
  engine: Engine,
  { filter, limit, before, budget = UNLIMITED }: StoryQuery,
  grouping: Grouping,
): Promise<{ readonly matches: readonly Match[]; readonly next: Cursor | null }> => {
  const most = readsText(filter) ? MAX_READ : MAX_LOOKED_AT
  const options = { grouping, before: positionOf(engine, before, grouping), wanted: limit + 1, budget }
  const matches: Match[] = []
  let lookedAt = 0
  let reached: Position | null = null
  for await (const batch of scanEntries(engine, filter, options)) {
    matches.push(...batch.matches)
    reached = batch.reached
    lookedAt += batch.lookedAt
    if (matches.length > limit || reached === null || lookedAt >= most || budget.isSpent()) break
  }
  const shown = matches.slice(0, limit)
  const end = matches.length > limit ? (shown.at(-1) ?? null) : reached
  return { matches: shown, next: end === null ? null : cursorOf(engine, end, grouping) }
}

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
