import { excludesSources, type Filter, type LikeFilter, readsForms, readsText } from '../../../model/filter.ts'
import type { LanguageTag } from '../../../model/ids.ts'
import { baseOf } from '../../../text/word-forms.ts'
import type { TagFilter } from '../../filter-tags.ts'
import {
  grouped,
  inflectedWordsIn,
  itself,
  joined,
  remembering,
  type WordQuery,
  wordQueryOf,
  type WordsFor,
} from '../../filter-words.ts'
import { runOn } from '../../drivers/postgres.ts'
import { lacksLanguage, originsBetween } from '../../story-conditions.ts'
import { storiesInAffairs } from '../../views/affairs.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { tsqueryOf } from './postgres-words.ts'

/** How a row is tested: conditions are evaluated in SQL as columns, regular expressions in our process, since they are RE2's on every engine. */
export type Test =
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }

/**
 * A condition on `article a`, as `r.source` reports it. The caller binds the first three values: `$1`, the list of articles, and `$2` and `$3`,
 * the least and the greatest of their numbers, which limit the partitions of words to read.
 */
export type PostgresCondition = {
  /** A condition that every matching article meets. */
  readonly sql: string
  readonly values: readonly unknown[]
  /** Null: `sql` is the whole filter. Otherwise the test that must hold too; `columns` is the SQL of its columns. */
  readonly test: Test | null
  readonly columns: readonly string[]
  /** True: an article of several sources is tested for each of them. */
  readonly isByReporter: boolean
}

/** A compiled filter: one condition for each language, since a word has other forms in each. */
export type PostgresQuestion = {
  readonly isMetByAll: boolean
  /** The same object for all languages with the same condition. */
  readonly in: (language: LanguageTag) => PostgresCondition
  /** The query to the index of words that every article matching a part meets, whatever its language; null: the part does not consist of words alone. */
  readonly wordsOf: (part: Filter) => string | null
  /** The numbers of tags one of which is enough; for a country, at most one more than `MOST_LISTED`. */
  readonly numbersOf: (part: NumberedFilter) => readonly number[]
}

/** Parts that are looked up before the query: the numbers of their tags, or those of the stories of their affairs. */
type NumberedFilter = TagFilter | Extract<Filter, { kind: 'affair' }>

export const postgresQuestion = async (engine: PostgresEngine, filter: Filter): Promise<PostgresQuestion> => {
  const numbers = new Map<Filter, readonly number[]>()
  for (const part of numberedIn(filter)) numbers.set(part, await numbersFor(engine, part))
  const numbersOf = (part: NumberedFilter): readonly number[] => numbers.get(part) ?? []
  const forms = await formsFor(engine, filter)
  const conditions = new Map<string, PostgresCondition>()
  const conditionIn = remembering((language) => {
    const condition = conditionOf(filter, numbersOf, (word) => forms.in(word, language))
    const key = JSON.stringify(condition)
    const known = conditions.get(key) ?? condition
    conditions.set(key, known)
    return known
  })
  const isSame = !readsForms(filter)
  return {
    isMetByAll: filter.kind === 'everything',
    in: (language) => conditionIn(isSame ? 'und' : language),
    wordsOf: (part) => queryText(wordQueryOf(part, forms.inAny)),
    numbersOf,
  }
}

const queryText = (query: WordQuery | null): string | null => (query === null ? null : tsqueryOf(query))

const numberedIn = (filter: Filter): readonly NumberedFilter[] => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(numberedIn)
  if (filter.kind === 'not') return numberedIn(filter.of)
  return 'anyOf' in filter && filter.kind !== 'kind' && filter.kind !== 'missing' ? [filter] : []
}

/** With more tags in a list, scanning everything is as fast. A country may have a hundred thousand sources. */
export const MOST_LISTED = 1_000
const FROM_COUNTRY = 'SELECT n FROM source WHERE country = ANY ($1::text[]) ORDER BY country LIMIT $2'

const numbersFor = async (engine: PostgresEngine, filter: NumberedFilter): Promise<readonly number[]> => {
  const { tags, all } = engine
  if (filter.kind === 'affair') return await runOn(engine, storiesInAffairs(filter.anyOf))
  const anyOf: readonly string[] = [...new Set<string>(filter.anyOf)]
  if (filter.kind === 'country') {
    const rows = await all<{ readonly n: number }>(FROM_COUNTRY, anyOf, MOST_LISTED + 1)
    return rows.map(({ n }) => n)
  }
  if (filter.kind !== 'language') return [...(await tags.numbers(filter.kind, anyOf)).values()]
  const isWanted = (name: string): boolean => anyOf.some((wanted) => name === wanted || name.startsWith(`${wanted}-`))
  return (await tags.all('language')).flatMap(([name, number]) => (isWanted(name) ? [number] : []))
}

const formsFor = async ({ tags, vocabulary }: PostgresEngine, filter: Filter) => {
  const words = inflectedWordsIn(filter)
  const languages = words.length === 0 ? [] : (await tags.all('language')).map(([name]) => name)
  const forms = await vocabulary.forms(words, languages)
  return {
    in: (word: string, language: LanguageTag): readonly string[] => forms.get(word)?.get(baseOf(language)) ?? [word],
    inAny: (word: string): readonly string[] => [...new Set([word, ...[...(forms.get(word)?.values() ?? [])].flat()])],
  }
}

