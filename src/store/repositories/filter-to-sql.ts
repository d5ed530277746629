import { searchQuery } from '../../text/search-words.ts'
import { type Filter, readsText } from '../../model/filter.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { TagKind } from '../rows/tag-reader.ts'

/**
 * A condition on `article a`, every value bound by name. It is applied to one batch of articles at a time, whose span the caller
 * binds: `lowN`–`highN` in order of arrival, `lowAt`–`highAt` in published order. So the indexes are read in that span only.
 */
export type Condition = { readonly sql: string; readonly values: Readonly<Record<string, unknown>> }

export const conditionOf = (engine: Engine, filter: Filter): Condition => {
  const values: Record<string, unknown> = {}
  const bind = (value: unknown): string => {
    const name = `v${Object.keys(values).length}`
    values[name] = value
    return `@${name}`
  }
  return { sql: write(filter, { engine, bind }), values }
}

type Writing = { readonly engine: Engine; readonly bind: (value: unknown) => string }

const write = (filter: Filter, writing: Writing): string => {
  const match = matchOf(filter)
  if (match !== null) return inIndex(match, writing)
  switch (filter.kind) {
    case 'everything':
      return '1'
    case 'and':
      return joined('AND', grouped('and', filter.of), writing)
    case 'or':
      return joined('OR', grouped('or', filter.of), writing)
    case 'not':
      return filter.of.kind === 'not' ? write(filter.of.of, writing) : `NOT ${write(filter.of, writing)}`
    case 'text':
      // Words were wanted and none can be searched for: nothing has them.
      return '0'
    case 'regex':
      return `EXISTS (SELECT 1 FROM content c WHERE c.article = a.n AND matches(${writing.bind(filter.pattern)}, c.title, c.text))`
    case 'after':
      return `a.published_at >= ${writing.bind(filter.at)}`
    case 'before':
      return `a.published_at < ${writing.bind(filter.at)}`
    case 'topic':
    case 'entity':
    case 'place':
    case 'language':
    case 'source':
    case 'country':
      return carries(tagNumbers(writing.engine, filter), writing)
  }
}

/** Numbers are bound as REAL, and FTS5 reads a whole word where the bounds of rowid are not INTEGER: measured 50 times as long. */
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

/** A balanced tree: SQLite takes expressions a thousand deep, and readers paste longer lists than that. */
const joined = (operator: 'AND' | 'OR', parts: readonly Filter[], writing: Writing): string => {
  if (parts.length === 0) return operator === 'AND' ? '1' : '0'
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return write(only, writing)
  const middle = parts.length >> 1
  const halves = [parts.slice(0, middle), parts.slice(middle)]
  return `(${halves.map((half) => joined(operator, half, writing)).join(` ${operator} `)})`
}

/**
 * Words that stand beside each other become one question to the index (of at most so many words: FTS5 takes no longer ones), and so do
 * words that are not wanted: not a and not b is not (a or b).
 * Regular expressions come last, since they read the text.
 */
const grouped = (kind: 'and' | 'or', parts: readonly Filter[]): readonly Filter[] => {
  const {
    words = [],
    negated = [],
    dates = [],
    regexes = [],
    rest = [],
  } = Object.groupBy(parts, (part) => {
    if (matchOf(part) !== null) return 'words'
    if (part.kind === 'not' && matchOf(part.of) !== null) return 'negated'
    return readsText(part) ? 'regexes' : isDate(part) ? 'dates' : 'rest'
  })
  const opposite = kind === 'and' ? 'or' : 'and'
  const unwanted = negated.flatMap((part) => (part.kind === 'not' ? [part.of] : []))
  const none = inQuestions(opposite, unwanted).map((of): Filter => ({ kind: 'not', of }))
  return [...dates, ...inQuestions(kind, words), ...none, ...rest, ...regexes]
}

const inQuestions = (kind: 'and' | 'or', words: readonly Filter[]): readonly Filter[] => {
  const questions: Filter[] = []
  for (let at = 0; at < words.length; at += MOST_WORDS) questions.push({ kind, of: words.slice(at, at + MOST_WORDS) })
  return questions
}
const isDate = ({ kind }: Filter): boolean => kind === 'after' || kind === 'before'

const MOST_WORDS = 200

/** The FTS5 expression that says the same, if the filter asks for words only and for at least one that must be there. */
export const matchOf = (filter: Filter): string | null => {
  if (filter.kind === 'text') {
    const query = searchQuery(filter.text, { prefix: filter.prefix })
    return query === null || filter.in === 'anywhere' ? query : `title : ${query}`
  }
  if ((filter.kind !== 'and' && filter.kind !== 'or') || filter.of.length === 0 || filter.of.length > MOST_WORDS) return null
  const parts = filter.of.map(matchOf)
  if (parts.some((part) => part === null)) return null
  // The same word twice would be read twice.
  return `(${[...new Set(parts)].join(filter.kind === 'and' ? ' AND ' : ' OR ')})`
}

type TagFilter = Extract<Filter, { kind: TagKind | 'country' }>

/** Numbers of the tags any of which will do; what nothing carries has none. */
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
