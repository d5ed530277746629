import type { RE2JS } from 're2js'
import type { Filter } from '../../../model/filter.ts'
import type { LanguageTag } from '../../../model/ids.ts'
import type { Grouping } from '../../../model/taxonomy.ts'
import { type Batch, type ScanOptions, scanInSteps } from '../../scan-steps.ts'
import { candidatesFor } from './postgres-candidates.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { type PostgresCondition, type PostgresQuestion, postgresQuestion, REPORTERS, type Test } from './postgres-filter.ts'

/** Scans the published order after `before`, until the last entry or until the consumer stops. */
export async function* scanEntries(
  engine: PostgresEngine,
  filter: Filter,
  { grouping, ...scan }: ScanOptions,
): AsyncGenerator<Batch> {
  const question = await postgresQuestion(engine, filter)
  const candidates = await candidatesFor({ engine, grouping, question }, filter)
  const meeting = async (entries: readonly number[]) => await articlesMeeting(engine, question, entries, grouping)
  yield* scanInSteps({ candidates, meeting: question.isMetByAll && grouping === 'article' ? null : meeting }, filter, scan)
}

type Member = { readonly n: number; readonly entry: number; readonly language: LanguageTag }

/** By entry, in the order given: the numbers of its articles that meet the filter; entries without one are left out. */
export const articlesMeeting = async (
  engine: PostgresEngine,
  question: PostgresQuestion,
  entries: readonly number[],
  grouping: Grouping,
): Promise<ReadonlyMap<number, readonly number[]>> => {
  const members = await engine.all<Member>(MEMBERS[grouping], entries)
  const met = question.isMetByAll ? members : await meeting(engine, question, members)
  return new Map([...Map.groupBy(met, ({ entry }) => entry)].map(([entry, group]) => [entry, group.map(({ n }) => n)]))
}

const MEMBERS: Readonly<Record<Grouping, string>> = {
  article: `
    SELECT a.n, a.n AS entry, a.language FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place)
    JOIN article a ON a.n = j.n AND a.story IS NOT NULL ORDER BY j.place`,
  story: `
    SELECT a.n, a.story AS entry, a.language FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place)
    JOIN article a ON a.story = j.n ORDER BY j.place, a.n`,
}

const meeting = async (
  engine: PostgresEngine,
  question: PostgresQuestion,
  members: readonly Member[],
): Promise<readonly Member[]> => {
  const met = new Set<number>()
  for (const [condition, group] of Map.groupBy(members, ({ language }) => question.in(language))) {
    const numbers = group.map(({ n }) => n)
    for (const number of await numbersMeeting(engine, condition, numbers)) met.add(number)
  }
  return members.filter(({ n }) => met.has(n))
}

type Row = { readonly n: number; readonly title: string; readonly text: string; readonly columns: readonly boolean[] }

const numbersMeeting = async (
  engine: PostgresEngine,
  { sql, values, test, columns, isByReporter }: PostgresCondition,
  numbers: readonly number[],
): Promise<readonly number[]> => {
  if (numbers.length === 0) return []
  const from = `FROM unnest($1::bigint[]) AS j (n) JOIN article a ON a.n = j.n${isByReporter ? ` CROSS JOIN LATERAL ${REPORTERS} r (source)` : ''}`
  // Binds the bounds with a type: not all conditions use them, and PostgreSQL refuses values without a type.
  const where = `WHERE $2::bigint <= $3::bigint AND ${sql}`
  const boundValues = [numbers, least(numbers), greatest(numbers), ...values]
  if (test === null) {
    const rows = await engine.all<{ readonly n: number }>(`SELECT a.n ${from} ${where}`, ...boundValues)
    return rows.map(({ n }) => n)
  }
  const read = `SELECT a.n, c.title, c.text, ARRAY[${columns.join(', ')}]::boolean[] AS columns ${from} JOIN content c ON c.article = a.n`
  const rows = await engine.all<Row>(`${read} ${where}`, ...boundValues)
  return rows.filter((row) => passes(test, row, engine.regexes)).map(({ n }) => n)
}

const least = (numbers: readonly number[]): number => numbers.reduce((one, other) => Math.min(one, other))
const greatest = (numbers: readonly number[]): number => numbers.reduce((one, other) => Math.max(one, other))

const passes = (test: Test, row: Row, compiled: (pattern: string) => RE2JS): boolean => {
  switch (test.kind) {
    case 'column':
      return row.columns[test.index] === true
    case 'regex':
      return compiled(test.pattern).test(`${row.title}\n${row.text}`)
    case 'and':
      return test.of.every((part) => passes(part, row, compiled))
    case 'or':
      return test.of.some((part) => passes(part, row, compiled))
    case 'not':
      return !passes(test.of, row, compiled)
  }
}