type Writing = {
  readonly bind: (value: unknown) => string
  readonly numbersOf: PostgresQuestion['numbersOf']
  /** True: below an odd number of negations. */
  readonly isExcluded: boolean
  readonly forms: WordsFor
}

const conditionOf = (filter: Filter, numbersOf: Writing['numbersOf'], forms: WordsFor): PostgresCondition => {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value) + 3}`
  const writing: Writing = { bind, numbersOf, isExcluded: false, forms }
  const columns: string[] = []
  const test = readsText(filter) ? testOf(filter, writing, columns) : null
  return { sql: write(filter, writing), values, test, columns, isByReporter: excludesSources(filter) }
}

const excluded = (writing: Writing): Writing => ({ ...writing, isExcluded: !writing.isExcluded })

/** Regular expressions count as met, or, where negated, as not met: the test decides about them. */
const write = (filter: Filter, writing: Writing): string => {
  const query = queryText(wordQueryOf(filter, writing.isExcluded ? itself : writing.forms))
  if (query !== null)
    return `EXISTS (SELECT 1 FROM words w WHERE w.article = a.n AND w.article BETWEEN $2 AND $3 AND w.words @@ ${writing.bind(query)}::tsquery)`
  switch (filter.kind) {
    case 'everything':
      return 'TRUE'
    case 'and':
      return filter.of.length === 0 ? 'TRUE' : joined('AND', grouped('and', filter.of), (part) => write(part, writing))
    case 'or':
      return filter.of.length === 0 ? 'FALSE' : joined('OR', grouped('or', filter.of), (part) => write(part, writing))
    case 'not':
      return filter.of.kind === 'not' ? write(filter.of.of, writing) : `NOT ${write(filter.of, excluded(writing))}`
    case 'text':
      // The text has no word that can be searched for: no article matches.
      return 'FALSE'
    case 'regex':
      return writing.isExcluded ? 'FALSE' : 'TRUE'
    case 'kind':
      return `coalesce(a.kind = ANY (${writing.bind(filter.anyOf)}::text[]), FALSE)`
    case 'affair':
      return `a.story = ANY (${writing.bind(writing.numbersOf(filter))}::bigint[])`
    case 'missing':
      return lacksLanguage(filter, (value) => `${writing.bind(value)}::text`)
    case 'origins':
      return originsBetween(filter, (value) => `${writing.bind(value)}::integer`)
    case 'like':
      return `a.n = ANY (${writing.bind(numbersNear(filter))}::bigint[])`
    case 'changed':
      return `EXISTS (SELECT 1 FROM wording w WHERE w.article = a.n AND w.replaced_at >= ${writing.bind(filter.at)}::bigint)`
    case 'after':
      return `a.published_at >= ${writing.bind(filter.at)}::bigint`
    case 'before':
      return `a.published_at < ${writing.bind(filter.at)}::bigint`
    case 'country':
      return writing.isExcluded
        ? inCountry('(SELECT r.source)', filter.anyOf, writing)
        : inCountry(REPORTERS, filter.anyOf, writing)
    case 'source':
      return writing.isExcluded ? `r.source = ANY (${bindNumbers(filter, writing)})` : carries(filter, writing)
    case 'topic':
    case 'entity':
    case 'place':
    case 'language':
      return carries(filter, writing)
  }
}

export const numbersNear = ({ near }: LikeFilter): readonly number[] => [...(near ?? new Map<number, number>()).keys()]

export const REPORTERS = '(SELECT a.source UNION ALL SELECT o::integer FROM json_array_elements_text(a.also_in::json) o)'
const inCountry = (reporters: string, countries: readonly string[], { bind }: Writing): string =>
  `EXISTS (SELECT 1 FROM ${reporters} c (n) JOIN source k ON k.n = c.n WHERE k.country = ANY (${bind([...countries])}::text[]))`

const bindNumbers = (filter: TagFilter, { bind, numbersOf }: Writing): string => `${bind(numbersOf(filter))}::integer[]`
const carries = (filter: TagFilter, writing: Writing): string =>
  writing.numbersOf(filter).length === 0
    ? 'FALSE'
    : `EXISTS (SELECT 1 FROM article_tag t WHERE t.tag = ANY (${bindNumbers(filter, writing)}) AND t.sort_at = a.sort_at AND t.article = a.n)`

/** Parts without a regular expression become columns, those in one list a single column. */
const testOf = (filter: Filter, writing: Writing, columns: string[]): Test => {
  if (!readsText(filter)) return { kind: 'column', index: columns.push(write(filter, writing)) - 1 }
  if (filter.kind === 'regex') return { kind: 'regex', pattern: filter.pattern }
  if (filter.kind === 'not') return { kind: 'not', of: testOf(filter.of, excluded(writing), columns) }
  if (filter.kind !== 'and' && filter.kind !== 'or') throw new Error(`no regular expression stands in ${filter.kind}`)
  const { kind, of } = filter
  const plain = of.filter((part) => !readsText(part))
  const parts: readonly Filter[] = [...(plain.length === 0 ? [] : [{ kind, of: plain }]), ...of.filter(readsText)]
  return { kind, of: parts.map((part) => testOf(part, writing, columns)) }
}
