import type { Filter } from '../../../model/filter.ts'
import { pace, QueryStopped } from '../../ports/query-budget.ts'
import type { ArrivalQuery } from '../../ports/story-search.ts'
import { tagsFor } from '../../filter-tags.ts'
import { type ArrivalScan, batchesFor } from '../../scan-steps.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { MOST_LISTED, numbersNear, type PostgresQuestion, postgresQuestion } from './postgres-filter.ts'
import { articlesMeeting } from './postgres-scan.ts'
import { rangesFrom, type Span, spansOf } from './number-ranges.ts'
import type { Queries } from './queries.ts'

type Direction = ArrivalQuery['direction']

/** Numbers of the articles that meet the filter, from `from` on in the order of arrival, until the last one or until the consumer stops. */
export async function* scanArrivals(
  engine: PostgresEngine,
  filter: Filter,
  { from, direction, wanted, budget }: ArrivalScan,
): AsyncGenerator<readonly number[]> {
  const question = await postgresQuestion(engine, filter)
  const list = await listFor(engine, question, filter)
  let at = direction === 'newer' ? from - 1 : from + 1
  const steps = pace(budget, batchesFor(filter, wanted))
  for (let size = steps.first; ; ) {
    const numbers = await list(direction, at, size)
    steps.begin()
    const met = new Set(await thoseMeeting(engine, question, numbers))
    budget.spend(numbers.length)
    yield numbers.filter((n) => met.has(n))
    const last = numbers.at(-1)
    if (numbers.length < size || last === undefined) return
    at = last
    size = await steps.next(numbers.length)
    if (budget.isSpent()) throw new QueryStopped('The list of arrivals')
  }
}

export const thoseMeeting = async (
  engine: PostgresEngine,
  question: PostgresQuestion,
  numbers: readonly number[],
): Promise<readonly number[]> =>
  question.isMetByAll ? numbers : [...(await articlesMeeting(engine, question, numbers, 'article')).keys()]

/** Lists candidates of a filter, every matching article among them: up to `most` after `at`, in order. Fewer: there are no more. */
type List = (direction: Direction, at: number, most: number) => Promise<readonly number[]>

const inOrder = (rest: string): Readonly<Record<Direction, string>> => ({
  newer: `SELECT a.n FROM article a WHERE a.n > $1 AND a.story IS NOT NULL ${rest} ORDER BY a.n LIMIT $2`,
  older: `SELECT a.n FROM article a WHERE a.n < $1 AND a.story IS NOT NULL ${rest} ORDER BY a.n DESC LIMIT $2`,
})
const EVERYTHING = inOrder('')
const WITH_WORDS = inOrder(
  `AND a.n >= $4 AND a.n < $5
  AND EXISTS (SELECT 1 FROM words w WHERE w.article = a.n AND w.article >= $4 AND w.article < $5 AND w.words @@ $3::tsquery)`,
)
const WITH_TAGS = inOrder(
  'AND EXISTS (SELECT 1 FROM article_tag t WHERE t.tag = ANY ($3::integer[]) AND t.sort_at = a.sort_at AND t.article = a.n)',
)
const IN_STORIES = inOrder('AND a.story = ANY ($3::bigint[])')
const IN_NUMBERS = inOrder('AND a.n = ANY ($3::bigint[])')

const listFor = async (engine: PostgresEngine, question: PostgresQuestion, filter: Filter): Promise<List> =>
  (await narrowList(engine, question, filter)) ?? listBy(engine, EVERYTHING)

/** Null: there is no narrower list than that of all articles. */
const narrowList = async (engine: PostgresEngine, question: PostgresQuestion, filter: Filter): Promise<List | null> => {
  const words = question.wordsOf(filter)
  if (words !== null) return withWords(engine, words, await spansOf(engine))
  if (filter.kind === 'affair') return listBy(engine, IN_STORIES, question.numbersOf(filter))
  if (filter.kind === 'like') return listBy(engine, IN_NUMBERS, numbersNear(filter))
  if (filter.kind === 'and') {
    for (const part of filter.of) {
      const list = await narrowList(engine, question, part)
      if (list !== null) return list
    }
    return null
  }
  const tags = tagsFor(filter, question.numbersOf)
  return tags === null || tags.length > MOST_LISTED ? null : listBy(engine, WITH_TAGS, tags)
}

const listBy =
  ({ all }: Queries, sql: Readonly<Record<Direction, string>>, ...values: readonly unknown[]): List =>
  async (direction, at, most) =>
    (await all<{ readonly n: number }>(sql[direction], at, most, ...values)).map(({ n }) => n)

const withWords =
  (engine: Queries, words: string, spans: readonly Span[]): List =>
  async (direction, at, most) => {
    const found: number[] = []
    for (const { from, to } of rangesFrom(spans, at, direction)) {
      found.push(...(await listBy(engine, WITH_WORDS, words, from, to)(direction, at, most - found.length)))
      if (found.length === most) break
    }
    return found
  }
