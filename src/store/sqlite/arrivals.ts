import { setImmediate } from 'node:timers/promises'
import type { Filter } from '../../model/filter.ts'
import type { ArticleId } from '../../model/ids.ts'
import type {
  Arrival,
  ArrivalQuery,
  ArrivalStore,
  ArrivedQuery,
  ArrivedStory,
  ChangeQuery,
  StoryChange,
  StoryChanges,
} from '../arrival-store.ts'
import type { Engine } from './engine.ts'
import { type Condition, conditionOf, matchOf, tagNumbers } from './filter-to-sql.ts'
import { loadArticles, loadStoriesAsOf } from './load-stories.ts'
import { articlesMeeting } from './article-scan.ts'

export const arrivalPart = (engine: Engine): ArrivalStore => ({
  arrivals: (query) => arrivals(engine, query),
  arrivedStories: async (query) => arrivedStories(engine, query),
  arrivedArticles: async ({ numbers }) => loadArticles(engine, numbers),
  storyChanges: async (query) => storyChanges(engine, query),
  newestPosition: async () => newestDecided(engine),
})

const SMALLEST_BATCH = 64
const LARGEST_BATCH = 4_096

const arrivals = async (
  engine: Engine,
  { filter, grouping, from, direction, limit }: ArrivalQuery,
): Promise<readonly Arrival[]> => {
  const list = listFor(engine, filter) ?? EVERYTHING
  const condition = conditionOf(engine, filter)
  const found: Arrival[] = []
  let at = direction === 'newer' ? from - 1 : from + 1
  for (let size = Math.max(limit, SMALLEST_BATCH); found.length < limit; size = Math.min(size * 4, LARGEST_BATCH)) {
    const numbers = engine.all<{ readonly n: number }>(list.sql[direction], { value: list.value, at, size }).map(({ n }) => n)
    const met = thoseMeeting(engine, condition, numbers)
    found.push(...(grouping === 'article' ? articleArrivals(engine, met) : firstReports(engine, condition, met)))
    const last = numbers.at(-1)
    if (numbers.length < size || last === undefined) break
    at = last
    // A long walk lets others be answered in between.
    if (size === LARGEST_BATCH) await setImmediate()
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

const meetingOf = (engine: Engine, filter: Filter, reports: readonly Report[]): Met =>
  articlesMeeting(engine, conditionOf(engine, filter), [...new Set(reports.map(({ story }) => story))], 'story')

const arrivedStories = (engine: Engine, { filter, numbers, upTo }: ArrivedQuery): readonly ArrivedStory[] => {
  const reports = engine.all<Report>(REPORTS, JSON.stringify(numbers))
  const met = meetingOf(engine, filter, reports)
  const stories = loadStoriesAsOf(
    engine,
    reports.map(({ story }) => story),
    upTo,
  )
  return stories.map((loaded) => ({ story: loaded.story, matched: matchedIn(loaded, met) }))
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
      (SELECT article FROM article_log WHERE seq > (SELECT checkpoint FROM counters) AND kind = 'new' ORDER BY seq LIMIT 1)),
    (SELECT max(n) FROM item), 0) AS n`
const newestDecided = ({ get }: Engine): number => get<{ readonly n: number }>(NEWEST_DECIDED)?.n ?? 0
const FIRST_ITEMS = `
  SELECT a.story, min(i.n) AS n
  FROM json_each(?) j CROSS JOIN article a ON a.story = j.value CROSS JOIN item i ON i.article = a.n
  GROUP BY a.story`

const storyChanges = (engine: Engine, { filter, after, limit }: ChangeQuery): StoryChanges => {
  const items = engine.all<ItemRow>(ITEMS, after, newestDecided(engine), limit)
  const latest = new Map<number, number>()
  for (const { n, story } of items) {
    if (story === null) continue
    // Deleted first, so that the map stands in the order of the latest.
    latest.delete(story)
    latest.set(story, n)
  }
  const met = articlesMeeting(engine, conditionOf(engine, filter), [...latest.keys()], 'story')
  const wanted = [...latest].filter(([story]) => met.has(story))
  const numbers = wanted.map(([story]) => story)
  const firsts = new Map(engine.all<ItemRow>(FIRST_ITEMS, JSON.stringify(numbers)).map(({ n, story }) => [story, n]))
  const stories = loadStoriesAsOf(engine, numbers, Number.MAX_SAFE_INTEGER)
  const changes = stories.map(
    (loaded): StoryChange => ({
      position: latest.get(loaded.number) ?? after,
      isNew: (firsts.get(loaded.number) ?? 0) > after,
      story: loaded.story,
      matched: matchedIn(loaded, met),
    }),
  )
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

/** The index of tags knows the published order only, and is read whole: of tags that more articles have, every article is looked at. */
const MOST_TAGGED = 20_000
const COUNT_TAGGED = `
  SELECT count(*) AS size FROM
    (SELECT 1 ${taggedWith('?')} LIMIT ${MOST_TAGGED + 1})`

/** Null: all articles must be looked at. */
const listFor = (engine: Engine, filter: Filter): List | null => {
  const match = matchOf(filter)
  if (match !== null) return { sql: WITH_WORDS, value: match }
  if (filter.kind === 'and') return filter.of.map((part) => listFor(engine, part)).find((list) => list !== null) ?? null
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
