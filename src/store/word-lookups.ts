/** Lookups among the words of the index, on every engine. */
import { editDistance } from '../lib/nearest-word.ts'
import type { LanguageTag } from '../model/ids.ts'
import { searchPhrase } from '../text/search-words.ts'
import { baseOf, formsOf, type WordForms } from '../text/word-forms.ts'
import type { IndexedWord } from './ports/story-search.ts'

/** How to find a word's forms: among words that begin with one of `starts` and have at most `longest` letters. */
export type FormSearch = {
  readonly starts: readonly string[]
  readonly longest: number
  /** By language (`pt` for `pt-BR`): which of these words are forms, with the word itself first. */
  readonly formsIn: (terms: readonly string[]) => ReadonlyMap<string, readonly string[]>
}

export const formSearch = (word: string, languages: readonly LanguageTag[]): FormSearch => {
  const rules = [...new Set(languages.map(baseOf))].flatMap((language): readonly (readonly [string, WordForms])[] => {
    const forms = formsOf(word, language)
    return forms === null ? [] : [[language, forms]]
  })
  const starts = [...new Set(rules.flatMap(([, { prefixes }]) => prefixes))]
  return {
    starts: starts.filter((start) => !starts.some((other) => other !== start && start.startsWith(other))),
    longest: Math.max(0, ...rules.map(([, { longest }]) => longest)),
    formsIn: (terms) =>
      new Map(rules.map(([language, { has }]) => [language, [word, ...terms.filter((term) => term !== word && has(term))]])),
  }
}

/** Shorter words are similar to too many others. */
const FEWEST_LETTERS = 4
/** The fewest letters of a word that may have two mistakes. */
const MANY_LETTERS = 7
/** How many first letters must be equal: few people mistype them. */
const SAME_LETTERS = 2
const MOST_SIMILAR = 3

/** How to find the words that `word` may be a misspelling of: they begin as `start` and have `shortest` to `longest` letters. */
export type SimilarSearch = {
  readonly word: string
  readonly start: string
  readonly shortest: number
  readonly longest: number
  /** The edit distance between the two words; null: too large. */
  readonly stepsTo: (term: string) => number | null
}

/** Null: the text is no single word, or too short. */
export const similarSearch = (written: string): SimilarSearch | null => {
  const [word, second] = searchPhrase(written)?.words ?? []
  if (word === undefined || second !== undefined || word.length < FEWEST_LETTERS) return null
  const most = word.length < MANY_LETTERS ? 1 : 2
  return {
    word,
    start: word.slice(0, SAME_LETTERS),
    shortest: Math.max(FEWEST_LETTERS, word.length - most),
    longest: word.length + most,
    stepsTo: (term) => {
      const steps = editDistance(word, term, most)
      return steps <= most ? steps : null
    },
  }
}

export type SimilarWord = IndexedWord & { readonly steps: number }

/** The few likeliest words: fewest mistakes first, then most articles. */
export const likeliest = (found: readonly SimilarWord[]): readonly IndexedWord[] =>
  found
    .toSorted((one, other) => one.steps - other.steps || other.articles - one.articles)
    .slice(0, MOST_SIMILAR)
    .map(({ word, articles }) => ({ word, articles }))
