import type { Filter } from '../../../model/filter.ts'
import { pace, type QueryBudget, QueryStopped } from '../../ports/query-budget.ts'
import type { ArrivalQuery } from '../../ports/story-search.ts'
import { tagsFor } from '../../filter-tags.ts'
import { batchesFor } from '../../scan-steps.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { type PostgresQuestion, postgresQuestion } from './postgres-filter.ts'
import { articlesMeeting } from './postgres-scan.ts'

type Direction = ArrivalQuery['direction']
export type ArrivalScan = {
  readonly from: number
  readonly direction: Direction
  readonly wanted: number
  readonly budget: QueryBudget
}

/** Numbers of the articles that meet the filter, from `from` on in the order of arrival, until the last or until its reader stops. */
export async function* scanArrivals(
  engine: PostgresEngine,
  filter: Filter,
  { from, direction, wanted, budget }: ArrivalScan,
): AsyncGenerator<readonly number[]> {
  const question = await postgresQuestion(engine, filter)
  const list = listFor(question, filter)
  let at = direction === 'newer' ? from - 1 : from + 1
  const steps = pace(budget, batchesFor(filter, wanted))
  for (let size = steps.first; ; ) {
    const rows = await engine.all<{ readonly n: number }>(list.sql[direction], at, size, ...list.values)
    steps.begin()
    const numbers = rows.map(({ n }) => n)
    const met = new Set(await thoseMeeting(engine, question, numbers))
    budget.spend(rows.length)
    yield numbers.filter((n) => met.has(n))
    const last = numbers.at(-1)
    if (rows.length < size || last === undefined) return
    at = last
    size = await steps.next(rows.length)
    if (budget.isSpent()) throw new QueryStopped('The list of arrivals')
  }
}

export const thoseMeeting = async (
  engine: PostgresEngine,
  question: PostgresQuestion,
  numbers: readonly number[],
): Promise<readonly number[]> =>
  question.isMetByAll ? numbers : [...(await articlesMeeting(engine, question, numbers, 'article')).keys()]

/** Every article that can meet a filter is in its list. */
type List = { readonly sql: Readonly<Record<Direction, string>>; readonly values: readonly unknown[] }

const inOrder = (rest: string): Readonly<Record<Direction, string>> => ({
  newer: `SELECT a.n FROM article a WHERE a.n > $1 AND a.story IS NOT NULL ${rest} ORDER BY a.n LIMIT $2`,
  older: `SELECT a.n FROM article a WHERE a.n < $1 AND a.story IS NOT NULL ${rest} ORDER BY a.n DESC LIMIT $2`,
})
const EVERYTHING = inOrder('')
const WITH_WORDS = inOrder('AND EXISTS (SELECT 1 FROM words w WHERE w.article = a.n AND w.words @@ $3::tsquery)')
const WITH_TAGS = inOrder(
  'AND EXISTS (SELECT 1 FROM article_tag t WHERE t.tag = ANY ($3::integer[]) AND t.sort_at = a.sort_at AND t.article = a.n)',
)

const listFor = (question: PostgresQuestion, filter: Filter): List =>
  narrowList(question, filter) ?? { sql: EVERYTHING, values: [] }

/** Null: all articles must be looked at. */
const narrowList = (question: PostgresQuestion, filter: Filter): List | null => {
  const words = question.wordsOf(filter)
  if (words !== null) return { sql: WITH_WORDS, values: [words] }
  if (filter.kind === 'and') {
    for (const part of filter.of) {
      const list = narrowList(question, part)
      if (list !== null) return list
    }
    return null
  }
  const tags = tagsFor(filter, question.numbersOf)
  return tags === null ? null : { sql: WITH_TAGS, values: [tags] }
}
