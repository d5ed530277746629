import type { Passage, Wording } from '../wording.ts'

/** How often a term stands in an article, whether it is a name there, and the key of the word that it first stood for. */
export type Term = { readonly count: number; readonly isName: boolean; readonly word: number }
/** Terms of one article, keyed by a signed 32-bit hash that differs by language. */
export type Terms = ReadonlyMap<number, Term>

const TITLE_WEIGHT = 2

/** Words by their beginning, since endings differ; pairs of characters where words stand without spaces; numbers. */
export const termsOf = ({ title, text }: Wording): Terms => {
  const terms = new Map<number, Term>()
  addTerms(terms, title, TITLE_WEIGHT)
  addTerms(terms, text, 1)
  return terms
}

const addTerms = (terms: Map<number, Term>, { normal, words }: Passage, weight: number): void => {
  for (const { keys, beginning, isName } of words) addTerm(terms, beginning | 0, weight, isName, keys[0] ?? beginning)
  for (const [digits] of normal.matchAll(/\d+(?:[.,]\d+)*/g)) {
    const term = Math.imul(Number.parseInt(digits.replaceAll(/\D/g, ''), 10), 2_654_435_761)
    addTerm(terms, term, weight, false, term)
  }
}

const addTerm = (terms: Map<number, Term>, term: number, weight: number, isName: boolean, word: number): void => {
  const known = terms.get(term)
  terms.set(
    term,
    known === undefined
      ? { count: weight, isName, word }
      : { count: known.count + weight, isName: known.isName || isName, word: known.word },
  )
}
