/** The words that a filter searches for, and the order in which its parts are evaluated, on every engine. */
import { type Filter, readsText } from '../model/filter.ts'
import { inflectedWord, type SearchPhrase, searchPhrase } from '../text/search-words.ts'

/** The words that match a word: the word itself first, then its forms. */
export type WordsFor = (word: string) => readonly string[]
export const itself: WordsFor = (word) => [word]

/** A query to the index of words. `forms`: words that match in place of the last one of the phrase. */
export type WordQuery =
  | { readonly kind: 'phrase'; readonly phrase: SearchPhrase; readonly forms: readonly string[]; readonly inTitle: boolean }
  | { readonly kind: 'and' | 'or'; readonly of: readonly WordQuery[] }

/** The most words in one query to the index. */
const MOST_WORDS = 200

/** The equivalent query to the index, if the filter consists of words only and at least one must be present; otherwise null. */
export const wordQueryOf = (filter: Filter, forms: WordsFor): WordQuery | null => {
  if (filter.kind === 'text') {
    const phrase = searchPhrase(filter.text, { prefix: filter.prefix })
    if (phrase === null) return null
    const word = filter.forms ? inflectedWord(phrase) : null
    return { kind: 'phrase', phrase, forms: word === null ? [] : forms(word), inTitle: filter.in === 'title' }
  }
  if ((filter.kind !== 'and' && filter.kind !== 'or') || filter.of.length === 0 || filter.of.length > MOST_WORDS) return null
  const parts = filter.of.flatMap((part) => wordQueryOf(part, forms) ?? [])
  return parts.length < filter.of.length ? null : { kind: filter.kind, of: parts }
}

const isWords = (filter: Filter): boolean => wordQueryOf(filter, itself) !== null

/** The words of the filter that match in all their forms. */
export const inflectedWordsIn = (filter: Filter): readonly string[] => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(inflectedWordsIn)
  if (filter.kind === 'not') return inflectedWordsIn(filter.of)
  const phrase = filter.kind === 'text' && filter.forms ? searchPhrase(filter.text, { prefix: filter.prefix }) : null
  const word = phrase === null ? null : inflectedWord(phrase)
  return word === null ? [] : [word]
}

/**
 * Words in one list become one query to the index (of at most `MOST_WORDS` words), and so do negated words: not a and not b is not (a or b).
 * Regular expressions come last, since they read the text.
 */
export const grouped = (kind: 'and' | 'or', parts: readonly Filter[]): readonly Filter[] => {
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

/** Joins the parts as a balanced tree: engines accept expressions a thousand levels deep, and readers paste longer lists than that. */
export const joined = (operator: 'AND' | 'OR', parts: readonly Filter[], write: (filter: Filter) => string): string => {
  const [only] = parts
  if (only === undefined) throw new Error('a list of conditions is empty')
  if (parts.length === 1) return write(only)
  const middle = parts.length >> 1
  const halves = [parts.slice(0, middle), parts.slice(middle)]
  return `(${halves.map((half) => joined(operator, half, write)).join(` ${operator} `)})`
}

/** Caches the result for each value. */
export const remembering = <Result>(find: (name: string) => Result): ((name: string) => Result) => {
  const known = new Map<string, { readonly found: Result }>()
  return (name) => {
    const one = known.get(name) ?? { found: find(name) }
    known.set(name, one)
    return one.found
  }
}
