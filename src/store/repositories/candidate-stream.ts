import { MOST_AHEAD_MS } from '../../model/article.ts'
import type { Filter } from '../../model/filter.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import { pace, type QueryBudget, QueryStopped } from '../ports/query-budget.ts'
import { type CandidateStream, merged, newer, newest, type Position } from '../position-streams.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { runAtOnce } from '../drivers/sqlite.ts'
import { storiesInAffairs } from '../views/affairs.ts'
import { matchOf, numbersNear, tagNumbers } from './filter-to-sql.ts'

/**
 * Candidates of the filter in published order, as few as the indexes allow: every match is among them, and the filter must still be applied.
 * (SQL alone cannot do this: it would sort all of a topic to find its newest hundred.)
 */
export const candidatesFor = (reading: Reading, filter: Filter): CandidateStream =>
  narrow({ ...reading, since: recentLists(reading) }, filter)?.stream ?? everything(reading)

export type Reading = { readonly engine: Engine; readonly grouping: Grouping; readonly budget: QueryBudget }

type Narrowing = Reading & { readonly since: (at: number) => Narrow | null }

/** `size`: about how many positions the stream has; counted only if there is a choice. */
type Narrow = { readonly stream: CandidateStream; readonly size: () => number }

/** Among how many streams the shortest is chosen: a filter may have hundreds, and counting one takes up to a millisecond. */
const MAX_CHOICES = 16
/** Where counting stops, since a larger number does not change the choice. */
const COUNT_UP_TO = 1_000
/** With more lists to merge, scanning everything is as fast. */
const MOST_TAGS = 100

const narrow = (reading: Narrowing, filter: Filter): Narrow | null => {
  const { engine, grouping } = reading
  const match = matchOf(engine, filter)
  if (match !== null) return { stream: byWords(reading, match), size: () => countOf(engine, COUNT_MATCHES, match) }
  switch (filter.kind) {
    case 'and': {
      const choices = filter.of.map((part) => narrow(reading, part)).filter((choice) => choice !== null)
      return smallest(choices.slice(0, MAX_CHOICES))
    }
    case 'or': {
      const parts = filter.of.map((part) => narrow(reading, part))
      const known = parts.filter((part) => part !== null)
      if (known.length < parts.length || known.length > MOST_TAGS) return null
      return { stream: merged(known.map(({ stream }) => stream)), size: () => known.reduce((sum, { size }) => sum + size(), 0) }
    }
    case 'topic':
    case 'entity':
    case 'place':
    case 'language':
    case 'source':
    case 'country': {
      const numbers = tagNumbers(engine, filter)
      if (numbers.length > MOST_TAGS) return null
      const size = (): number => numbers.reduce((sum, number) => sum + countOf(engine, COUNT_TAGGED, number), 0)
      return { stream: merged(numbers.map((number) => byTag(reading, number))), size }
    }
    case 'affair':
      return listed(
        engine.all<Position>(IN_STORIES[grouping], JSON.stringify(runAtOnce(engine, storiesInAffairs(filter.anyOf)))),
      )
    case 'like':
      return listed(engine.all<Position>(IN_NUMBERS[grouping], numbersNear(filter)))
    case 'changed':
      return filter.at === 0 ? null : listed(engine.all<Position>(CHANGED[grouping], filter.at))
    case 'after':
      return reading.since(filter.at)
    case 'kind':
    case 'missing':
    case 'origins':
    case 'everything':
    case 'not':
    case 'text':
    case 'regex':
    case 'before':
      return null
  }
}

const smallest = (choices: readonly Narrow[]): Narrow | null => {
  const [only] = choices
  if (choices.length < 2) return only ?? null
  const sized = choices.map((choice) => ({ choice, size: choice.size() }))
  return sized.reduce((best, next) => (next.size < best.size ? next : best)).choice
}

/** Up to this many recent articles are listed and sorted by published order; a story may be far older than its newest article. */
const MOST_RECENT = 5_000
/** How many `after:` of a filter get a list: a filter may have hundreds, and a list takes some milliseconds. The others narrow nothing. */
const MOST_LISTS = 4
const recentLists = ({ engine, grouping }: Reading): Narrowing['since'] => {
  let made = 0
  return (at) => {
    made += 1
    if (made > MOST_LISTS) return null
    const rows = engine.all<Position>(RECENT[grouping], at - MOST_AHEAD_MS, MOST_RECENT)
    if (rows.length === MOST_RECENT) return null
    return listed(rows)
  }
}
const RECENT: Readonly<Record<Grouping, string>> = {
  article: `SELECT sort_at AS at, n FROM article WHERE sort_at >= ? AND story IS NOT NULL LIMIT ?`,
  story: `SELECT s.sort_at AS at, s.n FROM article a CROSS JOIN story s ON s.n = a.story WHERE a.sort_at >= ? LIMIT ?`,
}

