import { createInterner } from '../index/interner.ts'
import type { Passage, ReportWords } from '../report-words.ts'

/** Terms of one article, side by side, in the order in which they first come. */
export type Terms = Readonly<ReturnType<typeof createTerms>>

const createTerms = (capacity: number) => ({
  size: 0,
  /** Signed 32-bit hashes that differ by language. */
  terms: new Int32Array(capacity),
  /** How often each stands in the article. */
  counts: new Int32Array(capacity),
  /** Whether it is a name there. */
  areNames: new Uint8Array(capacity),
  /** The key of the word that it first stood for, unsigned. */
  words: new Uint32Array(capacity),
})

const TITLE_WEIGHT = 2
const DIGITS = /\d+(?:[.,]\d+)*/g

/**
 * Counts terms: words by their prefixes, since endings differ; pairs of characters where words stand without spaces; numbers. Not re-entrant:
 * consume what comes back before the next call.
 */
export const createTermCounter = (): ((report: ReportWords) => Terms) => {
  const interner = createInterner()
  let found = createTerms(1_024)

  const add = (term: number, weight: number, isName: number, word: number): void => {
    const { terms, counts, areNames, words } = found
    const number = interner.intern(term)
    if (number === found.size) {
      found.size += 1
      terms[number] = term
      counts[number] = 0
      areNames[number] = 0
      words[number] = word
    }
    counts[number] = (counts[number] ?? 0) + weight
    areNames[number] = (areNames[number] ?? 0) | isName
  }
  const addAll = ({ normal, words: { size, wholes, prefixes, areNames } }: Passage, weight: number): void => {
    for (let nth = 0; nth < size; nth += 1) add(prefixes[nth] ?? 0, weight, areNames[nth] ?? 0, wholes[nth] ?? 0)
    for (const digits of normal.match(DIGITS) ?? []) {
      const term = Math.imul(Number.parseInt(digits.replaceAll(/\D/g, ''), 10), 2_654_435_761)
      add(term, weight, 0, term)
    }
  }
  return ({ title, text }) => {
    // A number has a character or more.
    const most = title.words.size + title.normal.length + text.words.size + text.normal.length
    if (found.terms.length < most) found = createTerms(2 * most)
    found.size = 0
    interner.clear()
    addAll(title, TITLE_WEIGHT)
    addAll(text, 1)
    return found
  }
}
