import { editDistance } from '../../../lib/nearest-word.ts'
import { searchPhrase } from '../../../text/search-words.ts'
import { baseOf, formsOf, type WordForms } from '../../../text/word-forms.ts'
import { type QueryBudget, UNLIMITED } from '../../ports/query-budget.ts'
import type { IndexedWord } from '../../ports/story-search.ts'
import type { Connection } from './connection.ts'
import type { Counters } from './counters.ts'
import type { TagNames } from './tag-names.ts'

/** The words that stand in the full-text index. */
export type IndexedWords = {
  /** Those that are forms of a word in articles of a language, itself first. */
  readonly forms: (word: string, language: string) => readonly string[]
  /** The same in any language that articles are stored in. */
  readonly formsInAny: (word: string) => readonly string[]
  /** Those that a word may be a misspelling of, likeliest first; empty if it is there itself. As written, accents aside. */
  readonly similar: (word: string, budget?: QueryBudget) => readonly IndexedWord[]
  readonly reload: () => void
}

/** Looked up again after each change of what is published. */
const MOST_REMEMBERED = 2_000

export const createIndexedWords = ({ db, all, iterate }: Connection, tags: TagNames, counters: Counters): IndexedWords => {
  db.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_word USING fts5vocab (main, words, row)')
  const remembered = new Map<string, ReadonlyMap<string, readonly string[]>>()
  let edition = -1
  const formsByLanguage = (word: string): ReadonlyMap<string, readonly string[]> => {
    if (edition !== counters.totals.edition || remembered.size >= MOST_REMEMBERED) remembered.clear()
    edition = counters.totals.edition
    const known = remembered.get(word)
    if (known !== undefined) return known
    const found = find(word)
    remembered.set(word, found)
    return found
  }
  const find = (word: string): ReadonlyMap<string, readonly string[]> => {
    const languages = new Set(tags.all('language').map(([name]) => baseOf(name)))
    const rules = [...languages].flatMap((language): readonly (readonly [string, WordForms])[] => {
      const forms = formsOf(word, language)
      return forms === null ? [] : [[language, forms]]
    })
    const starts = [...new Set(rules.flatMap(([, { prefixes }]) => prefixes))]
    const widest = starts.filter((start) => !starts.some((other) => other !== start && start.startsWith(other)))
    const longest = Math.max(0, ...rules.map(([, forms]) => forms.longest))
    const words = widest.flatMap((start) => all<{ readonly term: string }>(BEGINNING, start, `${start}\uffff`, longest))
    return new Map(
      rules.map(([language, { has }]) => [
        language,
        [word, ...words.flatMap(({ term }) => (term !== word && has(term) ? [term] : []))],
      ]),
    )
  }
  return {
    forms: (word, language) => formsByLanguage(word).get(baseOf(language)) ?? [word],
    formsInAny: (word) => [...new Set([word, ...[...formsByLanguage(word).values()].flat()])],
    similar: (written, budget = UNLIMITED) => similarWords(iterate, written, budget),
    reload: () => remembered.clear(),
  }
}

const similarWords = (iterate: Connection['iterate'], written: string, budget: QueryBudget): readonly IndexedWord[] => {
  const [word, second] = searchPhrase(written)?.words ?? []
  if (word === undefined || second !== undefined || word.length < FEWEST_LETTERS) return []
  const most = word.length < MANY_LETTERS ? 1 : 2
  const start = word.slice(0, SAME_LETTERS)
  const found: (IndexedWord & { readonly steps: number })[] = []
  const near = iterate<VocabularyRow>(
    NEAR_WORDS,
    start,
    `${start}\uffff`,
    Math.max(FEWEST_LETTERS, word.length - most),
    word.length + most,
  )
  for (const { term, doc } of near) {
    if (term === word) return []
    const steps = editDistance(word, term)
    if (steps <= most) found.push({ word: term, articles: doc, steps })
    if (budget.isSpent()) break
  }
  return found
    .toSorted((one, other) => one.steps - other.steps || other.articles - one.articles)
    .slice(0, MOST_SIMILAR)
    .map(({ word: term, articles }) => ({ word: term, articles }))
}

/** Shorter words are like too many others. */
const FEWEST_LETTERS = 4
/** From so many on, two mistakes are likely. */
const MANY_LETTERS = 7
/** Few people mistake the first letters. */
const SAME_LETTERS = 2
const MOST_SIMILAR = 3

type VocabularyRow = { readonly term: string; readonly doc: number }
const NEAR_WORDS = 'SELECT term, doc FROM temp.indexed_word WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?'

const BEGINNING = 'SELECT term FROM temp.indexed_word WHERE term >= ? AND term < ? AND length(term) <= ?'
