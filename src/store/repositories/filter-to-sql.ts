import { searchQuery } from '../../text/search-words.ts'
import { excludesSources, type Filter, type LikeFilter, readsForms } from '../../model/filter.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { grouped, itself, joined, remembering, type WordQuery, wordQueryOf, type WordsFor } from '../filter-words.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { TagFilter } from '../filter-tags.ts'
import { runAtOnce } from '../drivers/sqlite.ts'
import { lacksLanguage, originsBetween } from '../story-conditions.ts'
import { storiesInAffairs } from '../views/affairs.ts'

/**
 * A condition on `article a`, every value bound by name. It is applied to one batch of articles at a time, whose bounds the caller binds:
 * `lowN`–`highN` in the order of arrival, `lowAt`–`highAt` in the published order, so that the indexes are read only between them.
 */
export type Condition = { readonly sql: string; readonly values: Readonly<Record<string, unknown>> }

/** A compiled filter: one condition for each language, since a word has other forms in each. */
export type Question = {
  /** True: every article meets the filter. */
  readonly isMetByAll: boolean
  /** The same object for all languages with the same condition. */
  readonly in: (language: LanguageTag) => Condition
  /** The query to the index of words, if the filter is nothing else: an article that it finds meets the filter. Null: the filter is more than that. */
  readonly match: (language: LanguageTag) => string | null
}

export const questionOf = (engine: Engine, filter: Filter): Question => {
  const conditions = new Map<string, Condition>()
  const isSame = !readsForms(filter)
  const conditionIn = remembering((language) => {
    const condition = conditionOf(engine, filter, language)
    const key = JSON.stringify(condition)
    const known = conditions.get(key) ?? condition
    conditions.set(key, known)
    return known
  })
  return {
    isMetByAll: filter.kind === 'everything',
    in: (language) => conditionIn(isSame ? 'und' : language),
    match: remembering((language) => matchWith(filter, (word) => engine.words.forms(word, language))),
  }
}

/** Where the filter excludes sources, an article is tested for each source that has it. */
const conditionOf = (engine: Engine, filter: Filter, language: LanguageTag): Condition => {
  const values: Record<string, unknown> = {}
  const bind = (value: unknown): string => {
    const name = `v${Object.keys(values).length}`
    values[name] = value
    return `@${name}`
  }
  const asReportedBy = (source: string): string =>
    write(filter, { engine, bind, source, isExcluded: false, forms: (word) => engine.words.forms(word, language) })
  const own = asReportedBy('a.source')
  if (!excludesSources(filter)) return { sql: own, values }
  const others = `EXISTS (SELECT 1 FROM json_each(a.also_in) o WHERE ${asReportedBy('o.value')})`
  return { sql: `(${own} OR (a.also_in IS NOT NULL AND ${others}))`, values }
}

type Writing = {
  readonly engine: Engine
  readonly bind: (value: unknown) => string
  /** SQL for the number of the source that reports the article. */
  readonly source: string
  /** True: below an odd number of negations. */
  readonly isExcluded: boolean
  readonly forms: WordsFor
}

const write = (filter: Filter, writing: Writing): string => {
  const match = matchWith(filter, writing.isExcluded ? itself : writing.forms)
  if (match !== null) return inIndex(match, writing)
  switch (filter.kind) {
    case 'everything':
      return '1'
    case 'and':
      return allOf('AND', filter, writing)
    case 'or':
      return allOf('OR', filter, writing)
    case 'not':
      return filter.of.kind === 'not'
        ? write(filter.of.of, writing)
        : `NOT ${write(filter.of, { ...writing, isExcluded: !writing.isExcluded })}`
    case 'text':
      // The text has no word that can be searched for: no article matches.
      return '0'
    case 'regex':
      return `EXISTS (SELECT 1 FROM content c WHERE c.article = a.n AND matches(${writing.bind(filter.pattern)}, c.title, c.text))`
    case 'kind':
      return `(a.kind IS NOT NULL AND a.kind IN (SELECT value FROM json_each(${writing.bind(JSON.stringify(filter.anyOf))})))`
    case 'affair': {
      const stories = JSON.stringify(runAtOnce(writing.engine, storiesInAffairs(filter.anyOf)))
      return `a.story IN (SELECT value FROM json_each(${writing.bind(stories)}))`
    }
    case 'missing':
      return lacksLanguage(filter, writing.bind)
    case 'origins':
      return originsBetween(filter, writing.bind)
    case 'like':
      return `a.n IN (SELECT value FROM json_each(${writing.bind(numbersNear(filter))}))`
    case 'changed':
      return `EXISTS (SELECT 1 FROM wording w WHERE w.article = a.n AND w.replaced_at >= ${writing.bind(filter.at)})`
    case 'after':
      return `a.published_at >= ${writing.bind(filter.at)}`
    case 'before':
      return `a.published_at < ${writing.bind(filter.at)}`
    case 'source':
    case 'country':
      if (writing.isExcluded) return isOneOf(tagNumbers(writing.engine, filter), writing)
      return carries(tagNumbers(writing.engine, filter), writing)
    case 'topic':
    case 'entity':
    case 'place':
    case 'language':
      return carries(tagNumbers(writing.engine, filter), writing)
  }
}

