import { type ArticleId, articleId, sourceId } from '../../model/ids.ts'
import type {
  Arrival,
  ArrivalQuery,
  StorySearch,
  ArrivedQuery,
  ArrivedStory,
  ChangeQuery,
  StoryChange,
  StoryChanges,
} from '../ports/story-search.ts'
import { type QueryBudget, UNLIMITED } from '../ports/query-budget.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { scanArrivals, thoseMeeting } from './arrival-scan.ts'
import { type Question, questionOf } from './filter-to-sql.ts'
import { createFirstReports, type EarlierReport, type Report } from '../first-reports.ts'
import { inSteps } from '../in-steps.ts'
import { loadArticles, loadStoriesAsOf } from './load-stories.ts'
import type { StoryAsOf } from '../rows/story-rows.ts'
import { articlesMeeting } from './article-scan.ts'

type Arrivals = Pick<StorySearch, 'arrivals' | 'arrivedStories' | 'arrivedArticles' | 'storyChanges' | 'newestPosition'>

export const arrivalPart = (engine: Engine): Arrivals => ({
  arrivals: (query) => arrivals(engine, query),
  arrivedStories: (query) => arrivedStories(engine, query),
  arrivedArticles: (query) => inSteps(query.numbers, query.budget, (part) => loadArticles(engine, part)),
  storyChanges: (query) => storyChanges(engine, query),
  newestPosition: async () => newestDecided(engine),
})

const arrivals = async (
  engine: Engine,
  { filter, grouping, from, direction, limit, budget = UNLIMITED }: ArrivalQuery,
): Promise<readonly Arrival[]> => {
  const firsts = firstReports(engine, questionOf(engine, filter), budget)
  const found: Arrival[] = []
  for await (const met of scanArrivals(engine, filter, { from, direction, wanted: limit, budget })) {
    found.push(...(grouping === 'article' ? articleArrivals(engine, met) : await firsts(met)))
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

const articleArrivals = ({ all }: Engine, numbers: readonly number[]): readonly Arrival[] =>
  all<Arrival>('SELECT a.n AS number, a.id FROM json_each(?) j CROSS JOIN article a ON a.n = j.value', JSON.stringify(numbers))

const REPORTS = `
  SELECT a.n AS number, s.id, s.n AS story
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story`
const EARLIER = `
  SELECT b.n, b.story
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN article b ON b.story = a.story AND b.n < a.n`

const firstReports = (engine: Engine, question: Question, budget: QueryBudget) =>
  createFirstReports(
    {
      reports: (numbers) => engine.all<Report>(REPORTS, JSON.stringify(numbers)),
      earlier: (numbers) => engine.all<EarlierReport>(EARLIER, JSON.stringify(numbers)),
      meeting: (numbers) => thoseMeeting(engine, question, numbers),
    },
    budget,
  )

const arrivedStories = async (
  engine: Engine,
  { filter, numbers, upTo, budget }: ArrivedQuery,
): Promise<readonly ArrivedStory[]> => {
  const reports = engine.all<Report>(REPORTS, JSON.stringify(numbers))
  const question = questionOf(engine, filter)
  return await inSteps(
    reports.map(({ story }) => story),
    budget,
    async (stories) => {
      const met = articlesMeeting(engine, question, [...new Set(stories)], 'story')
      const loaded = await loadStoriesAsOf(engine, stories, { upTo, budget })
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
type ChangedRow = ItemRow & { readonly source: number; readonly article: string | null }
/** The article of an item for which another stands is that other one. */
const ITEMS = `
  SELECT i.n, i.source, coalesce(a.story, o.story) AS story, iif(a.story IS NULL, o.id, a.id) AS article
  FROM item i LEFT JOIN article a ON a.n = i.article LEFT JOIN article o ON o.n = a.same_as
  WHERE i.n > ? AND i.n <= ? ORDER BY i.n LIMIT ?`
/** Items that the grouper has not decided on come later. */
const NEWEST_DECIDED = `
  SELECT coalesce(
    (SELECT min(i.n) - 1 FROM item i WHERE i.article =
      (SELECT article FROM article_log WHERE seq > (SELECT checkpoint FROM counters) AND kind IN ('new', 'released') ORDER BY seq LIMIT 1)),
    (SELECT max(n) FROM item), 0) AS n`
const newestDecided = ({ get }: Engine): number => get<{ readonly n: number }>(NEWEST_DECIDED)?.n ?? 0
const FIRST_ITEMS = `
  SELECT a.story, min(i.n) AS n
  FROM json_each(?) j CROSS JOIN article a ON a.story = j.value CROSS JOIN item i ON i.article = a.n
  GROUP BY a.story`

const storyChanges = async (engine: Engine, { filter, after, limit, budget }: ChangeQuery): Promise<StoryChanges> => {
  const items = engine.all<ChangedRow>(ITEMS, after, newestDecided(engine), limit)
  const latest = new Map<number, StoryChange['latest'] & { readonly n: number }>()
  for (const { n, story, source, article } of items) {
    if (story === null || article === null) continue
    // Deleted first, so that the map stands in the order of the latest.
    latest.delete(story)
    latest.set(story, { n, article: articleId(article), source: sourceId(engine.tags.name(source)) })
  }
  const question = questionOf(engine, filter)
  const changes = await inSteps([...latest.keys()], budget, async (stories) => {
    const met = articlesMeeting(engine, question, stories, 'story')
    const numbers = stories.filter((story) => met.has(story))
    const firsts = new Map(engine.all<ItemRow>(FIRST_ITEMS, JSON.stringify(numbers)).map(({ n, story }) => [story, n]))
    const loaded = await loadStoriesAsOf(engine, numbers, { upTo: Number.MAX_SAFE_INTEGER, budget })
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
