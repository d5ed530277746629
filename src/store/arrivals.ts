/** Queries in the order of arrival: the same steps on every engine, over rows that the engine supplies. */
import type { StoredArticle } from '../model/article.ts'
import type { Filter } from '../model/filter.ts'
import { type ArticleId, articleId, sourceId } from '../model/ids.ts'
import { createFirstReports, type EarlierReport, type Report } from './first-reports.ts'
import { inSteps } from './in-steps.ts'
import { type QueryBudget, UNLIMITED } from './ports/query-budget.ts'
import type {
  Arrival,
  ArrivalQuery,
  ArrivedQuery,
  ArrivedStory,
  ChangeQuery,
  StoryChange,
  StoryChanges,
  StorySearch,
} from './ports/story-search.ts'
import type { StoryAsOf } from './views/stories.ts'
import type { Answer, ArrivalScan } from './scan-steps.ts'

/** The rows that an engine supplies. Articles and stories are given by number; lists of rows follow the order of the numbers passed in. */
export type ArrivalRows = {
  /** Articles that meet the filter, in the order of arrival. Throws QueryStopped. */
  readonly scanArrivals: (filter: Filter, scan: ArrivalScan) => AsyncIterable<readonly number[]>
  readonly questionOf: (filter: Filter) => Answer<Question>
  readonly articleArrivals: (articles: readonly number[]) => Answer<readonly Arrival[]>
  readonly reports: (articles: readonly number[]) => Answer<readonly Report[]>
  readonly earlier: (articles: readonly number[]) => Answer<readonly EarlierReport[]>
  readonly articles: (numbers: readonly number[]) => Answer<readonly StoredArticle[]>
  readonly storiesAsOf: (
    stories: readonly number[],
    upTo: number,
    budget: QueryBudget | undefined,
  ) => Answer<readonly StoryAsOf[]>
  /** Items after this one that the grouper has decided about. */
  readonly decidedItems: (after: number, limit: number) => Answer<readonly DecidedItem[]>
  /** The first item of each of the stories. */
  readonly firstItems: (stories: readonly number[]) => Answer<readonly { readonly n: number; readonly story: number }[]>
  /** The newest item that the grouper has decided about; 0: there is none. */
  readonly newestDecided: () => Answer<number>
}

/** A compiled filter. */
export type Question = {
  /** Those of the articles that meet the filter. */
  readonly meeting: (articles: readonly number[]) => Answer<readonly number[]>
  /** By story: its articles that meet the filter; stories without one are left out. */
  readonly membersMeeting: (stories: readonly number[]) => Answer<Met>
}
type Met = ReadonlyMap<number, readonly number[]>

/** `article` and `story`: of the item's article, or, where another article stands for it, of that one. */
export type DecidedItem = {
  readonly n: number
  readonly source: string
  readonly story: number | null
  readonly article: string | null
}

type Arrivals = Pick<StorySearch, 'arrivals' | 'arrivedStories' | 'arrivedArticles' | 'storyChanges' | 'newestPosition'>

export const arrivalsIn = (rows: ArrivalRows): Arrivals => ({
  arrivals: async (query) => await arrivals(rows, query),
  arrivedStories: async (query) => await arrivedStories(rows, query),
  arrivedArticles: async ({ numbers, budget }) => await inSteps(numbers, budget, rows.articles),
  storyChanges: async (query) => await storyChanges(rows, query),
  newestPosition: async () => await rows.newestDecided(),
})

const arrivals = async (
  rows: ArrivalRows,
  { filter, grouping, from, direction, limit, budget = UNLIMITED }: ArrivalQuery,
): Promise<readonly Arrival[]> => {
  const { meeting } = await rows.questionOf(filter)
  const firsts = createFirstReports({ ...rows, meeting }, budget)
  const found: Arrival[] = []
  for await (const met of rows.scanArrivals(filter, { from, direction, wanted: limit, budget })) {
    found.push(...(await (grouping === 'article' ? rows.articleArrivals(met) : firsts(met))))
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

const arrivedStories = async (
  rows: ArrivalRows,
  { filter, numbers, upTo, budget }: ArrivedQuery,
): Promise<readonly ArrivedStory[]> => {
  const reports = await rows.reports(numbers)
  const { membersMeeting } = await rows.questionOf(filter)
  return await inSteps(
    reports.map(({ story }) => story),
    budget,
    async (stories) => {
      const met = await membersMeeting([...new Set(stories)])
      const loaded = await rows.storiesAsOf(stories, upTo, budget)
      return loaded.map((one) => ({ story: one.story, matched: matchedIn(one, met) }))
    },
  )
}

const matchedIn = ({ number, story, numbers }: StoryAsOf, met: Met): readonly ArticleId[] => {
  const meeting = new Set(met.get(number))
  return story.articles.filter((_, index) => meeting.has(numbers[index] ?? 0)).map(({ id }) => id)
}

const storyChanges = async (rows: ArrivalRows, { filter, after, limit, budget }: ChangeQuery): Promise<StoryChanges> => {
  const items = await rows.decidedItems(after, limit)
  const latest = new Map<number, StoryChange['latest'] & { readonly n: number }>()
  for (const { n, story, source, article } of items) {
    if (story === null || article === null) continue
    // Deleted first, so that the map's order is that of the latest items.
    latest.delete(story)
    latest.set(story, { n, article: articleId(article), source: sourceId(source) })
  }
  const { membersMeeting } = await rows.questionOf(filter)
  const changes = await inSteps([...latest.keys()], budget, async (stories) => {
    const met = await membersMeeting(stories)
    const numbers = stories.filter((story) => met.has(story))
    const firsts = new Map((await rows.firstItems(numbers)).map(({ n, story }) => [story, n]))
    const loaded = await rows.storiesAsOf(numbers, Number.MAX_SAFE_INTEGER, budget)
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
