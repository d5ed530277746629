import { inflectedWord, searchPhrase, searchQuery } from '../../text/search-words.ts'
import { excludesSources, type Filter, readsForms, readsText } from '../../model/filter.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { TagKind } from '../rows/tag-reader.ts'

/**
 * A condition on `article a`, every value bound by name. It is applied to one batch of articles at a time, whose span the caller
 * binds: `lowN`–`highN` in order of arrival, `lowAt`–`highAt` in published order. So the indexes are read in that span only.
 */
export type Condition = { readonly sql: string; readonly values: Readonly<Record<string, unknown>> }

/** A filter as it is asked of articles: in each language, since a word has other forms there. */
export type Question = {
  /** Every article meets it. */
  readonly isMetByAll: boolean
  /** One object for all languages in which the same is asked. */
  readonly in: (language: LanguageTag) => Condition
  /** What the filter asks the index of words, if it asks nothing else: an article that was found by it meets the filter. */
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

const remembering = <Result>(find: (language: LanguageTag) => Result): ((language: LanguageTag) => Result) => {
  const known = new Map<LanguageTag, { readonly found: Result }>()
  return (language) => {
    const one = known.get(language) ?? { found: find(language) }
    known.set(language, one)
    return one.found
  }
}

/** Where sources are excluded, the article is asked about as each of those that carry it reports it. */
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
  /** Number of the source that reports the article, in SQL. */
  readonly source: string
  /** Below an odd number of exclusions. */
  readonly isExcluded: boolean
  readonly forms: WordsFor
}

/** The words that will do for a word, itself first. */
type WordsFor = (word: string) => readonly string[]
const itself: WordsFor = (word) => [word]

const write = (filter: Filter, writing: Writing): string => {
  const match = matchWith(filter, writing.isExcluded ? itself : writing.forms)
  if (match !== null) return inIndex(match, writing)
  switch (filter.kind) {
    case 'everything':
      return '1'
    case 'and':
      return joined('AND', grouped('and', filter.of), writing)
    case 'or':
      return joined('OR', grouped('or', filter.of), writing)
    case 'not':
      return filter.of.kind === 'not'
        ? write(filter.of.of, writing)
        : `NOT ${write(filter.of, { ...writing, isExcluded: !writing.isExcluded })}`
    case 'text':
      // Words were wanted and none can be searched for: nothing has them.
      return '0'
    case 'regex':
      return `EXISTS (SELECT 1 FROM content c WHERE c.article = a.n AND matches(${writing.bind(filter.pattern)}, c.title, c.text))`
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

const isOneOf = (sources: readonly number[], { source, bind }: Writing): string =>
  `${source} IN (SELECT value FROM json_each(${bind(JSON.stringify(sources))}))`

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
    if (isWords(part)) return 'words'
    if (part.kind === 'not' && isWords(part.of)) return 'negated'
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

/**
 * An FTS5 expression that every article which meets the filter meets, in whichever language it is; null if the filter asks for something else
 * than words, or for none that must be there.
 */
export const matchOf = ({ words }: Engine, filter: Filter): string | null => matchWith(filter, words.formsInAny)

const isWords = (filter: Filter): boolean => matchWith(filter, itself) !== null

/** The FTS5 expression that says the same, if the filter asks for words only and for at least one that must be there. */
const matchWith = (filter: Filter, forms: WordsFor): string | null => {
  if (filter.kind === 'text') return textMatch(filter, forms)
  if ((filter.kind !== 'and' && filter.kind !== 'or') || filter.of.length === 0 || filter.of.length > MOST_WORDS) return null
  const parts = filter.of.map((part) => matchWith(part, forms))
  if (parts.some((part) => part === null)) return null
  // The same word twice would be read twice.
  return `(${[...new Set(parts)].join(filter.kind === 'and' ? ' AND ' : ' OR ')})`
}

const textMatch = (filter: Extract<Filter, { kind: 'text' }>, forms: WordsFor): string | null => {
  const phrase = searchPhrase(filter.text, { prefix: filter.prefix })
  if (phrase === null) return null
  const word = filter.forms ? inflectedWord(phrase) : null
  const query = searchQuery(phrase, word === null ? [] : forms(word))
  return filter.in === 'anywhere' ? query : `title : ${query}`
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
