import type { Filter } from '../../model/filter.ts'
import type { ArticleId } from '../../model/ids.ts'
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
import { pace, QueryStopped, UNLIMITED } from '../ports/query-budget.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { type Condition, conditionOf, matchOf, tagNumbers } from './filter-to-sql.ts'
import { inSteps } from '../in-steps.ts'
import { loadArticles, loadStoriesAsOf } from './load-stories.ts'
import { articlesMeeting, batchesFor } from './article-scan.ts'

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
  const list = listFor(engine, filter) ?? EVERYTHING
  const condition = conditionOf(engine, filter)
  const found: Arrival[] = []
  let at = direction === 'newer' ? from - 1 : from + 1
  const steps = pace(budget, batchesFor(filter, limit))
  for (let size = steps.first; ; ) {
    const numbers = engine.all<{ readonly n: number }>(list.sql[direction], { value: list.value, at, size }).map(({ n }) => n)
    steps.begin()
    const met = thoseMeeting(engine, condition, numbers)
    found.push(...(grouping === 'article' ? articleArrivals(engine, met) : firstReports(engine, condition, met)))
    budget.spend(numbers.length)
    const last = numbers.at(-1)
    if (found.length >= limit || numbers.length < size || last === undefined) break
    at = last
    size = await steps.next(numbers.length)
    if (budget.isSpent()) throw new QueryStopped('The list of arrivals')
  }
  return found.slice(0, limit)
}

const articleArrivals = ({ all }: Engine, numbers: readonly number[]): readonly Arrival[] =>
  all<Arrival>('SELECT a.n AS number, a.id FROM json_each(?) j CROSS JOIN article a ON a.n = j.value', JSON.stringify(numbers))

type Report = Arrival & { readonly story: number }
const REPORTS = `
  SELECT a.n AS number, s.id, s.n AS story
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story`

const thoseMeeting = (engine: Engine, condition: Condition, numbers: readonly number[]): readonly number[] =>
  condition.sql === '1' ? numbers : [...articlesMeeting(engine, condition, numbers, 'article').keys()]

/** Those of the articles that were the first of their story which the filter met. Most stories have no earlier one to ask about. */
const firstReports = (engine: Engine, condition: Condition, numbers: readonly number[]): readonly Arrival[] => {
  const list = JSON.stringify(numbers)
  const earlier = engine.all<{ readonly n: number; readonly number: number }>(EARLIER, list)
  const met = new Set(
    thoseMeeting(
      engine,
      condition,
      earlier.map(({ n }) => n),
    ),
  )
  const late = new Set(earlier.flatMap(({ n, number }) => (met.has(n) ? [number] : [])))
  return engine.all<Report>(REPORTS, list).flatMap(({ number, id }) => (late.has(number) ? [] : [{ number, id }]))
}
const EARLIER = `
  SELECT b.n, a.n AS number
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN article b ON b.story = a.story AND b.n < a.n`

const arrivedStories = async (
  engine: Engine,
  { filter, numbers, upTo, budget }: ArrivedQuery,
): Promise<readonly ArrivedStory[]> => {
  const reports = engine.all<Report>(REPORTS, JSON.stringify(numbers))
  const condition = conditionOf(engine, filter)
  return await inSteps(
    reports.map(({ story }) => story),
    budget,
    (stories) => {
      const met = articlesMeeting(engine, condition, [...new Set(stories)], 'story')
      const loaded = loadStoriesAsOf(engine, stories, upTo)
      return loaded.map((one) => ({ story: one.story, matched: matchedIn(one, met) }))
    },
  )
}

type Loaded = ReturnType<typeof loadStoriesAsOf>[number]
type Met = ReadonlyMap<number, readonly number[]>

const matchedIn = ({ number, story, numbers }: Loaded, met: Met): readonly ArticleId[] => {
  const meeting = new Set(met.get(number))
  return story.articles.filter((_, index) => meeting.has(numbers[index] ?? 0)).map(({ id }) => id)
}

