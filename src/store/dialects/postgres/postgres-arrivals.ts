import { type ArticleId, articleId, sourceId } from '../../../model/ids.ts'
import { createFirstReports, type EarlierReport, type Report } from '../../first-reports.ts'
import { inSteps } from '../../in-steps.ts'
import { type QueryBudget, UNLIMITED } from '../../ports/query-budget.ts'
import type {
  Arrival,
  ArrivalQuery,
  ArrivedQuery,
  ArrivedStory,
  ChangeQuery,
  StoryChange,
  StoryChanges,
  StorySearch,
} from '../../ports/story-search.ts'
import type { StoryAsOf } from '../../rows/story-rows.ts'
import { scanArrivals, thoseMeeting } from './postgres-arrival-scan.ts'
import { loadArticles, loadStoriesAsOf } from './postgres-articles.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { type PostgresQuestion, postgresQuestion } from './postgres-filter.ts'
import { articlesMeeting } from './postgres-scan.ts'
import type { Queries } from './queries.ts'

type Arrivals = Pick<StorySearch, 'arrivals' | 'arrivedStories' | 'arrivedArticles' | 'storyChanges' | 'newestPosition'>

export const postgresArrivals = (engine: PostgresEngine): Arrivals => ({
  arrivals: async (query) => await arrivals(engine, query),
  arrivedStories: async (query) => await arrivedStories(engine, query),
  arrivedArticles: async ({ numbers, budget }) =>
    await inSteps(numbers, budget, async (part) => await loadArticles(engine, part)),
  storyChanges: async (query) => await storyChanges(engine, query),
  newestPosition: async () => await newestDecided(engine),
})

const arrivals = async (
  engine: PostgresEngine,
  { filter, grouping, from, direction, limit, budget = UNLIMITED }: ArrivalQuery,
): Promise<readonly Arrival[]> => {
  const firsts = firstReports(engine, await postgresQuestion(engine, filter), budget)
  const found: Arrival[] = []
  for await (const met of scanArrivals(engine, filter, { from, direction, wanted: limit, budget })) {
    found.push(...(grouping === 'article' ? await articleArrivals(engine, met) : await firsts(met)))
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

const articleArrivals = async ({ all }: Queries, numbers: readonly number[]): Promise<readonly Arrival[]> =>
  await all<Arrival>(ARRIVALS, numbers)
const ARRIVALS = `
  SELECT a.n AS number, a.id FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place) JOIN article a ON a.n = j.n ORDER BY j.place`

const REPORTS = `
  SELECT a.n AS number, s.id, s.n AS story FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place)
  JOIN article a ON a.n = j.n JOIN story s ON s.n = a.story ORDER BY j.place`
const EARLIER = `
  SELECT b.n, b.story FROM article a JOIN article b ON b.story = a.story AND b.n < a.n WHERE a.n = ANY ($1::bigint[])`

const firstReports = (engine: PostgresEngine, question: PostgresQuestion, budget: QueryBudget) =>
  createFirstReports(
    {
      reports: async (numbers) => await engine.all<Report>(REPORTS, numbers),
      earlier: async (numbers) => await engine.all<EarlierReport>(EARLIER, numbers),
      meeting: async (numbers) => await thoseMeeting(engine, question, numbers),
    },
    budget,
  )

const arrivedStories = async (
  engine: PostgresEngine,
  { filter, numbers, upTo, budget }: ArrivedQuery,
): Promise<readonly ArrivedStory[]> => {
  const reports = await engine.all<Report>(REPORTS, numbers)
  const question = await postgresQuestion(engine, filter)
  return await inSteps(
    reports.map(({ story }) => story),
    budget,
    async (stories) => {
      const met = await articlesMeeting(engine, question, [...new Set(stories)], 'story')
      const loaded = await loadStoriesAsOf(engine, stories, upTo)
      return loaded.map((one) => ({ story: one.story, matched: matchedIn(one, met) }))
    },
  )
}

type Met = ReadonlyMap<number, readonly number[]>

const matchedIn = ({ number, story, numbers }: StoryAsOf, met: Met): readonly ArticleId[] => {
  const meeting = new Set(met.get(number))
  return story.articles.filter((_, index) => meeting.has(numbers[index] ?? 0)).map(({ id }) => id)
}

type ItemRow = { readonly n: number; readonly story: number | null }
type ChangedRow = ItemRow & { readonly source: string; readonly article: string | null }
/** The article of an item for which another stands is that other one. */
const ITEMS = `
  SELECT i.n, s.id AS source, coalesce(a.story, o.story) AS story, CASE WHEN a.story IS NULL THEN o.id ELSE a.id END AS article
  FROM item i JOIN source s ON s.n = i.source LEFT JOIN article a ON a.n = i.article LEFT JOIN article o ON o.n = a.same_as
  WHERE i.n > $1 AND i.n <= (SELECT decided_item FROM counters) ORDER BY i.n LIMIT $2`
/** Items that the grouper has not decided on come later. */
const newestDecided = async ({ get }: Queries): Promise<number> =>
  (await get<{ readonly n: number }>('SELECT decided_item AS n FROM counters'))?.n ?? 0
const FIRST_ITEMS = `
  SELECT a.story, min(i.n) AS n FROM article a JOIN item i ON i.article = a.n WHERE a.story = ANY ($1::bigint[]) GROUP BY a.story`

const storyChanges = async (engine: PostgresEngine, { filter, after, limit, budget }: ChangeQuery): Promise<StoryChanges> => {
  const items = await engine.all<ChangedRow>(ITEMS, after, limit)
  const latest = new Map<number, StoryChange['latest'] & { readonly n: number }>()
  for (const { n, story, source, article } of items) {
    if (story === null || article === null) continue
    // Deleted first, so that the map stands in the order of the latest.
    latest.delete(story)
    latest.set(story, { n, article: articleId(article), source: sourceId(source) })
  }
  const question = await postgresQuestion(engine, filter)
  const changes = await inSteps([...latest.keys()], budget, async (stories) => {
    const met = await articlesMeeting(engine, question, stories, 'story')
    const numbers = stories.filter((story) => met.has(story))
    const firsts = new Map((await engine.all<ItemRow>(FIRST_ITEMS, numbers)).map(({ n, story }) => [story, n]))
    const loaded = await loadStoriesAsOf(engine, numbers, Number.MAX_SAFE_INTEGER)
    return loaded.flatMap((one): StoryChange[] => {
      const change = latest.get(one.number)
      if (change === undefined) return []
      const { n, article, source } = change
      const isNew = (firsts.get(one.number) ?? 0) > after
      return [{ position: n, latest: { article, source }, isNew, story: one.story, matched: matchedIn(one, met) }]
    })
  })
  return { changes, position: items.at(-1)?.n ?? after, more: items.length === limit }
}