/** Few positions, which are in memory. */
const listed = (rows: readonly Position[]): Narrow => {
  const list = newest(rows)
  return {
    stream: async (before, count) =>
      list.filter((position) => newer(before, position) === before && position.n !== before.n).slice(0, count),
    size: () => rows.length,
  }
}
const IN_NUMBERS: Readonly<Record<Grouping, string>> = {
  article: 'SELECT a.sort_at AS at, a.n FROM json_each(?) j CROSS JOIN article a ON a.n = j.value WHERE a.story IS NOT NULL',
  story:
    'SELECT DISTINCT s.sort_at AS at, s.n FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story',
}

const CHANGED: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT DISTINCT a.sort_at AS at, a.n FROM wording w CROSS JOIN article a ON a.n = w.article
    WHERE w.replaced_at >= ? AND a.story IS NOT NULL`,
  story: `
    SELECT DISTINCT s.sort_at AS at, s.n FROM wording w CROSS JOIN article a ON a.n = w.article CROSS JOIN story s ON s.n = a.story
    WHERE w.replaced_at >= ?`,
}
const IN_STORIES: Readonly<Record<Grouping, string>> = {
  article: 'SELECT a.sort_at AS at, a.n FROM json_each(?) j CROSS JOIN article a ON a.story = j.value',
  story: 'SELECT s.sort_at AS at, s.n FROM json_each(?) j CROSS JOIN story s ON s.n = j.value',
}

const countOf = ({ get }: Pick<Engine, 'get'>, sql: string, value: unknown): number =>
  get<{ readonly size: number }>(sql, value)?.size ?? 0
const COUNT_MATCHES = `SELECT count(*) AS size FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ${COUNT_UP_TO})`
const COUNT_TAGGED = `
  SELECT count(*) AS size FROM
    (SELECT 1 FROM article_tag WHERE tag = ? LIMIT ${COUNT_UP_TO})`

const everything =
  ({ engine, grouping }: Reading): CandidateStream =>
  async ({ at, n }, count) =>
    engine.all<Position>(EVERYTHING[grouping], at, at, n, count)

const EVERYTHING: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT sort_at AS at, n FROM article WHERE sort_at <= ? AND (sort_at, n) < (?, ?) AND story IS NOT NULL
    ORDER BY sort_at DESC, n DESC LIMIT ?`,
  story:
    'SELECT sort_at AS at, n FROM story WHERE sort_at <= ? AND (sort_at, n) < (?, ?) ORDER BY sort_at DESC, n DESC LIMIT ?',
}

const byTag =
  ({ engine, grouping }: Reading, tag: number): CandidateStream =>
  async ({ at, n }, count) =>
    engine.all<Position>(TAGGED[grouping], { tag, at, n, count })

const TAGGED: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT sort_at AS at, article AS n FROM article_tag WHERE tag = @tag AND (sort_at, article) < (@at, @n)
    ORDER BY at DESC, n DESC LIMIT @count`,
  story: `
    SELECT DISTINCT sort_at AS at, story AS n FROM story_tag WHERE tag = @tag AND (sort_at, story) < (@at, @n)
    ORDER BY at DESC, n DESC LIMIT @count`,
}

/** How many articles are read from the index at once. */
const STRIDES = { first: 512, smallest: 512, largest: 16_384 }

type Hit = Position & { readonly article: number }

/** Candidates from the index of words, which has the order of arrival only: it is read back from the newest article until no older one can come
 * before what was found. */
const byWords =
  ({ engine, grouping, budget }: Reading, match: string): CandidateStream =>
  async (before, count) => {
    const { bounds } = engine
    const steps = pace(budget, STRIDES)
    const isBefore = ({ at, n }: Position): boolean => at < before.at || (at === before.at && n < before.n)
    let below = bounds.newestAtOrBefore(before.at, grouping) + 1
    let found: readonly Position[] = []
    for (let stride = steps.first; ; ) {
      const hits = hitsBelow(engine, { match, grouping, below, stride })
      found = newest([...found, ...hits.filter(isBefore)]).slice(0, count)
      below = hits.at(-1)?.article ?? 0
      const last = found.at(count - 1)
      if (hits.length < stride || (found.length === count && last !== undefined && last.at > bounds.latest(below))) return found
      budget.spend(hits.length)
      stride = await steps.next(hits.length)
      // The positions found so far may not be the newest: no page is better than one out of order.
      if (budget.isSpent()) throw new QueryStopped('The search')
    }
  }

type Search = { readonly match: string; readonly grouping: Grouping; readonly below: number; readonly stride: number }

const hitsBelow = ({ all }: Engine, { match, grouping, below, stride }: Search): readonly Hit[] =>
  all<Hit>(WITH_WORDS[grouping], match, below, stride)
const WITH_WORDS: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT a.n, a.n AS article, a.sort_at AS at FROM words w CROSS JOIN article a ON a.n = w.rowid
    WHERE words MATCH ? AND w.rowid < CAST(? AS INTEGER) AND a.story IS NOT NULL ORDER BY w.rowid DESC LIMIT ?`,
  story: `
    SELECT s.n, a.n AS article, s.sort_at AS at FROM words w CROSS JOIN article a ON a.n = w.rowid CROSS JOIN story s ON s.n = a.story
    WHERE words MATCH ? AND w.rowid < CAST(? AS INTEGER) ORDER BY w.rowid DESC LIMIT ?`,
}