type ItemRow = { readonly n: number; readonly story: number | null }
const ITEMS = `
  SELECT i.n, coalesce(a.story, o.story) AS story
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
  const items = engine.all<ItemRow>(ITEMS, after, newestDecided(engine), limit)
  const latest = new Map<number, number>()
  for (const { n, story } of items) {
    if (story === null) continue
    // Deleted first, so that the map stands in the order of the latest.
    latest.delete(story)
    latest.set(story, n)
  }
  const condition = conditionOf(engine, filter)
  const changes = await inSteps([...latest.keys()], budget, (stories) => {
    const met = articlesMeeting(engine, condition, stories, 'story')
    const numbers = stories.filter((story) => met.has(story))
    const firsts = new Map(engine.all<ItemRow>(FIRST_ITEMS, JSON.stringify(numbers)).map(({ n, story }) => [story, n]))
    return loadStoriesAsOf(engine, numbers, Number.MAX_SAFE_INTEGER).map(
      (loaded): StoryChange => ({
        position: latest.get(loaded.number) ?? after,
        isNew: (firsts.get(loaded.number) ?? 0) > after,
        story: loaded.story,
        matched: matchedIn(loaded, met),
      }),
    )
  })
  return { changes, position: items.at(-1)?.n ?? after, more: items.length === limit }
}

/** Every article that can meet a filter is in its list. */
type List = { readonly sql: Readonly<Record<ArrivalQuery['direction'], string>>; readonly value: unknown }

const EVERYTHING: List = {
  sql: {
    newer: 'SELECT n FROM article WHERE @value IS NULL AND n > @at AND story IS NOT NULL ORDER BY n LIMIT @size',
    older: 'SELECT n FROM article WHERE @value IS NULL AND n < @at AND story IS NOT NULL ORDER BY n DESC LIMIT @size',
  },
  value: null,
}
const withWords = (side: '>' | '<'): string => `
  SELECT a.n FROM words w CROSS JOIN article a ON a.n = w.rowid
  WHERE words MATCH @value AND w.rowid ${side} CAST(@at AS INTEGER) AND a.story IS NOT NULL`
const WITH_WORDS = {
  newer: `${withWords('>')} ORDER BY w.rowid LIMIT @size`,
  older: `${withWords('<')} ORDER BY w.rowid DESC LIMIT @size`,
}
const taggedWith = (tags: string): string => `FROM article_tag WHERE tag IN (SELECT value FROM json_each(${tags}))`
const WITH_TAGS = {
  newer: `SELECT DISTINCT article AS n ${taggedWith('@value')} AND article > @at ORDER BY article LIMIT @size`,
  older: `SELECT DISTINCT article AS n ${taggedWith('@value')} AND article < @at ORDER BY article DESC LIMIT @size`,
}

/** Parts of a filter whose lists are looked at: counting one takes some milliseconds. */
const MAX_CHOICES = 16
/** The index of tags knows the published order only, and is read whole: of tags that more articles have, every article is looked at. */
const MOST_TAGGED = 20_000
const COUNT_TAGGED = `
  SELECT count(*) AS size FROM
    (SELECT 1 ${taggedWith('?')} LIMIT ${MOST_TAGGED + 1})`

/** Null: all articles must be looked at. */
const listFor = (engine: Engine, filter: Filter): List | null => {
  const match = matchOf(filter)
  if (match !== null) return { sql: WITH_WORDS, value: match }
  if (filter.kind === 'and') {
    for (const part of filter.of.slice(0, MAX_CHOICES)) {
      const list = listFor(engine, part)
      if (list !== null) return list
    }
    return null
  }
  const tags = tagsIn(engine, filter)
  if (tags === null) return null
  const value = JSON.stringify(tags)
  const size = engine.get<{ readonly size: number }>(COUNT_TAGGED, value)?.size ?? 0
  return size > MOST_TAGGED ? null : { sql: WITH_TAGS, value }
}

/** The tags any of which an article must carry; null: others may meet the filter too. */
const tagsIn = (engine: Engine, filter: Filter): readonly number[] | null => {
  switch (filter.kind) {
    case 'topic':
    case 'entity':
    case 'place':
    case 'language':
    case 'source':
    case 'country':
      return tagNumbers(engine, filter)
    case 'or': {
      const parts = filter.of.map((part) => tagsIn(engine, part))
      return parts.includes(null) ? null : parts.flatMap((part) => part ?? [])
    }
    case 'and':
    case 'everything':
    case 'not':
    case 'text':
    case 'regex':
    case 'after':
    case 'before':
      return null
  }
}
