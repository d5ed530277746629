import { createNumbering } from '../index/interner.ts'
import type { Passage, Wording } from '../wording.ts'

/** Terms of one article, side by side, in the order in which they first come: working space, which is filled again for the next. */
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
const numbers = createNumbering()
let told = createTerms(1_024)

/** Words by their beginning, since endings differ; pairs of characters where words stand without spaces; numbers. */
export const termsOf = ({ title, text }: Wording): Terms => {
  // A number has a character or more.
  const most = title.words.size + title.normal.length + text.words.size + text.normal.length
  if (told.terms.length < most) told = createTerms(2 * most)
  told.size = 0
  numbers.clear()
  addTerms(title, TITLE_WEIGHT)
  addTerms(text, 1)
  return told
}

const DIGITS = /\d+(?:[.,]\d+)*/g

const addTerms = ({ normal, words }: Passage, weight: number): void => {
  const { size, wholes, beginnings, areNames } = words
  for (let nth = 0; nth < size; nth += 1) addTerm(beginnings[nth] ?? 0, weight, areNames[nth] ?? 0, wholes[nth] ?? 0)
  for (const digits of normal.match(DIGITS) ?? []) {
    const term = Math.imul(Number.parseInt(digits.replaceAll(/\D/g, ''), 10), 2_654_435_761)
    addTerm(term, weight, 0, term)
  }
}

const addTerm = (term: number, weight: number, isName: number, word: number): void => {
  const { terms, counts, areNames, words } = told
  const number = numbers.numberOf(term)
  if (number === told.size) {
    told.size += 1
    terms[number] = term
    counts[number] = 0
    areNames[number] = 0
    words[number] = word
  }
  counts[number] = (counts[number] ?? 0) + weight
  areNames[number] = (areNames[number] ?? 0) | isName
}
