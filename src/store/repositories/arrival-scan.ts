import type { Filter } from '../../model/filter.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { pace, QueryStopped } from '../ports/query-budget.ts'
import type { ArrivalQuery } from '../ports/story-search.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { articlesMeeting } from './article-scan.ts'
import { tagsFor } from '../filter-tags.ts'
import { type ArrivalScan, batchesFor } from '../scan-steps.ts'
import { runAtOnce } from '../drivers/sqlite.ts'
import { storiesInAffairs } from '../views/affairs.ts'
import { matchOf, numbersNear, type Question, questionOf, tagNumbers } from './filter-to-sql.ts'

type ListRow = { readonly n: number; readonly language: LanguageTag }

/** Numbers of the articles that meet the filter, from `from` on in the order of arrival, until the last one or until the consumer stops. */
export async function* scanArrivals(
  engine: Engine,
  filter: Filter,
  { from, direction, wanted, budget }: ArrivalScan,
): AsyncGenerator<readonly number[]> {
  const list = listFor(engine, filter) ?? EVERYTHING
  const question = questionOf(engine, filter)
  let at = direction === 'newer' ? from - 1 : from + 1
  const steps = pace(budget, batchesFor(filter, wanted))
  for (let size = steps.first; ; ) {
    const rows = engine.all<ListRow>(list.sql[direction], { value: list.value, at, size })
    steps.begin()
    const isMet = ({ language }: ListRow): boolean => {
      const match = question.match(language)
      return match !== null && match === list.value
    }
    const others = rows.filter((row) => !isMet(row)).map(({ n }) => n)
    const met = new Set(others.length === 0 ? [] : thoseMeeting(engine, question, others))
    budget.spend(rows.length)
    yield rows.filter((row) => met.has(row.n) || isMet(row)).map(({ n }) => n)
    const last = rows.at(-1)
    if (rows.length < size || last === undefined) return
    at = last.n
    size = await steps.next(rows.length)
    if (budget.isSpent()) throw new QueryStopped('The list of arrivals')
  }
}

export const thoseMeeting = (engine: Engine, question: Question, numbers: readonly number[]): readonly number[] =>
  question.isMetByAll ? numbers : [...articlesMeeting(engine, question, numbers, 'article').keys()]

/** A list of candidates of a filter, every matching article among them. */
type List = { readonly sql: Readonly<Record<ArrivalQuery['direction'], string>>; readonly value: unknown }

const EVERYTHING: List = {
  sql: {
    newer: 'SELECT n, language FROM article WHERE @value IS NULL AND n > @at AND story IS NOT NULL ORDER BY n LIMIT @size',
    older: 'SELECT n, language FROM article WHERE @value IS NULL AND n < @at AND story IS NOT NULL ORDER BY n DESC LIMIT @size',
  },
  value: null,
}
const withWords = (side: '>' | '<'): string => `
  SELECT a.n, a.language FROM words w CROSS JOIN article a ON a.n = w.rowid
  WHERE words MATCH @value AND w.rowid ${side} CAST(@at AS INTEGER) AND a.story IS NOT NULL`
const WITH_WORDS = {
  newer: `${withWords('>')} ORDER BY w.rowid LIMIT @size`,
  older: `${withWords('<')} ORDER BY w.rowid DESC LIMIT @size`,
}
const inStories = (side: '>' | '<'): string =>
  `SELECT n, language FROM article WHERE story IN (SELECT value FROM json_each(@value)) AND n ${side} @at`
const IN_STORIES = {
  newer: `${inStories('>')} ORDER BY n LIMIT @size`,
  older: `${inStories('<')} ORDER BY n DESC LIMIT @size`,
}
const inNumbers = (side: '>' | '<'): string =>
  `SELECT n, language FROM article WHERE n IN (SELECT value FROM json_each(@value)) AND story IS NOT NULL AND n ${side} @at`
const IN_NUMBERS = {
  newer: `${inNumbers('>')} ORDER BY n LIMIT @size`,
  older: `${inNumbers('<')} ORDER BY n DESC LIMIT @size`,
}
const taggedWith = (tags: string): string => `FROM article_tag WHERE tag IN (SELECT value FROM json_each(${tags}))`
const taggedRows = (side: '>' | '<'): string =>
  `SELECT a.n, a.language FROM (SELECT DISTINCT article ${taggedWith('@value')} AND article ${side} @at`
const WITH_TAGS = {
  newer: `${taggedRows('>')} ORDER BY article LIMIT @size) t CROSS JOIN article a ON a.n = t.article ORDER BY a.n`,
  older: `${taggedRows('<')} ORDER BY article DESC LIMIT @size) t CROSS JOIN article a ON a.n = t.article ORDER BY a.n DESC`,
}

/** How many parts of a filter are considered for a list: counting one takes some milliseconds. */
const MAX_CHOICES = 16
/** The index of tags has the published order only, so that a list of tags is read whole: for tags of more articles than this, every article is looked at. */
const MOST_TAGGED = 20_000
const COUNT_TAGGED = `
  SELECT count(*) AS size FROM
    (SELECT 1 ${taggedWith('?')} LIMIT ${MOST_TAGGED + 1})`

/** Null: there is no narrower list than that of all articles. */
const listFor = (engine: Engine, filter: Filter): List | null => {
  const match = matchOf(engine, filter)
  if (match !== null) return { sql: WITH_WORDS, value: match }
  if (filter.kind === 'affair')
    return { sql: IN_STORIES, value: JSON.stringify(runAtOnce(engine, storiesInAffairs(filter.anyOf))) }
  if (filter.kind === 'like') return { sql: IN_NUMBERS, value: numbersNear(filter) }
  if (filter.kind === 'and') {
    for (const part of filter.of.slice(0, MAX_CHOICES)) {
      const list = listFor(engine, part)
      if (list !== null) return list
    }
    return null
  }
  const tags = tagsFor(filter, (part) => tagNumbers(engine, part))
  if (tags === null) return null
  const value = JSON.stringify(tags)
  const size = engine.get<{ readonly size: number }>(COUNT_TAGGED, value)?.size ?? 0
  return size > MOST_TAGGED ? null : { sql: WITH_TAGS, value }
}