/** As JSON. */
export const numbersNear = ({ near }: LikeFilter): string => JSON.stringify([...(near ?? new Map<number, number>()).keys()])

const allOf = (operator: 'AND' | 'OR', filter: Extract<Filter, { kind: 'and' | 'or' }>, writing: Writing): string => {
  if (filter.of.length === 0) return operator === 'AND' ? '1' : '0'
  return joined(operator, grouped(filter.kind, filter.of), (part) => write(part, writing))
}

const isOneOf = (sources: readonly number[], { source, bind }: Writing): string =>
  `${source} IN (SELECT value FROM json_each(${bind(JSON.stringify(sources))}))`

/** Numbers are bound as REAL, and FTS5 reads all rows of a word unless the bounds of rowid are INTEGER: that takes 50 times as long (measured). */
const inIndex = (match: string, { bind }: Writing): string => {
  const wanted = bind(match)
  return `a.n IN (SELECT rowid FROM words WHERE words MATCH ${wanted} AND rowid BETWEEN CAST(@lowN AS INTEGER) AND CAST(@highN AS INTEGER))`
}

const carries = (numbers: readonly number[], { bind }: Writing): string => {
  if (numbers.length === 0) return '0'
  const [only] = numbers
  if (numbers.length === 1) {
    const tag = bind(only)
    return `EXISTS (SELECT 1 FROM article_tag t WHERE t.tag = ${tag} AND t.sort_at = a.sort_at AND t.article = a.n)`
  }
  const list = `SELECT value FROM json_each(${bind(JSON.stringify(numbers))})`
  return `a.n IN (SELECT t.article FROM article_tag t WHERE t.tag IN (${list}) AND t.sort_at BETWEEN @lowAt AND @highAt)`
}

/**
 * An FTS5 expression that every matching article meets, whatever its language; null: the filter does not consist of words alone, or requires
 * none of them.
 */
export const matchOf = ({ words }: Engine, filter: Filter): string | null => matchWith(filter, words.formsInAny)

/** The equivalent FTS5 expression, if the filter consists of words only and at least one must be present; otherwise null. */
const matchWith = (filter: Filter, forms: WordsFor): string | null => {
  const query = wordQueryOf(filter, forms)
  return query === null ? null : inFts5(query)
}

const inFts5 = (query: WordQuery): string => {
  if (query.kind === 'phrase') return `${query.inTitle ? 'title : ' : ''}${searchQuery(query.phrase, query.forms)}`
  // A word that occurs twice would be read twice.
  return `(${[...new Set(query.of.map(inFts5))].join(query.kind === 'and' ? ' AND ' : ' OR ')})`
}

/** Numbers of the tags one of which is enough; names that no article or source has are left out. */
export const tagNumbers = ({ tags, all }: Engine, filter: TagFilter): readonly number[] => {
  const { kind } = filter
  const anyOf: readonly string[] = filter.anyOf
  if (kind === 'country') {
    return all<{ n: number }>(
      'SELECT n FROM source WHERE country IN (SELECT value FROM json_each(?))',
      JSON.stringify(anyOf),
    ).map(({ n }) => n)
  }
  if (kind !== 'language') return [...new Set(anyOf)].flatMap((name) => tags.number(kind, name) ?? [])
  return tags.all('language').flatMap(([name, number]) => {
    const isWanted = anyOf.some((wanted) => name === wanted || name.startsWith(`${wanted}-`))
    return isWanted ? [number] : []
  })
}
