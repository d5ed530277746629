import type { Filter } from '../../model/filter.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { type Condition, type Question, questionOf } from './filter-to-sql.ts'
import { type Batch, type ScanOptions, scanInSteps } from '../scan-steps.ts'
import { candidatesFor } from './candidate-stream.ts'

/** Scans the published order after `before`, until the last entry or until the consumer stops. */
export const scanEntries = (engine: Engine, filter: Filter, { grouping, ...scan }: ScanOptions): AsyncGenerator<Batch> => {
  const question = questionOf(engine, filter)
  const candidates = candidatesFor({ engine, grouping, budget: scan.budget }, filter)
  const meeting = (entries: readonly number[]) => articlesMeeting(engine, question, entries, grouping)
  return scanInSteps({ candidates, meeting: question.isMetByAll && grouping === 'article' ? null : meeting }, filter, scan)
}

type Member = { readonly n: number; readonly entry: number; readonly sort_at: number; readonly language: LanguageTag }

/** By entry, in the order given: the numbers of its articles that meet the filter; entries without one are left out. */
export const articlesMeeting = (
  engine: Engine,
  question: Question,
  entries: readonly number[],
  grouping: Grouping,
): ReadonlyMap<number, readonly number[]> => {
  const members = engine.all<Member>(MEMBERS[grouping], JSON.stringify(entries))
  const met = question.isMetByAll ? members : meeting(engine, question, members)
  const byEntry = new Map<number, number[]>()
  for (const { n, entry } of met) {
    const known = byEntry.get(entry)
    if (known === undefined) byEntry.set(entry, [n])
    else known.push(n)
  }
  return byEntry
}

const MEMBERS: Readonly<Record<Grouping, string>> = {
  article: `SELECT a.n, a.n AS entry, a.sort_at, a.language FROM json_each(?) j CROSS JOIN article a ON a.n = j.value AND a.story IS NOT NULL`,
  story: `SELECT a.n, a.story AS entry, a.sort_at, a.language FROM json_each(?) j CROSS JOIN article a ON a.story = j.value`,
}

const meeting = (engine: Engine, question: Question, members: readonly Member[]): readonly Member[] => {
  const groups = Map.groupBy(members, ({ language }) => question.in(language))
  const met = new Set([...groups].flatMap(([condition, group]) => numbersMeeting(engine, condition, group)))
  return members.filter(({ n }) => met.has(n))
}

const numbersMeeting = (engine: Engine, { sql, values }: Condition, members: readonly Member[]): readonly number[] => {
  const span = { lowN: Number.POSITIVE_INFINITY, highN: 0, lowAt: Number.POSITIVE_INFINITY, highAt: Number.NEGATIVE_INFINITY }
  for (const { n, sort_at } of members) {
    span.lowN = Math.min(span.lowN, n)
    span.highN = Math.max(span.highN, n)
    span.lowAt = Math.min(span.lowAt, sort_at)
    span.highAt = Math.max(span.highAt, sort_at)
  }
  const list = JSON.stringify(members.map(({ n }) => n))
  return engine
    .all<{ readonly n: number }>(`SELECT a.n FROM json_each(@list) j CROSS JOIN article a ON a.n = j.value WHERE ${sql}`, {
      ...values,
      ...span,
      list,
    })
    .map(({ n }) => n)
}
