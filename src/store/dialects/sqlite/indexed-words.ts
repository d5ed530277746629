import { baseOf } from '../../../text/word-forms.ts'
import { type QueryBudget, UNLIMITED } from '../../ports/query-budget.ts'
import type { IndexedWord } from '../../ports/story-search.ts'
import { formSearch, likeliest, similarSearch, type SimilarWord } from '../../word-lookups.ts'
import type { Connection } from './connection.ts'
import type { Counters } from './counters.ts'
import type { TagNames } from './tag-names.ts'

/** The words of the full-text index. */
export type IndexedWords = {
  /** The forms of a word in articles of a language, the word itself first. */
  readonly forms: (word: string, language: string) => readonly string[]
  /** The forms in any language of the stored articles. */
  readonly formsInAny: (word: string) => readonly string[]
  /** The words that a word may be a misspelling of, likeliest first; empty if the word itself is in the index. As written, except for accents. */
  readonly similar: (word: string, budget?: QueryBudget) => readonly IndexedWord[]
  readonly reload: () => void
}

/** How many words are cached; the cache is cleared after each change of what is published. */
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
    const { starts, longest, formsIn } = formSearch(
      word,
      tags.all('language').map(([name]) => name),
    )
    const terms = starts.flatMap((start) => all<{ readonly term: string }>(BEGINNING, start, `${start}\uffff`, longest))
    return formsIn(terms.map(({ term }) => term))
  }
  return {
    forms: (word, language) => formsByLanguage(word).get(baseOf(language)) ?? [word],
    formsInAny: (word) => [...new Set([word, ...[...formsByLanguage(word).values()].flat()])],
    similar: (written, budget = UNLIMITED) => similarWords(iterate, written, budget),
    reload: () => remembered.clear(),
  }
}

const similarWords = (iterate: Connection['iterate'], written: string, budget: QueryBudget): readonly IndexedWord[] => {
  const search = similarSearch(written)
  if (search === null) return []
  const { word, start, shortest, longest, stepsTo } = search
  const found: SimilarWord[] = []
  for (const { term, doc } of iterate<VocabularyRow>(NEAR_WORDS, start, `${start}\uffff`, shortest, longest)) {
    if (term === word) return []
    const steps = stepsTo(term)
    if (steps !== null) found.push({ word: term, articles: doc, steps })
    if (budget.isSpent()) break
  }
  return likeliest(found)
}

type VocabularyRow = { readonly term: string; readonly doc: number }
const NEAR_WORDS = 'SELECT term, doc FROM temp.indexed_word WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?'

const BEGINNING = 'SELECT term FROM temp.indexed_word WHERE term >= ? AND term < ? AND length(term) <= ?'
