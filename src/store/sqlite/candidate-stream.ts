import type { Filter } from '../../model/filter.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { Engine } from './engine.ts'
import { matchOf, tagNumbers } from './filter-to-sql.ts'

/** A place in the published order: newest first, then by number. */
export type Position = { readonly at: number; readonly n: number }

/** Up to `count` positions after `before`, in order, each once. Fewer: there are no more. */
export type CandidateStream = (before: Position, count: number) => readonly Position[]

/**
 * What may meet the filter, in published order, as narrow as the indexes give it: every match is in it, and what is in it must
 * still be asked. (SQL alone can't: it would sort all of a topic to find its newest hundred.)
 */
export const candidatesFor = (engine: Engine, filter: Filter, grouping: Grouping): CandidateStream =>
  narrow(engine, filter, grouping)?.stream ?? everything(engine, grouping)

/** `size`: about how many it gives, counted only where there is a choice. */
type Narrow = { readonly stream: CandidateStream; readonly size: () => number }

/** Counting further does not change the choice. */
const COUNT_UP_TO = 1_000
/** With more lists to merge, going through everything is as fast. */
const MOST_TAGS = 100

const narrow = (engine: Engine, filter: Filter, grouping: Grouping): Narrow | null => {
  const match = matchOf(filter)
  if (match !== null) return { stream: byWords(engine, match, grouping), size: () => countOf(engine, COUNT_MATCHES, match) }
  switch (filter.kind) {
    case 'and': {
      const choices = filter.of.map((part) => narrow(engine, part, grouping)).filter((choice) => choice !== null)
      return smallest(choices)
    }
    case 'or': {
      const parts = filter.of.map((part) => narrow(engine, part, grouping))
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
      return { stream: merged(numbers.map((number) => byTag(engine, number, grouping))), size }
    }
    case 'after':
      return since(engine, filter.at, grouping)
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

/** Up to so many, what arrived lately is listed and sorted; a story may be far older than its newest article. */
const MOST_RECENT = 5_000
/** Nothing stands further below its date than a date may lie in the future. */
const FUTURE_MS = 86_400_000

const since = ({ all }: Engine, at: number, grouping: Grouping): Narrow | null => {
  const rows = all<Position>(RECENT[grouping], at - FUTURE_MS, MOST_RECENT)
  if (rows.length === MOST_RECENT) return null
  const list = newest(rows)
  return {
    stream: (before, count) =>
      list.filter((position) => newer(before, position) === before && position.n !== before.n).slice(0, count),
    size: () => rows.length,
  }
}
const RECENT: Readonly<Record<Grouping, string>> = {
  article: `SELECT sort_at AS at, n FROM article WHERE sort_at >= ? AND story IS NOT NULL LIMIT ?`,
  story: `SELECT s.sort_at AS at, s.n FROM article a CROSS JOIN story s ON s.n = a.story WHERE a.sort_at >= ? LIMIT ?`,
}

const countOf = ({ get }: Pick<Engine, 'get'>, sql: string, value: unknown): number =>
  get<{ readonly size: number }>(sql, value)?.size ?? 0
const COUNT_MATCHES = `SELECT count(*) AS size FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ${COUNT_UP_TO})`
const COUNT_TAGGED = `
  SELECT count(*) AS size FROM
    (SELECT 1 FROM article_tag WHERE tag = ? LIMIT ${COUNT_UP_TO})`

const everything =
  ({ all }: Engine, grouping: Grouping): CandidateStream =>
  ({ at, n }, count) =>
    all<Position>(EVERYTHING[grouping], at, at, n, count)

const EVERYTHING: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT sort_at AS at, n FROM article WHERE sort_at <= ? AND (sort_at, n) < (?, ?) AND story IS NOT NULL
    ORDER BY sort_at DESC, n DESC LIMIT ?`,
  story:
    'SELECT sort_at AS at, n FROM story WHERE sort_at <= ? AND (sort_at, n) < (?, ?) ORDER BY sort_at DESC, n DESC LIMIT ?',
}

const byTag =
  ({ all }: Engine, tag: number, grouping: Grouping): CandidateStream =>
  ({ at, n }, count) =>
    all<Position>(TAGGED[grouping], { tag, at, n, count })

const TAGGED: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT sort_at AS at, article AS n FROM article_tag WHERE tag = @tag AND (sort_at, article) < (@at, @n)
    ORDER BY at DESC, n DESC LIMIT @count`,
  story: `
    SELECT DISTINCT sort_at AS at, story AS n FROM story_tag WHERE tag = @tag AND (sort_at, story) < (@at, @n)
    ORDER BY at DESC, n DESC LIMIT @count`,
}

/** Takes from each only as much as its share of the answer turns out to be. */
const merged = (streams: readonly CandidateStream[]): CandidateStream => {
  const [only] = streams
  if (streams.length === 1 && only !== undefined) return only
  return (before, count) => {
    const portion = Math.max(8, Math.ceil((2 * count) / streams.length))
    const sources = streams.map((stream) => createQueue(stream, before, portion))
    const found: Position[] = []
    while (found.length < count) {
      let next: Position | null = null
      for (const queue of sources) {
        const head = queue.head()
        if (head !== null) next = next === null ? head : newer(next, head)
      }
      if (next === null) break
      found.push(next)
      for (const queue of sources) if (queue.head()?.n === next.n) queue.drop()
    }
    return found
  }
}
const newer = (a: Position, b: Position): Position => (a.at > b.at || (a.at === b.at && a.n > b.n) ? a : b)

type Queue = { readonly head: () => Position | null; readonly drop: () => void }
const createQueue = (stream: CandidateStream, before: Position, portion: number): Queue => {
  let held = stream(before, portion)
  let index = 0
  return {
    head: () => held[index] ?? null,
    drop: () => {
      const last = held[index]
      index += 1
      if (index < held.length || held.length < portion || last === undefined) return
      held = stream(last, portion)
      index = 0
    },
  }
}

/** Articles read from the index at once; doubled each time. */
const FIRST_STRIDE = 512
const LAST_STRIDE = 16_384

type Hit = Position & { readonly article: number }

/** The index knows the order of arrival only: read back from the newest, until nothing older can come before what was found. */
const byWords =
  (engine: Engine, match: string, grouping: Grouping): CandidateStream =>
  (before, count) => {
    const { bounds } = engine
    const isBefore = ({ at, n }: Position): boolean => at < before.at || (at === before.at && n < before.n)
    let below = bounds.newestAtOrBefore(before.at, grouping) + 1
    let found: readonly Position[] = []
    for (let stride = FIRST_STRIDE; ; stride = Math.min(stride * 2, LAST_STRIDE)) {
      const hits = hitsBelow(engine, { match, grouping, below, stride })
      found = newest([...found, ...hits.filter(isBefore)]).slice(0, count)
      below = hits.at(-1)?.article ?? 0
      const last = found.at(count - 1)
      if (hits.length < stride || (found.length === count && last !== undefined && last.at > bounds.latest(below))) return found
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

const newest = (positions: readonly Position[]): readonly Position[] =>
  positions
    .toSorted((a, b) => b.at - a.at || b.n - a.n)
    .filter((position, index, all) => index === 0 || all[index - 1]?.n !== position.n)
